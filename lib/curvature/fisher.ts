import type { TensorLike } from "../backend/tensor_like.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import { type Estimate, evaluate, type EvaluationOptions } from "./evaluate.ts";
import { squaredColumns } from "./factor_walk.ts";
import { GradientWalk } from "./gradient.ts";

/** `Σ_n g_n²`, g_n the gradient of sample n with its weight: the diagonal of the empirical Fisher matrix. */
export function empiricalFisher(
  network: Network,
  input: TensorLike,
  loss: Loss,
  options: EvaluationOptions = {},
): Estimate {
  return squaredColumns(network, input, loss, options, ({ backend: b, batch, loss }) => ({
    columns: loss.gradient(),
    signs: b.fill([batch, 1], 1),
  }));
}

/** `g²`, the square of the batch gradient, Adam's stand-in for curvature. */
export function squaredGradient(
  network: Network,
  input: TensorLike,
  loss: Loss,
  options: EvaluationOptions = {},
): Estimate {
  return evaluate(network, input, loss, { ...options, once: true }, (evaluation) => {
    const b = evaluation.backend;
    const walk = new GradientWalk(evaluation);
    evaluation.walk(evaluation.loss.gradient(), walk);
    const gradient = walk.gradient.tensors();
    return { gradient, curvature: gradient.map((g) => b.multiply(g, g)) };
  });
}
