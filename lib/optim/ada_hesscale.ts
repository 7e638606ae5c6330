import { bl89 } from "../curvature/bl89.ts";
import { hesscale, hesscaleGN } from "../curvature/hesscale.ts";
import type { Network } from "../layers/network.ts";
import type { Rank } from "../losses/loss.ts";
import { curvatureOptimizer, type CurvatureOptimizerOptions } from "./curvature_optimizer.ts";
import type { Optimizer } from "./optimizer.ts";

/** Options of {@linkcode adaHesScale} and {@linkcode adaHesScaleGN}. */
export interface AdaHesScaleOptions extends CurvatureOptimizerOptions {
  /** How many columns of the loss Hessian travel exactly, see {@linkcode HesScaleOptions}; 0 by default. */
  readonly rank?: Rank;
}

/**
 * AdaHesScale (Elsayed, Farrahi, Dangel, Mahmood, ICML 2024, arXiv 2406.03276, Algorithm 2): Adam
 * with HesScale's Hessian diagonal h in place of the gradient in the second moment,
 * `u = α m̂ / (√v̂ + ε)`, v the average of h². The other second moments are the research code's.
 *
 * With `researchCode`, step-size scaling with the second moment `"sqrt"` takes √v, not v, as the
 * curvature.
 *
 * @throws RangeError for numbers or choices out of range.
 *
 * @example
 * ```ts
 * import { adaHesScale, createNetwork, crossEntropy, linear, tanh } from "@hesscale/hesscale";
 *
 * const network = createNetwork([linear(2, 8), tanh(), linear(8, 3)], { seed: 1 });
 * const optimizer = adaHesScale(network, { stepSizeScaling: { delta: 1e-4 } });
 * for (let step = 0; step < 10; step++) {
 *   const { loss, scale } = optimizer.step([[0.5, -1], [2, 0]], crossEntropy([0, 2]));
 *   console.log(loss, scale);
 * }
 * ```
 */
export function adaHesScale(network: Network, options: AdaHesScaleOptions = {}): Optimizer {
  const { rank } = options;
  return curvatureOptimizer(
    "adaHesScale",
    network,
    options,
    rank === undefined ? hesscale : (n, x, l, o) => hesscale(n, x, l, { ...o, rank }),
  );
}

/** AdaHesScaleGN: {@linkcode adaHesScale} with HesScaleGN's diagonal Gauss–Newton recursion. */
export function adaHesScaleGN(network: Network, options: AdaHesScaleOptions = {}): Optimizer {
  const { rank } = options;
  return curvatureOptimizer(
    "adaHesScaleGN",
    network,
    options,
    rank === undefined ? hesscaleGN : (n, x, l, o) => hesscaleGN(n, x, l, { ...o, rank }),
  );
}

/** AdaBL89: {@linkcode adaHesScale} with the recursion of Becker & LeCun 1989. */
export function adaBL89(network: Network, options: CurvatureOptimizerOptions = {}): Optimizer {
  return curvatureOptimizer("adaBL89", network, options, bl89);
}
