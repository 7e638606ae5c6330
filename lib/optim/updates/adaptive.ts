import type { Backend, SecondMoment, Tensor } from "../../backend/backend.ts";
import { checkChoice } from "../../backend/choice.ts";
import { wholePower } from "../../backend/special.ts";
import type { Place, Signals, Timing, UpdateRule } from "../update_rule.ts";

/** Options of {@linkcode adaptiveUpdate}. */
export interface AdaptiveOptions {
  /** β₁, the decay of the mean of gradients; 0.9 by default, 0 keeps none. */
  readonly beta1?: number;
  /** β₂, the decay of the second moment; 0.999 by default. */
  readonly beta2?: number;
  /** ε, added to the denominator; 1e-8 by default. 0 is safe only where no curvature vanishes. */
  readonly epsilon?: number;
  /** What v averages and what the update divides by; `"square"` by default. */
  readonly secondMoment?: SecondMoment;
  /** Whether averages are divided by `1 − βᵗ`; true by default. */
  readonly biasCorrection?: boolean;
  /** As AdaGGNMC in the research code: ε is added to v itself, anew at each step. */
  readonly accumulatesEpsilon?: boolean;
  /** As in the research code: step-size scaling takes √v for `"sqrt"` as the curvature, not v. */
  readonly scalesByRoot?: boolean;
}

/** All second moments. */
export const secondMoments: readonly SecondMoment[] = ["square", "sqrt", "magnitude"];

/**
 * The update of Adam and of its relatives: `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)q`, `u = α m̂ / D`
 * with q = x² and D = √v̂ + ε for the second moment `"square"`, |x| and √v̂ + ε for `"sqrt"`, |x| and
 * v̂ + ε for `"magnitude"`; x is the curvature, or the gradient where none feeds the optimizer.
 *
 * @throws RangeError for an unknown second moment, with the nearest.
 */
export function adaptiveUpdate(options: AdaptiveOptions = {}): UpdateRule {
  return new AdaptiveUpdate(options);
}

class AdaptiveUpdate implements UpdateRule {
  readonly constants: Readonly<Record<string, number>>;
  readonly slots: readonly string[];
  readonly usesCurvature = true;
  readonly #secondMoment: SecondMoment;
  readonly #biasCorrection: boolean;
  readonly #accumulatesEpsilon: boolean;
  /** Whether √v, and not v, is the magnitude of the curvature. */
  readonly #root: boolean;

  constructor(
    {
      beta1 = 0.9,
      beta2 = 0.999,
      epsilon = 1e-8,
      secondMoment = "square",
      biasCorrection = true,
      accumulatesEpsilon = false,
      scalesByRoot = false,
    }: AdaptiveOptions,
  ) {
    checkChoice("secondMoment", secondMoment, secondMoments);
    const average = secondMoment === "square" ? "square" : "magnitude";
    this.constants = beta1 === 0 ? { beta2, epsilon } : { beta1, beta2, epsilon };
    this.slots = beta1 === 0 ? [average] : [average, "mean"];
    this.#secondMoment = secondMoment;
    this.#biasCorrection = biasCorrection;
    this.#accumulatesEpsilon = accumulatesEpsilon;
    this.#root = secondMoment === "square" || (secondMoment === "sqrt" && scalesByRoot);
  }

  advance(b: Backend, place: Place, { gradient, curvature }: Signals, timing: Timing): void {
    const { parameter, update, weightDecay, constants } = place;
    const [square, mean] = place.slots;
    const { beta1 = 0, beta2, epsilon } = constants;
    const { step, refreshes, stepSize } = timing;
    if (curvature && refreshes === step && !this.#accumulatesEpsilon) {
      b.momentStep({ parameter, mean, square, update }, { gradient, curvature }, {
        stepSize,
        beta1,
        beta2,
        epsilon,
        step,
        moment: this.#secondMoment,
        biasCorrection: this.#biasCorrection,
        weightDecay,
      });
      return;
    }
    if (curvature) this.#average(b, square, curvature, beta2, epsilon);
    // With c the correction of v: α m̂ / (√(v/c) + ε) = α√c m̂ / (√v + ε√c), and likewise without roots.
    const correction = this.#biasCorrection ? 1 - wholePower(beta2, refreshes) : 1;
    const factor = this.#secondMoment === "magnitude" ? correction : Math.sqrt(correction);
    const unbiased = this.#biasCorrection && mean ? 1 - wholePower(beta1, step) : 1;
    b.momentStep({ parameter, mean, square, update }, { gradient, curvature: gradient }, {
      stepSize: stepSize * factor / unbiased,
      beta1,
      beta2: 1,
      epsilon: this.#accumulatesEpsilon ? 0 : epsilon * factor,
      step,
      moment: this.#secondMoment,
      biasCorrection: false,
      weightDecay: weightDecay * unbiased / factor,
    });
  }

  predictedChange(b: Backend, { slots: [square] }: Place, update: Tensor): number {
    return b.sumOfSquares(update, square, { root: this.#root });
  }

  #average(b: Backend, v: Tensor, x: Tensor, beta2: number, epsilon: number): void {
    const of = this.#secondMoment === "square" ? "square" : "magnitude";
    b.accumulate(v, x, { decay: beta2, weight: 1 - beta2, of });
    if (this.#accumulatesEpsilon) {
      b.accumulate(v, b.fill(v.shape, 1), { decay: 1, weight: epsilon });
    }
  }
}
