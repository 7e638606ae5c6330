import type { Network } from "../layers/network.ts";
import { createOptimizer } from "./create_optimizer.ts";
import type { Optimizer, OptimizerOptions } from "./optimizer.ts";
import { type MomentumOptions, momentumUpdate } from "./updates/momentum.ts";

/** Options of {@linkcode sgd}. */
export interface SgdOptions extends OptimizerOptions, MomentumOptions {}

/**
 * Stochastic gradient descent: `u = α g`, or with momentum `d ← μ d + g`, `u = α d`; α is 1e-2 by
 * default. With `researchCode` the curvature of step-size scaling is divided by `1 − β₂ᵗ`.
 *
 * @throws RangeError for numbers out of range, TypeError for `nesterov` without momentum.
 */
export function sgd(network: Network, options: SgdOptions = {}): Optimizer {
  const { stepSize = 1e-2, stepSizeScaling: scaling, researchCode = false } = options;
  return createOptimizer(network, {
    name: "sgd",
    ...options,
    stepSize,
    update: momentumUpdate(options),
    stepSizeScaling: scaling && { biasCorrection: researchCode, ...scaling },
  });
}
