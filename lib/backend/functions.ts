import { errorFunction } from "./special.ts";

/**
 * A scalar function with its first two derivatives: all that curvature needs to cross an
 * elementwise layer. A backend may have a kernel of its own for a function that it knows by `name`
 * and `parameters`; any other is evaluated as it stands.
 */
export interface ScalarFunction {
  /** The function's name, unique among the built-in ones. */
  readonly name: string;
  /** The constants that it closes over, in the order of its factory's arguments. */
  readonly parameters: readonly number[];
  /** σ(a). */
  readonly value: (a: number) => number;
  /** σ′(a). */
  readonly first: (a: number) => number;
  /** σ″(a). */
  readonly second: (a: number) => number;
}

function define(
  name: string,
  value: (a: number) => number,
  first: (a: number) => number,
  second: (a: number) => number,
  parameters: readonly number[] = [],
): ScalarFunction {
  return { name, parameters, value, first, second };
}

/** A step at 0 that keeps NaN: `below` for a ≤ 0, `above` for a > 0. */
function step(a: number, below: number, above: number): number {
  return a > 0 ? above : a <= 0 ? below : NaN;
}

/** 0, also at ±∞, and NaN at NaN. */
function flat(a: number): number {
  return Number.isNaN(a) ? a : 0;
}

function logistic(a: number): number {
  if (a >= 0) return 1 / (1 + Math.exp(-a));
  const e = Math.exp(a);
  return e / (1 + e);
}

function logisticSlope(a: number): number {
  return logistic(a) * logistic(-a);
}

/** φ(a), the density of the standard normal distribution. */
function normalDensity(a: number): number {
  return Math.exp(-a * a / 2) / Math.sqrt(2 * Math.PI);
}

/** Φ(a), its distribution function. */
function normalDistribution(a: number): number {
  return (1 + errorFunction(a * Math.SQRT1_2)) / 2;
}

/** σ(a) = a. */
export const identityFunction: ScalarFunction = define("identity", (a) => a, () => 1, () => 0);

/** σ(a) = tanh a. */
export const tanhFunction: ScalarFunction = define(
  "tanh",
  Math.tanh,
  (a) => 1 - Math.tanh(a) ** 2,
  (a) => -2 * Math.tanh(a) * (1 - Math.tanh(a) ** 2),
);

/** σ(a) = max(a, 0), with σ′(0) = 0. */
export const reluFunction: ScalarFunction = define(
  "relu",
  (a) => a <= 0 ? 0 : a,
  (a) => step(a, 0, 1),
  flat,
);

/** σ(a) = a for a > 0, else `slope · a`. */
export function leakyReluFunction(slope: number): ScalarFunction {
  return define(
    "leakyRelu",
    (a) => a <= 0 ? slope * a : a,
    (a) => step(a, slope, 1),
    flat,
    [slope],
  );
}

/** σ(a) = 1 / (1 + exp(−a)). */
export const sigmoidFunction: ScalarFunction = define(
  "sigmoid",
  logistic,
  logisticSlope,
  (a) => logisticSlope(a) * (1 - 2 * logistic(a)),
);

/** σ(a) = a for a > 0, else α (exp(a) − 1). */
export function eluFunction(alpha: number): ScalarFunction {
  return define(
    "elu",
    (a) => a > 0 ? a : alpha * Math.expm1(a),
    (a) => a > 0 ? 1 : alpha * Math.exp(a),
    (a) => a > 0 ? 0 : alpha * Math.exp(a),
    [alpha],
  );
}

/** Klambauer et al. 2017: the constants that keep zero mean and unit variance fixed. */
const seluScale = 1.0507009873554804934193349852946;
const seluAlpha = 1.6732632423543772848170429916717;

/** σ(a) = λ a for a > 0, else λ α (exp(a) − 1). */
export const seluFunction: ScalarFunction = define(
  "selu",
  (a) => seluScale * (a > 0 ? a : seluAlpha * Math.expm1(a)),
  (a) => seluScale * (a > 0 ? 1 : seluAlpha * Math.exp(a)),
  (a) => a > 0 ? 0 : seluScale * seluAlpha * Math.exp(a),
);

/** σ(a) = log(1 + exp a); above 20 the identity, as in PyTorch. */
export const softplusFunction: ScalarFunction = define(
  "softplus",
  (a) => a > 20 ? a : Math.log1p(Math.exp(a)),
  (a) => a > 20 ? 1 : logistic(a),
  (a) => a > 20 ? 0 : logisticSlope(a),
);

/** σ(a) = log(1 / (1 + exp(−a))). */
export const logSigmoidFunction: ScalarFunction = define(
  "logSigmoid",
  (a) => Math.min(a, 0) - Math.log1p(Math.exp(-Math.abs(a))),
  (a) => logistic(-a),
  (a) => -logisticSlope(a),
);

/** σ(a) = exp a. */
export const expFunction: ScalarFunction = define("exp", Math.exp, Math.exp, Math.exp);

/** σ(a) = a Φ(a) with the exact normal distribution function; NaN at −∞, where that is −∞ · 0. */
export const geluFunction: ScalarFunction = define(
  "gelu",
  (a) => a * normalDistribution(a),
  (a) => normalDistribution(a) + a * normalDensity(a),
  (a) => (2 - a * a) * normalDensity(a),
);

/** σ(a) = a / (1 + exp(−a)); NaN at −∞, where it is computed as −∞ · 0. */
export const siluFunction: ScalarFunction = define(
  "silu",
  (a) => a * logistic(a),
  (a) => logistic(a) + a * logisticSlope(a),
  (a) => logisticSlope(a) * (2 + a * (1 - 2 * logistic(a))),
);

/** σ(a) = log a. */
export const logFunction: ScalarFunction = define(
  "log",
  Math.log,
  (a) => 1 / a,
  (a) => -1 / (a * a),
);

/** σ(a) = a². */
export const squareFunction: ScalarFunction = define("square", (a) => a * a, (a) => 2 * a, () => 2);

/** σ(a) = √a. */
export const squareRootFunction: ScalarFunction = define(
  "squareRoot",
  Math.sqrt,
  (a) => 0.5 / Math.sqrt(a),
  (a) => -0.25 / (a * Math.sqrt(a)),
);

/** σ(a) = |a|, with σ′(0) = 0. */
export const absoluteFunction: ScalarFunction = define(
  "absolute",
  Math.abs,
  Math.sign,
  flat,
);

/** σ(a) = sign a. */
export const signFunction: ScalarFunction = define("sign", Math.sign, flat, flat);
