import type { Numbers, Tensor } from "../backend/backend.ts";
import { hesscale } from "../curvature/hesscale.ts";
import type { ParameterTree } from "../curvature/tree.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import type { Step } from "../optim/optimizer.ts";
import type { ByNetwork, Diagnostics, Throughput } from "./events.ts";

/** Milliseconds by what they were spent on. */
interface Times {
  physics?: number;
  acting?: number;
  learning?: number;
}

/** Beyond it the ratio of probabilities would be infinite. */
const MOST_LOG_RATIO = 700;

/** Sums over the steps of one network since the last report. */
interface NetworkSums {
  count: number;
  loss: number;
  scale: number;
  stepSize: number;
  gradientNorm: number;
  curvatureNorm: number;
}

/** Norms of the derivatives of a network's loss. */
export interface Norms {
  readonly gradientNorm: number;
  /** Of HesScale's curvature. */
  readonly curvatureNorm: number;
}

/** How an update moved a policy. */
export interface PolicyChange {
  /** In nats, before the update. */
  readonly entropy: number;
  /** `ln π(a)` of the rollout before the update. */
  readonly before: Numbers;
  /** `ln π(a)` after it. */
  readonly after: Numbers;
  /** ε of the clip range, if there is one. */
  readonly clip?: number;
}

/** Collects what is measured between two reports. */
export class Measurements {
  readonly #networks: ReadonlyMap<string, NetworkSums>;
  #times: Required<Times> = { physics: 0, acting: 0, learning: 0 };
  #returns = new Variance();
  #errors = new Variance();
  #change: PolicyChange | undefined;

  /** For networks of these names. */
  constructor(names: readonly string[]) {
    this.#networks = new Map(names.map((name) => [name, emptySums()]));
  }

  /** Adds milliseconds. */
  addTime({ physics = 0, acting = 0, learning = 0 }: Times): void {
    this.#times.physics += physics;
    this.#times.acting += acting;
    this.#times.learning += learning;
  }

  /** Adds a step of a network. */
  addStep(name: string, { loss, scale, stepSize }: Step): void {
    const sums = this.#networks.get(name)!;
    sums.count++;
    sums.loss += loss;
    sums.scale += scale;
    sums.stepSize = stepSize;
  }

  /** Says the norms of gradient and curvature of a network. */
  setNorms(name: string, norms: Norms): void {
    Object.assign(this.#networks.get(name)!, norms);
  }

  /** Compares values with returns, `[rows]` each. */
  addValues(values: ArrayLike<number>, returns: ArrayLike<number>): void {
    for (let i = 0; i < values.length; i++) {
      this.#returns.add(returns[i]);
      this.#errors.add(returns[i] - values[i]);
    }
  }

  /** Says how the last update moved the policy. */
  setChange(change: PolicyChange): void {
    this.#change = change;
  }

  /** What was measured over some steps; begins anew. */
  take(steps: number): { diagnostics: Diagnostics; throughput: Throughput } {
    const byNetwork = (pick: (sums: NetworkSums) => number): ByNetwork =>
      Object.fromEntries([...this.#networks].map(([name, sums]) => [name, pick(sums)]));
    const diagnostics: Diagnostics = {
      loss: byNetwork(({ loss, count }) => loss / count),
      scale: byNetwork(({ scale, count }) => scale / count),
      gradientNorm: byNetwork(({ gradientNorm }) => gradientNorm),
      curvatureNorm: finiteOnly(byNetwork(({ curvatureNorm }) => curvatureNorm)),
      stepSize: byNetwork(({ stepSize }) => stepSize),
      ...summaryOf(this.#change!),
      explainedVariance: this.#returns.value === 0
        ? 0
        : 1 - this.#errors.value / this.#returns.value,
    };
    const { physics, acting, learning } = this.#times;
    const total = physics + acting + learning;
    const throughput = {
      stepsPerSecond: 1000 * steps / total,
      physics: physics / total,
      acting: acting / total,
      learning: learning / total,
    };
    for (const sums of this.#networks.values()) Object.assign(sums, emptySums());
    this.#times = { physics: 0, acting: 0, learning: 0 };
    this.#returns = new Variance();
    this.#errors = new Variance();
    return { diagnostics, throughput };
  }
}

/** Curvature may overflow where nothing but this measurement needs it. */
function finiteOnly(norms: ByNetwork): ByNetwork {
  return Object.fromEntries(Object.entries(norms).filter(([, norm]) => Number.isFinite(norm)));
}

function emptySums(): NetworkSums {
  return { count: 0, loss: 0, scale: 0, stepSize: 0, gradientNorm: 0, curvatureNorm: 0 };
}

/**
 * How far one policy is from another: the mean of `(r − 1) − ln r`, r the ratio of the probabilities of
 * what was done under the other (Schulman 2020, "Approximating KL divergence").
 *
 * @param before `ln π(a)` under that other policy.
 */
export function approximateKl(before: Numbers, after: Numbers): number {
  let kl = 0;
  for (let i = 0; i < before.length; i++) {
    const logRatio = after[i] - before[i];
    kl += (ratioOf(logRatio) - 1 - logRatio) / before.length;
  }
  return kl;
}

function ratioOf(logRatio: number): number {
  return Math.exp(Math.min(logRatio, MOST_LOG_RATIO));
}

function summaryOf(
  { entropy, before, after, clip }: PolicyChange,
): Pick<Diagnostics, "entropy" | "approximateKl" | "clipFraction"> {
  let clipped = 0;
  for (let i = 0; i < before.length; i++) {
    if (clip !== undefined && Math.abs(ratioOf(after[i] - before[i]) - 1) > clip) clipped++;
  }
  return {
    entropy,
    approximateKl: approximateKl(before, after),
    ...(clip !== undefined && { clipFraction: clipped / before.length }),
  };
}

/** The variance of numbers as they come (Welford 1962). */
class Variance {
  #count = 0;
  #mean = 0;
  #squares = 0;

  add(x: number): void {
    const distance = x - this.#mean;
    this.#mean += distance / ++this.#count;
    this.#squares += distance * (x - this.#mean);
  }

  get value(): number {
    return this.#squares / Math.max(1, this.#count);
  }
}

/** Measures the norms of gradient and curvature of a network. */
export function normsOf(network: Network, input: Tensor, loss: Loss): Norms {
  let norms: Norms | undefined;
  network.backend.scope(() => {
    const { gradient, curvature } = hesscale(network, input, loss);
    norms = {
      gradientNorm: normOf(network, gradient),
      curvatureNorm: normOf(network, curvature),
    };
  });
  return norms!;
}

function normOf({ backend: b }: Network, tree: ParameterTree): number {
  let sum = 0;
  for (const { tensor } of tree) sum += b.sumOfSquares(tensor);
  return Math.sqrt(sum);
}
