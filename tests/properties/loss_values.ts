import type { LossName } from "./architectures.ts";
import { HyperDual, sum } from "./hyper_dual.ts";

/** Data for any loss of N rows and C outputs. */
export interface LossData {
  /** Labels or discrete actions, `[batch]`. */
  readonly labels: readonly number[];
  /** `[batch][outputs]`. */
  readonly targets: readonly (readonly number[])[];
  /** In [0, 1], `[batch][outputs]`. */
  readonly probabilities: readonly (readonly number[])[];
  /** The fixed means, `[batch][outputs]`. */
  readonly means: readonly (readonly number[])[];
  /** The fixed variances, `[batch][outputs]`. */
  readonly variances: readonly (readonly number[])[];
  /** `[batch]`, of either sign. */
  readonly advantages: readonly number[];
  /** `[batch]`. */
  readonly oldLogProbabilities: readonly number[];
  /** `[batch]`, if rows have weights. */
  readonly weights: readonly number[] | undefined;
}

/** δ of Huber's loss and ε of PPO's clip range in every test. */
export const HUBER_DELTA = 0.7;
export const PPO_CLIP = 0.2;

/** The loss of a batch from its definition; derivatives are left to the numbers. */
export function lossValue(
  name: LossName,
  reduction: "mean" | "sum",
  data: LossData,
  output: readonly (readonly HyperDual[])[],
): HyperDual {
  const perElement = reduction === "mean" && isPerElement(name);
  const rows = output.map((z, n) => {
    const value = rowLoss(name, data, n, z).scaled(data.weights?.[n] ?? 1);
    return perElement ? value.scaled(1 / z.length) : value;
  });
  return sum(rows).scaled(reduction === "mean" ? 1 / output.length : 1);
}

/** Whether a mean is over all elements, not over rows. */
export function isPerElement(name: LossName): boolean {
  return name.startsWith("gaussianNll") ||
    ["huber", "binaryCrossEntropy", "meanSquaredError"].includes(name);
}

function rowLoss(
  name: LossName,
  data: LossData,
  n: number,
  z: readonly HyperDual[],
): HyperDual {
  const { advantages, labels, targets, probabilities } = data;
  switch (name) {
    case "crossEntropy":
      return logSoftmax(z)[labels[n]].scaled(-1);
    case "nll":
      return z[labels[n]].scaled(-1);
    case "softmaxNll":
      return logSoftmax(z)[labels[n]].scaled(-advantages[n]);
    case "meanSquaredError":
      return sum(z.map((x, k) => square(x.scaled(1, -targets[n][k]))));
    case "huber":
      return sum(z.map((x, k) => {
        const e = x.scaled(1, -targets[n][k]);
        if (Math.abs(e.value) < HUBER_DELTA) return square(e).scaled(0.5);
        return e.scaled(Math.sign(e.value)).scaled(HUBER_DELTA, -HUBER_DELTA * HUBER_DELTA / 2);
      }));
    case "binaryCrossEntropy":
      return sum(z.map((x, k) => {
        const y = probabilities[n][k];
        const on = x.scaled(-1).exp().scaled(1, 1).log(); // −log σ(x)
        const off = x.exp().scaled(1, 1).log(); // −log (1 − σ(x))
        return on.scaled(y).plus(off.scaled(1 - y));
      }));
    default:
      return name.startsWith("gaussianNll")
        ? gaussianLogProbability(name, data, n, z).scaled(-advantages[n])
        : surrogate(logProbability(name, data, n, z), data, n);
  }
}

/** `ln π` of row n's action, without constants for a Gaussian NLL. */
export function logProbability(
  name: LossName,
  data: LossData,
  n: number,
  z: readonly HyperDual[],
): HyperDual {
  if (name === "ppoCategorical") return logSoftmax(z)[data.labels[n]];
  return gaussianLogProbability(name, data, n, z).scaled(1, -z.length * Math.log(2 * Math.PI) / 2);
}

function gaussianLogProbability(
  name: LossName,
  { targets, means, variances }: LossData,
  n: number,
  z: readonly HyperDual[],
): HyperDual {
  return sum(z.map((x, k) => {
    const mean = name.endsWith("(mean)") ? x : new HyperDual(means[n][k]);
    const variance = name.endsWith("(mean)")
      ? new HyperDual(variances[n][k])
      : name.endsWith("(variance)")
      ? x
      : x.scaled(2).exp();
    const distance = mean.scaled(1, -targets[n][k]);
    return square(distance).times(variance.reciprocal()).plus(variance.log()).scaled(-0.5);
  }));
}

/** `−min(r A, clip(r, 1 ± ε) A)`. */
function surrogate(
  logProbability: HyperDual,
  { oldLogProbabilities, advantages }: LossData,
  n: number,
): HyperDual {
  const ratio = logProbability.scaled(1, -oldLogProbabilities[n]).exp();
  const bounded = Math.min(Math.max(ratio.value, 1 - PPO_CLIP), 1 + PPO_CLIP);
  const clipped = bounded === ratio.value ? ratio : new HyperDual(bounded);
  const [free, held] = [ratio, clipped].map((r) => r.scaled(advantages[n]));
  return (free.value <= held.value ? free : held).scaled(-1);
}

/** The shift by the maximum is a constant: it changes neither value nor derivatives. */
export function logSoftmax(z: readonly HyperDual[]): HyperDual[] {
  const shift = Math.max(...z.map(({ value }) => value));
  const total = sum(z.map((x) => x.scaled(1, -shift).exp())).log().scaled(1, shift);
  return z.map((x) => x.minus(total));
}

function square(x: HyperDual): HyperDual {
  return x.times(x);
}
