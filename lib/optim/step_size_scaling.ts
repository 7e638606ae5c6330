import type { SecondMoment, Tensor } from "../backend/backend.ts";
import { checkChoice } from "../backend/choice.ts";
import { wholePower } from "../backend/special.ts";
import { hesscale } from "../curvature/hesscale.ts";
import type { Network } from "../layers/network.ts";
import { checkConstant, checkNames } from "./constants.ts";
import type { CurvatureEstimator } from "./estimator.ts";
import type { Place, UpdateRule } from "./update_rule.ts";
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
 * Step-size scaling of a network's optimizer: the factor `min(maxScale, √(2δ / Σ c u²))`, which keeps
 * the predicted quadratic change `½ Σ c (s u)²` at δ (arXiv 2406.03276, Algorithm 3).
 */
export class Scaling {
  /** What c is averaged of here; undefined if the update's own average serves. */
  readonly curvature: CurvatureEstimator | undefined;
  readonly #network: Network;
  readonly #update: UpdateRule;
  readonly #delta: number;
  readonly #maxScale: number;
  readonly #beta2: number;
  readonly #biasCorrection: boolean;
  readonly #of: "square" | "magnitude";
  /** Whether √v, and not v, is c. */
  readonly #root: boolean;
  /** v of each parameter; none if the update's own average serves. */
  readonly #averages: readonly Tensor[];

  /**
   * @param feeding What feeds the update with curvature, if anything does.
   * @param rootOfMagnitudes Whether c is √v for `"sqrt"`, too, as in the research code.
   * @throws RangeError for a number or choice out of range, TypeError for an unknown option.
   */
  constructor(
    network: Network,
    options: StepSizeScaling,
    update: UpdateRule,
    feeding: CurvatureEstimator | undefined,
    rootOfMagnitudes: boolean,
  ) {
    check(options);
    const { delta, secondMoment = "square", beta2 = 0.999, biasCorrection = false } = options;
    this.curvature = curvatureOf(options, update, feeding);
    this.#network = network;
    this.#update = update;
    this.#delta = delta;
    this.#maxScale = options.maxScale ?? 1;
    this.#beta2 = beta2;
    this.#biasCorrection = biasCorrection;
    this.#of = secondMoment === "square" ? "square" : "magnitude";
    this.#root = secondMoment === "square" || (secondMoment === "sqrt" && rootOfMagnitudes);
    this.#averages = this.curvature
      ? network.parameters.map(({ parameter }) => network.backend.fill(parameter.shape, 0))
      : [];
  }

  /** Averages what {@linkcode Scaling.curvature} found. */
  add(found: readonly Tensor[]): void {
    const { backend } = this.#network;
    const options = { decay: this.#beta2, weight: 1 - this.#beta2, of: this.#of };
    for (const [i, v] of this.#averages.entries()) backend.accumulate(v, found[i], options);
  }

  /** The factor for the updates that stand in `places`; NaN if their change cannot be predicted. */
  scale(places: readonly Place[], step: number): number {
    const change = this.#predictedChange(places, step);
    // 0 times an update that is not finite would be a parameter that is none.
    if (change === Infinity) return NaN;
    return change === 0
      ? this.#maxScale
      : Math.min(this.#maxScale, Math.sqrt(2 * this.#delta / change));
  }

  /** What it keeps, by the names of the state. */
  tensors(): [name: string, tensor: Tensor][] {
    const slot = this.#of === "square" ? "scalingSquare" : "scalingMagnitude";
    const { parameters } = this.#network;
    return this.#averages.map((tensor, i) => [`${slot}.${parameters[i].name}`, tensor]);
  }

  /** `Σ c u²` over the network. */
  #predictedChange(places: readonly Place[], step: number): number {
    const { backend } = this.#network;
    let sum = 0;
    for (const [i, place] of places.entries()) {
      const update = place.update!;
      sum += this.curvature
        ? backend.sumOfSquares(update, this.#averages[i], { root: this.#root })
        : this.#update.predictedChange!(backend, place, update);
    }
    return this.#biasCorrection ? sum / (1 - wholePower(this.#beta2, step)) : sum;
  }
}

function check(options: StepSizeScaling): void {
  const known = ["delta", "curvature", "secondMoment", "beta2", "biasCorrection", "maxScale"];
  checkNames("options of stepSizeScaling", Object.keys(options), known);
  const { delta, secondMoment = "square", beta2 = 0.999, maxScale = 1 } = options;
  if (!(delta > 0)) throw new RangeError(`Expected delta above 0, found ${delta}`);
  checkChoice("secondMoment", secondMoment, secondMoments);
  checkConstant("beta2", beta2);
  checkConstant("maxScale", maxScale);
}

function curvatureOf(
  { curvature, maxScale: _, delta: __, ...average }: StepSizeScaling,
  update: UpdateRule,
  feeding: CurvatureEstimator | undefined,
): CurvatureEstimator | undefined {
  if (curvature) return curvature;
  if (!feeding || !update.predictedChange) return hesscale;
  const given = Object.entries(average).find(([, value]) => value !== undefined);
  if (!given) return undefined;
  throw new TypeError(
    `Expected a curvature for ${
      given[0]
    } of stepSizeScaling, found none: the optimizer's own average serves`,
  );
}
