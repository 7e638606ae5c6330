import type { Tensor } from "../backend/backend.ts";
import { checkChoice } from "../backend/choice.ts";
import { absoluteFunction } from "../backend/functions.ts";
import type { TensorLike } from "../backend/tensor_like.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import { type Estimate, evaluate, type EvaluationOptions } from "./evaluate.ts";
import { directionOf, multiplyByHessian } from "./hessian_vector_product.ts";
import { positiveInteger } from "./options.ts";

/** Options of {@linkcode hutchinson}. */
export interface HutchinsonOptions extends EvaluationOptions {
  /** How many random vectors v to average over; 1 by default. */
  readonly samples?: number;
  /** ±1 (Rademacher) by default, or standard normal. */
  readonly distribution?: "rademacher" | "normal";
  /** `v ∘ Hv`, the unbiased estimate, by default; `|Hv|` is what AdaHessian takes. */
  readonly estimate?: "product" | "magnitude";
  /** Vectors to use in place of drawn ones, each by parameter name. */
  readonly vectors?: readonly Readonly<Record<string, ArrayLike<number>>>[];
}

/**
 * Hutchinson's estimate of the Hessian diagonal: the mean of `v ∘ Hv` over random vectors, unbiased
 * (Bekas, Kokiopoulou, Saad 2007); or of `|Hv|` (Yao et al. 2021, AdaHessian).
 *
 * @throws RangeError if `samples` is not at least 1 or a choice is unknown, TypeError for injected vectors that do not fit.
 */
export function hutchinson(
  network: Network,
  input: TensorLike,
  loss: Loss,
  options: HutchinsonOptions = {},
): Estimate {
  const { distribution = "rademacher", estimate = "product", vectors } = options;
  const samples = vectors?.length ?? options.samples ?? 1;
  positiveInteger("samples", samples);
  checkChoice("distribution", distribution, ["rademacher", "normal"]);
  checkChoice("estimate", estimate, ["product", "magnitude"]);
  const kind = distribution === "normal" ? "normal" : "sign";
  return evaluate(network, input, loss, { ...options, derivatives: 2 }, (evaluation) => {
    const { backend: b, parameterRandom: random } = evaluation;
    let gradient: readonly Tensor[] = [];
    let sums: readonly Tensor[] = [];
    for (let sample = 0; sample < samples; sample++) {
      const results = b.scope(() => {
        const direction = vectors
          ? directionOf(network, vectors[sample])
          : network.parameters.map(({ parameter }) => b.random(kind, parameter.shape, random));
        const { gradient, product } = multiplyByHessian(evaluation, direction);
        const terms = product.map((turned, i) =>
          estimate === "magnitude"
            ? b.elementwise(absoluteFunction, turned)
            : b.multiply(turned, direction[i])
        );
        return [...gradient, ...terms];
      });
      const count = results.length / 2;
      gradient = results.slice(0, count);
      const terms = results.slice(count);
      if (samples === 1) sums = terms;
      else if (sample === 0) sums = terms.map((term) => b.scale(term, 1 / samples));
      else for (const [i, sum] of sums.entries()) b.addScaled(sum, terms[i], 1 / samples);
    }
    return { gradient, curvature: sums };
  });
}
