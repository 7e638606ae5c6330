import type { Backend } from "../../backend/backend.ts";
import type { Place, Signals, Timing, UpdateRule } from "../update_rule.ts";

/** Options of {@linkcode momentumUpdate}. */
export interface MomentumOptions {
  /** μ, the share of the last direction that is kept; 0 by default. */
  readonly momentum?: number;
  /** Whether the direction looks one step of momentum ahead, `g + μ d`; false by default. */
  readonly nesterov?: boolean;
}

/**
 * The gradient itself, or with momentum `d ← μ d + g`, `u = α d` (Polyak 1964; Nesterov's variant as
 * Sutskever et al. 2013 write it).
 *
 * @throws TypeError for `nesterov` without momentum.
 */
export function momentumUpdate(
  { momentum = 0, nesterov = false }: MomentumOptions = {},
): UpdateRule {
  if (nesterov && momentum === 0) {
    throw new TypeError("Expected momentum above 0 for nesterov, found 0");
  }
  return {
    constants: momentum === 0 ? {} : { momentum },
    slots: momentum === 0 ? [] : ["momentum"],
    usesCurvature: false,
    advance(
      b: Backend,
      { parameter, update, slots, constants, weightDecay }: Place,
      signals: Signals,
      { stepSize }: Timing,
    ) {
      const { gradient } = signals;
      const target = update ?? parameter;
      const [factor, decay] = update ? [stepSize, 0] : [-stepSize, 1 - stepSize * weightDecay];
      const [direction] = slots;
      if (!direction) {
        b.accumulate(target, gradient, { decay, weight: factor });
        return;
      }
      const mu = constants.momentum;
      b.accumulate(direction, gradient, { decay: mu, weight: 1 });
      b.accumulate(target, direction, { decay, weight: nesterov ? factor * mu : factor });
      if (nesterov) b.addScaled(target, gradient, factor);
    },
  };
}
