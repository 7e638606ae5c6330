import type { Backend, Tensor } from "../../backend/backend.ts";
import { absoluteFunction } from "../../backend/functions.ts";
import type { Place, Signals, Timing, UpdateRule } from "../update_rule.ts";

/** Options of {@linkcode clippedUpdate}. */
export interface ClippedOptions {
  /** β₁, the decay of the mean of gradients; 0.965 by default. */
  readonly beta1?: number;
  /** β₂, the decay of the mean of curvatures; 0.99 by default. */
  readonly beta2?: number;
  /** γ, the factor of the curvature: the smaller, the more entries are clipped; 0.05 by default. */
  readonly gamma?: number;
  /** ε, what is divided by at least, so also where the curvature is negative; 1e-12 by default. */
  readonly epsilon?: number;
}

/**
 * Sophia's update (Liu et al. 2024): `m ← β₁m + (1−β₁)g`, `h ← β₂h + (1−β₂)x` with its sign whenever
 * the curvature x is refreshed, `u = α clip(m / max(γ h, ε), ±1)`.
 */
export function clippedUpdate(
  { beta1 = 0.965, beta2 = 0.99, gamma = 0.05, epsilon = 1e-12 }: ClippedOptions = {},
): UpdateRule {
  return {
    constants: { beta1, beta2, gamma, epsilon },
    slots: ["mean", "curvature"],
    usesCurvature: true,
    advance(
      b: Backend,
      { parameter, update, slots, constants, weightDecay }: Place,
      signals: Signals,
      { stepSize }: Timing,
    ) {
      const { beta1, beta2, gamma, epsilon } = constants;
      const [mean, curvature] = slots;
      if (signals.curvature) {
        b.accumulate(curvature, signals.curvature, { decay: beta2, weight: 1 - beta2 });
      }
      b.clippedStep({ parameter, mean, update }, { gradient: signals.gradient, curvature }, {
        stepSize,
        beta1,
        gamma,
        epsilon,
        weightDecay,
      });
    },
    predictedChange(b: Backend, { slots: [, curvature] }: Place, update: Tensor) {
      return b.sumOfSquares(update, b.elementwise(absoluteFunction, curvature));
    },
  };
}
