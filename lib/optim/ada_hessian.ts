import { hutchinson } from "../curvature/hutchinson.ts";
import { parameterTree } from "../curvature/tree.ts";
import type { Network } from "../layers/network.ts";
import { curvatureOptimizer, type CurvatureOptimizerOptions } from "./curvature_optimizer.ts";
import { type CurvatureEstimator, spatialMean } from "./estimator.ts";
import type { Optimizer } from "./optimizer.ts";

/** Options of {@linkcode adaHessian}. */
export interface AdaHessianOptions extends CurvatureOptimizerOptions {
  /** How many random vectors to average over; 1 by default. */
  readonly samples?: number;
  /** Vectors to use at a step in place of drawn ones, each by parameter name. */
  readonly vectors?: (step: number) => readonly Readonly<Record<string, ArrayLike<number>>>[];
}

/**
 * AdaHessian (Yao et al. 2021): Adam with `|Hv|` for a Rademacher vector v in place of the gradient in
 * the second moment, averaged over the positions of a convolution's kernel.
 *
 * @throws RangeError for numbers or choices out of range.
 */
export function adaHessian(network: Network, options: AdaHessianOptions = {}): Optimizer {
  const { samples, vectors } = options;
  const estimator: CurvatureEstimator = (n, x, l, o) => {
    const injected = vectors?.(o.step);
    const found = hutchinson(n, x, l, { ...o, estimate: "magnitude", samples, vectors: injected });
    const means = [...found.curvature].map(({ tensor }) => spatialMean(n.backend, tensor));
    return { ...found, curvature: parameterTree(n, means) };
  };
  return curvatureOptimizer("adaHessian", network, options, estimator);
}
