import type { Network } from "../layers/network.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { Checkpoint } from "../runs/checkpoint.ts";
import { checkEarlyStopping, type EarlyStoppingOptions } from "./early_stopping.ts";
import type { Examples } from "./examples.ts";

/** How {@linkcode fit} trains. */
export interface FitOptions<Targets> {
  /** Passes over the examples. */
  readonly epochs: number;
  /** Examples in a mini-batch; 32 by default. */
  readonly batch?: number;
  /** Determines the order of the examples; 0 by default. */
  readonly seed?: number;
  /** Whether to leave out an epoch's last mini-batch if it is smaller; false by default. */
  readonly dropLast?: boolean;
  /** Examples to evaluate the network on after every epoch. */
  readonly validation?: Examples<Targets>;
  /** Evaluate after so many steps instead. */
  readonly evaluateEvery?: number;
  /**
   * When to stop before the last epoch; needs `validation`. The network ends with the parameters
   * that had the least validation loss.
   */
  readonly earlyStopping?: EarlyStoppingOptions;
  /** Seconds between two checkpoints; only at the end and where the signal is aborted by default. */
  readonly checkpointEvery?: number;
  /** Where to continue from: a checkpoint of the same network, optimizer and examples. */
  readonly from?: Checkpoint;
  /** Ends training after the step that is going on, with a checkpoint. */
  readonly signal?: AbortSignal;
}

/** Checks what {@linkcode fit} is called with, before anything is done. */
export function checkFit<Targets>(
  network: Network,
  examples: Examples<Targets>,
  optimizer: Optimizer,
  options: FitOptions<Targets>,
): void {
  const { validation, earlyStopping } = options;
  if (optimizer.network !== network) {
    throw new TypeError("Expected an optimizer of the network, found one of another network");
  }
  for (const { features } of validation ? [examples, validation] : [examples]) {
    network.layer.outputShape(features);
  }
  checkNumbers(options, examples.count);
  if (!earlyStopping) return;
  if (!validation) {
    throw new TypeError("Expected validation examples for early stopping, found none");
  }
  checkEarlyStopping(earlyStopping);
}

function checkNumbers(options: Omit<FitOptions<unknown>, "validation">, count: number): void {
  const { epochs, batch = 32, seed = 0, dropLast = false } = options;
  const { evaluateEvery = 1, checkpointEvery = 0 } = options;
  const whole = { epochs: [epochs, 0], batch: [batch, 1], evaluateEvery: [evaluateEvery, 1] };
  for (const [name, [value, least]] of Object.entries(whole)) {
    if (Number.isSafeInteger(value) && value >= least) continue;
    throw new RangeError(
      `Expected ${name} to be a whole number of at least ${least}, found ${value}`,
    );
  }
  if (dropLast && batch > count) {
    throw new RangeError(
      `Expected batch to be at most ${count}, the number of examples, with dropLast, found ${batch}`,
    );
  }
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`Expected seed to be a safe integer, found ${seed}`);
  }
  if (!(checkpointEvery >= 0)) {
    throw new RangeError(
      `Expected checkpointEvery of at least 0 seconds, found ${checkpointEvery}`,
    );
  }
}
