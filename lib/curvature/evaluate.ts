import type { Backend, Tensor } from "../backend/backend.ts";
import { Random } from "../backend/random.ts";
import type { TensorLike } from "../backend/tensor_like.ts";
import type { Network } from "../layers/network.ts";
import type { Leaf, Walk } from "../layers/layer.ts";
import { checkEach } from "../losses/check.ts";
import type { Loss, LossAt } from "../losses/loss.ts";
import { type ParameterTree, parameterTree } from "./tree.ts";

/** Options that every estimator takes. */
export interface EvaluationOptions {
  /** Whether dropout is on; false by default. */
  readonly training?: boolean;
  /** Determines dropout masks and whatever else the estimator draws; 0 by default. */
  readonly seed?: number;
  /**
   * Which shard of a batch the rows are, from 0, which is the default. What is drawn for rows then is
   * drawn apart from that of other shards; what is drawn for parameters is the same in all of them.
   */
  readonly shard?: number;
}

/** What every estimator returns. */
export interface Estimate {
  /** L. */
  readonly loss: number;
  /** The network's output `[batch, outputs]`. */
  readonly output: Tensor;
  /** `∂L/∂θ`. */
  readonly gradient: ParameterTree;
  /** The estimate of `diag ∂²L/∂θ²`. */
  readonly curvature: ParameterTree;
}

/** A forward pass with its loss: where every walk begins. */
export interface Evaluation {
  readonly backend: Backend;
  readonly network: Network;
  readonly batch: number;
  /** `[batch, ...features]`. */
  readonly input: Tensor;
  /** `[batch, outputs]`. */
  readonly output: Tensor;
  readonly loss: LossAt;
  /** The loss's name, for messages. */
  readonly lossName: string;
  /** L. */
  readonly value: number;
  /** The stream for what an estimator draws for rows. */
  readonly random: Random;
  /** The stream for what it draws for parameters. */
  readonly parameterRandom: Random;
  /** Runs a walk from the output down to the last layer with parameters, or to the input. */
  walk<Signal>(start: Signal, walk: Walk<Signal>, needsInput?: boolean): Signal | undefined;
  /** The network's memory of the forward pass. */
  readonly memory: object;
}

/** Tensors that outlive a walk; one per parameter in `gradient` and `curvature`. */
export interface Results {
  readonly gradient: readonly Tensor[];
  readonly curvature: readonly Tensor[];
  readonly others?: readonly Tensor[];
}

/** What estimators add to the options that they get. */
export interface WalkOptions extends EvaluationOptions {
  /** The highest order of layers' derivatives that the walks want; 1 by default. */
  readonly derivatives?: 1 | 2;
  /** Whether there is one walk and nothing after it that needs the memory; false by default. */
  readonly once?: boolean;
}

/**
 * Runs the network and the loss, checks them, lets `estimate` walk, and frees all but its results.
 *
 * @throws TypeError for shapes that do not fit, RangeError for an empty batch or for an input,
 * output or loss that is not finite.
 */
export function evaluate(
  network: Network,
  input: TensorLike,
  loss: Loss,
  { training = false, seed = 0, shard = 0, derivatives = 1, once = false }: WalkOptions,
  estimate: (evaluation: Evaluation) => Results,
): Estimate & { readonly others: readonly Tensor[] } {
  const { backend } = network;
  let value = NaN;
  const [output, ...tensors] = backend.scope(() => {
    const x = network.tensor(input);
    network.checkInput(x);
    checkFinite(backend, "input", x);
    const random = new Random(seed);
    const rowRandom = shard === 0 ? random : random.split(`shard ${shard}`);
    const updates: (() => void)[] = [];
    const pass = {
      backend,
      training,
      random: rowRandom.split("forward"),
      derivatives,
      once,
      later: (update: () => void) => void updates.push(update),
    };
    const { output, memory } = network.layer.forward(pass, x);
    checkFinite(backend, "network output", output);
    const at = loss.at(backend, output);
    value = at.value();
    if (!Number.isFinite(value)) {
      throw new RangeError(`${loss.name}: expected a finite loss, found ${value}`);
    }
    const { gradient, curvature, others = [] } = estimate({
      backend,
      network,
      batch: x.shape[0],
      input: x,
      output,
      loss: at,
      lossName: loss.name,
      value,
      random: rowRandom.split("estimator"),
      parameterRandom: random.split("estimator"),
      memory,
      walk: (start, walk, needsInput = false) => {
        const below = network.layer.backward(memory, start, walk, needsInput);
        walk.finish?.();
        return below;
      },
    });
    for (const update of updates) update();
    return [output, ...gradient, ...curvature, ...others];
  });
  const count = network.parameters.length;
  return {
    loss: value,
    output,
    gradient: parameterTree(network, tensors.slice(0, count)),
    curvature: parameterTree(network, tensors.slice(count, 2 * count)),
    others: tensors.slice(2 * count),
  };
}

/**
 * For walks that carry columns or matrices of single samples.
 *
 * @throws TypeError at a layer that couples samples in this pass.
 */
export function checkSamplesApart(leaf: Leaf, memory: object): void {
  if (!leaf.samplesCoupled(memory)) return;
  throw new TypeError(
    `Expected layers that take samples apart, found ${leaf.name} in training; use training: false, exactDiagonalByHvp, or HesScale without columns`,
  );
}

function checkFinite(b: Backend, what: string, tensor: Tensor): void {
  if (!b.allFinite(tensor)) checkEach(b, tensor, Number.isFinite, `Expected a finite ${what}`);
}
