import type { Network } from "../layers/network.ts";
import { createOptimizer } from "./create_optimizer.ts";
import type { Optimizer, OptimizerOptions } from "./optimizer.ts";
import { adaptiveUpdate } from "./updates/adaptive.ts";

/** Options of {@linkcode rmsprop}. */
export interface RmspropOptions extends OptimizerOptions {
  /** β₂, the decay of the average of squared gradients; 0.99 by default. */
  readonly beta2?: number;
  /** ε, added to its root; 1e-8 by default. */
  readonly epsilon?: number;
}

/**
 * RMSProp (Tieleman & Hinton 2012): `u = α g / (√v + ε)`, v the average of squared gradients, without
 * momentum and bias correction; α is 1e-3 by default.
 *
 * @throws RangeError for numbers out of range.
 */
export function rmsprop(network: Network, options: RmspropOptions = {}): Optimizer {
  const { beta2 = 0.99, epsilon } = options;
  const update = adaptiveUpdate({ beta1: 0, beta2, epsilon, biasCorrection: false });
  return createOptimizer(network, { name: "rmsprop", ...options, update });
}
