import type { Network } from "../layers/network.ts";
import { createOptimizer } from "./create_optimizer.ts";
import type { Optimizer, OptimizerOptions } from "./optimizer.ts";
import { adaptiveUpdate } from "./updates/adaptive.ts";

/** Options of {@linkcode adam} and {@linkcode adamW}. */
export interface AdamOptions extends OptimizerOptions {
  /** β₁, the decay of the mean of gradients; 0.9 by default. */
  readonly beta1?: number;
  /** β₂, the decay of the second moment; 0.999 by default. */
  readonly beta2?: number;
  /** ε, added to the denominator; 1e-8 by default. */
  readonly epsilon?: number;
}

/**
 * Adam (Kingma & Ba 2015): `u = α m̂ / (√v̂ + ε)`, m and v the averages of gradients and of their
 * squares; α is 1e-3 by default.
 *
 * @throws RangeError for numbers out of range.
 *
 * @example
 * ```ts
 * import { adam, createNetwork, crossEntropy, linear } from "@hesscale/hesscale";
 *
 * const optimizer = adam(createNetwork([linear(2, 3)]), { stepSize: 1e-2 });
 * const { step, loss } = optimizer.step([[1, 2]], crossEntropy([0]));
 * console.log(step, loss);
 * ```
 */
export function adam(network: Network, options: AdamOptions = {}): Optimizer {
  return createOptimizer(network, { name: "adam", ...options, update: adaptiveUpdate(options) });
}

/** AdamW (Loshchilov & Hutter 2019): Adam with decoupled weight decay, 0.01 by default. */
export function adamW(network: Network, options: AdamOptions = {}): Optimizer {
  const { weightDecay = 0.01 } = options;
  const update = adaptiveUpdate(options);
  return createOptimizer(network, { name: "adamW", ...options, weightDecay, update });
}
