import type { Network } from "../layers/network.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { OptimizerState } from "../optim/state.ts";
import type { Checkpoint } from "../runs/checkpoint.ts";
import type { NamedTensors } from "../runs/safetensors.ts";
import type { EarlyStopping, StoppingState } from "./early_stopping.ts";
import { checkParameters, readParameters, writeParameters } from "./parameters.ts";
import type { FitProgress } from "./progress.ts";

/** What determines the order of the examples. */
interface DataIdentity {
  readonly count: number;
  readonly batch: number;
  readonly seed: number;
}

/** All that changes in training beside the network. */
export interface Training {
  readonly optimizer: Optimizer;
  readonly stopping: EarlyStopping | undefined;
  readonly progress: FitProgress;
  readonly data: DataIdentity;
}

/** The plain part of a checkpoint of {@linkcode fit}. */
interface FitState {
  readonly data: DataIdentity;
  readonly progress: ReturnType<FitProgress["save"]>;
  readonly optimizer: Omit<OptimizerState, "tensors">;
  readonly stopping: StoppingState | null;
}

/** Where training stands, in full. */
export function snapshot(network: Network, training: Training): Checkpoint {
  const { optimizer, stopping, progress, data } = training;
  const { tensors: moments, ...plain } = optimizer.saveState();
  const best = stopping?.save();
  const state: FitState = {
    data,
    progress: progress.save(),
    optimizer: plain,
    stopping: best?.state ?? null,
  };
  return {
    step: progress.step,
    state: { ...state },
    tensors: {
      ...prefixed("parameter", readParameters(network)),
      ...prefixed("optimizer", moments),
      ...prefixed("best", best?.tensors ?? {}),
    },
  };
}

/**
 * Brings everything to where a checkpoint stands.
 *
 * @throws TypeError or RangeError, before anything changes, if it is one of another network, optimizer
 * or data.
 */
export function restore(
  network: Network,
  training: Training,
  { state, tensors }: Checkpoint,
): void {
  const { data, progress, optimizer, stopping } = checkState(state);
  for (const name of ["count", "batch", "seed"] as const) {
    if (data[name] === training.data[name]) continue;
    throw new RangeError(
      `Expected a checkpoint of training with ${name} ${training.data[name]}, found ${data[name]}`,
    );
  }
  if ((stopping !== null) !== (training.stopping !== undefined)) {
    const found = stopping ? "with" : "without";
    const expected = stopping ? "without" : "with";
    throw new TypeError(
      `Expected a checkpoint of training ${expected} early stopping, found one ${found}`,
    );
  }
  const parameters = part("parameter", tensors);
  const best = part("best", tensors);
  checkParameters(network, parameters, { name: "the checkpoint" });
  if (Object.keys(best).length > 0) checkParameters(network, best, { name: "the checkpoint" });
  training.optimizer.loadState({ ...optimizer, tensors: part("optimizer", tensors) });
  writeParameters(network, parameters);
  training.progress.load(progress);
  if (stopping) training.stopping?.load(stopping, best);
}

/** A state as one of {@linkcode fit}; its parts are checked by those whose they are. */
function checkState(state: Checkpoint["state"]): FitState {
  const missing = ["data", "progress", "optimizer"].find((name) =>
    typeof state[name] !== "object" || state[name] === null
  );
  if (missing === undefined) return state as unknown as FitState;
  throw new TypeError(`Expected a checkpoint of fit with "${missing}", found one without`);
}

function prefixed(prefix: string, tensors: NamedTensors): NamedTensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [`${prefix}.${name}`, tensor]),
  );
}

function part(prefix: string, tensors: NamedTensors): NamedTensors {
  return Object.fromEntries(
    Object.entries(tensors).flatMap(([name, tensor]) =>
      name.startsWith(`${prefix}.`) ? [[name.slice(prefix.length + 1), tensor]] : []
    ),
  );
}
