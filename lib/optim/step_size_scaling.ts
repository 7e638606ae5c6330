import type { Backend, SecondMoment, Tensor } from "../backend/backend.ts";
import { checkChoice } from "../backend/choice.ts";
import { wholePower } from "../backend/special.ts";
import { checkConstant, checkNames } from "./constants.ts";
import type { CurvatureEstimator } from "./estimator.ts";
import { secondMoments } from "./updates/adaptive.ts";

/** Options of step-size scaling, see {@linkcode OptimizerOptions.stepSizeScaling}. */
export interface StepSizeScaling {
  /** δ, the largest quadratic change `½ Σ c u²` of the loss that a step may be predicted to make. */
  readonly delta: number;
  /**
   * What the curvature c is averaged of; by default what feeds the optimizer, with its own second
   * moment as c, or HesScale if the gradient feeds it.
   */
  readonly curvature?: CurvatureEstimator;
  /** With `curvature`: what c is, √ of the average of squares by default, see {@linkcode SecondMoment}. */
  readonly secondMoment?: SecondMoment;
  /** With `curvature`: β₂ of its average; 0.999 by default. */
  readonly beta2?: number;
  /** With `curvature`: whether c is divided by `1 − β₂ᵗ`; false by default, as in the paper. */
  readonly biasCorrection?: boolean;
  /** The largest factor; 1 by default, so that no step grows. */
  readonly maxScale?: number;
}

/**
 * The factor `min(maxScale, √(2δ / Σ c u²))` that keeps the predicted quadratic change `½ Σ c (s u)²`
 * at δ (arXiv 2406.03276, Algorithm 3).
 */
export function scaleOf({ delta, maxScale = 1 }: StepSizeScaling, change: number): number {
  return change === 0 ? maxScale : Math.min(maxScale, Math.sqrt(2 * delta / change));
}

/**
 * Checks the options of step-size scaling.
 *
 * @throws RangeError for a number or choice out of range, TypeError for an unknown option.
 */
export function checkScaling(scaling: StepSizeScaling): void {
  const known = ["delta", "curvature", "secondMoment", "beta2", "biasCorrection", "maxScale"];
  checkNames("options of stepSizeScaling", Object.keys(scaling), known);
  const { delta, secondMoment = "square", beta2 = 0.999, maxScale = 1 } = scaling;
  if (!(delta > 0)) throw new RangeError(`Expected delta above 0, found ${delta}`);
  checkChoice("secondMoment", secondMoment, secondMoments);
  checkConstant("beta2", beta2);
  checkConstant("maxScale", maxScale);
}

/** The average of a curvature that scaling keeps where the optimizer has none of its own to lend. */
export class ScalingAverage {
  /** What the state calls it. */
  readonly slot: "scalingSquare" | "scalingMagnitude";
  readonly #of: "square" | "magnitude";
  readonly #root: boolean;
  readonly #beta2: number;
  readonly #biasCorrection: boolean;

  /** @param rootOfMagnitudes Whether c is √v for `"sqrt"`, too, as in the research code. */
  constructor(scaling: StepSizeScaling, rootOfMagnitudes: boolean) {
    const { secondMoment = "square", beta2 = 0.999, biasCorrection = false } = scaling;
    this.#of = secondMoment === "square" ? "square" : "magnitude";
    this.slot = this.#of === "square" ? "scalingSquare" : "scalingMagnitude";
    this.#root = secondMoment === "square" || (secondMoment === "sqrt" && rootOfMagnitudes);
    this.#beta2 = beta2;
    this.#biasCorrection = biasCorrection;
  }

  /** Averages one more curvature into v. */
  add(b: Backend, v: Tensor, curvature: Tensor): void {
    b.accumulate(v, curvature, { decay: this.#beta2, weight: 1 - this.#beta2, of: this.#of });
  }

  /** `Σ c u²` of one parameter at a step. */
  predictedChange(b: Backend, v: Tensor, update: Tensor, step: number): number {
    const sum = b.sumOfSquares(update, v, { root: this.#root });
    return this.#biasCorrection ? sum / (1 - wholePower(this.#beta2, step)) : sum;
  }
}
