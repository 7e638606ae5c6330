import * as functions from "../../../lib/backend/functions.ts";
import type { ScalarFunction } from "../../../lib/backend/functions.ts";
import { errorFunction } from "../../../lib/backend/special.ts";

/** Derivatives of order 0, 1, 2 in float64. */
export type Derivatives = readonly [
  (a: number) => number,
  (a: number) => number,
  (a: number) => number,
];

/** σ(a) without cancellation: exp(−|a|) in numerator and denominator. */
const logistic = (a: number) => {
  const e = Math.exp(-Math.abs(a));
  return a >= 0 ? 1 / (1 + e) : e / (1 + e);
};
const slope = (a: number) => logistic(a) * logistic(-a);
const bend = (a: number) => -slope(a) * Math.tanh(a / 2);
const sech2 = (a: number) => {
  const e = Math.exp(-2 * Math.abs(a));
  return 4 * e / (1 + e) ** 2;
};
const density = (a: number) => Math.exp(-a * a / 2) / Math.sqrt(2 * Math.PI);

/** Φ(a) whose lower tail is a continued fraction (Abramowitz & Stegun 26.2.14). */
function distribution(a: number): number {
  if (!(a < -3)) return (1 + errorFunction(a * Math.SQRT1_2)) / 2;
  if (a < -40) return 0;
  let fraction = 0;
  for (let n = 80; n >= 1; n--) fraction = n / (-a + fraction);
  return density(a) / (-a + fraction);
}

/** Where the reference's formulas cancel, which float64 can afford in absolute but not in relative terms. */
const careful: ReadonlyMap<ScalarFunction, Derivatives> = new Map<ScalarFunction, Derivatives>([
  [functions.tanhFunction, [Math.tanh, sech2, (a) => -2 * Math.tanh(a) * sech2(a)]],
  [functions.sigmoidFunction, [logistic, slope, bend]],
  [functions.siluFunction, [
    (a) => a * logistic(a),
    (a) => logistic(a) + a * slope(a),
    (a) => slope(a) * (2 - a * Math.tanh(a / 2)),
  ]],
  [functions.geluFunction, [
    (a) => a * distribution(a),
    (a) => distribution(a) + a * density(a),
    (a) => (2 - a * a) * density(a),
  ]],
]);

/** Accurate derivatives of a built-in function, relative to their own magnitude. */
export function exactDerivatives(f: ScalarFunction): Derivatives {
  return careful.get(f) ?? [f.value, f.first, f.second];
}

/** All built-in functions. */
export const builtIn: readonly ScalarFunction[] = Object.values({
  ...functions,
  leakyReluFunction: functions.leakyReluFunction(0.01),
  eluFunction: functions.eluFunction(1.5),
});
