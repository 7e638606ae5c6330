import { gaussNewtonMonteCarlo } from "../curvature/gauss_newton.ts";
import type { Network } from "../layers/network.ts";
import { createOptimizer } from "./create_optimizer.ts";
import type { CurvatureEstimator } from "./estimator.ts";
import type { Optimizer, OptimizerOptions } from "./optimizer.ts";
import { type ClippedOptions, clippedUpdate } from "./updates/clipped.ts";

/** Options of {@linkcode sophia}. */
export interface SophiaOptions extends OptimizerOptions, ClippedOptions {
  /** What estimates the curvature; {@linkcode gaussNewtonMonteCarlo}, which makes it Sophia-G, by default. */
  readonly curvature?: CurvatureEstimator;
  /** The curvature is estimated at every k-th step; 10 by default. */
  readonly curvatureEvery?: number;
}

/**
 * Sophia (Liu et al. 2024): `u = α clip(m / max(γ h, ε), ±1)`, h the average of a curvature that is
 * estimated now and then; α is 1e-3 by default. Any estimator may feed it.
 *
 * @throws RangeError for numbers out of range.
 *
 * @example
 * ```ts
 * import { createNetwork, crossEntropy, hesscale, linear, sophia } from "@hesscale/hesscale";
 *
 * const network = createNetwork([linear(2, 3)]);
 * const optimizer = sophia(network, { curvature: hesscale, curvatureEvery: 5 });
 * console.log(optimizer.step([[1, 2]], crossEntropy([0])).loss);
 * ```
 */
export function sophia(network: Network, options: SophiaOptions = {}): Optimizer {
  const { curvature = gaussNewtonMonteCarlo, curvatureEvery = 10 } = options;
  const update = clippedUpdate(options);
  return createOptimizer(network, {
    name: "sophia",
    ...options,
    curvature,
    curvatureEvery,
    update,
  });
}
