import type { Backend, Tensor } from "../backend/backend.ts";
import type { TensorLike } from "../backend/tensor_like.ts";
import { sizeOf } from "../backend/shapes.ts";
import type { Estimate, EvaluationOptions } from "../curvature/evaluate.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";

/** What an optimizer passes to the estimator that feeds it. */
export interface StepEvaluation extends EvaluationOptions {
  /** Whether dropout is on. */
  readonly training: boolean;
  /** Depends on the optimizer's seed and on the step alone, so that a resumed run draws the same. */
  readonly seed: number;
  /** Number of this step, from 1. */
  readonly step: number;
}

/** What an optimizer takes of an estimate. */
export type StepEstimate = Pick<Estimate, "loss" | "gradient" | "curvature">;

/**
 * What feeds an optimizer with gradient and curvature: every estimator of this library, or one of
 * your own.
 */
export type CurvatureEstimator = (
  network: Network,
  input: TensorLike,
  loss: Loss,
  options: StepEvaluation,
) => StepEstimate;

/**
 * Curvature averaged over the positions of a kernel: over all dimensions but the first two of a
 * tensor that has more (Yao et al. 2021, AdaHessian's spatial averaging).
 */
export function spatialMean(b: Backend, curvature: Tensor): Tensor {
  const { shape } = curvature;
  if (shape.length < 3) return curvature;
  const positions = sizeOf(shape.slice(2));
  const rows = [shape[0] * shape[1], positions];
  const mean = b.scale(b.sumFeatures(b.reshape(curvature, rows)), 1 / positions);
  return b.reshape(b.multiply(b.fill(rows, 1), mean), shape);
}
