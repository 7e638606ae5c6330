import type { TensorLike } from "../backend/tensor_like.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import type { Estimate, EvaluationOptions } from "./evaluate.ts";
import { type Factor, squaredColumns } from "./factor_walk.ts";
import { positiveInteger } from "./options.ts";

/** Options of the estimators that sample a factor of the loss Hessian. */
export interface SampledFactorOptions extends EvaluationOptions {
  /** How many samples to average over; 1 by default. */
  readonly samples?: number;
  /** For a cross-entropy: labels to use in place of drawn ones, `batch · samples`, row by row. */
  readonly labels?: ArrayLike<number>;
}

/** The columns that {@linkcode SampledFactorOptions} ask for. */
export function sampledFactor({ samples = 1, labels }: SampledFactorOptions): Factor {
  positiveInteger("samples", samples);
  return ({ loss, random }) => loss.sampledColumns({ samples, random, labels });
}

/**
 * The exact diagonal of the generalised Gauss–Newton matrix `Jᵀ H_loss J` (Schraudolph 2002), by a
 * signed factor of the loss Hessian: as many backward passes as that has columns.
 */
export function gaussNewtonDiagonal(
  network: Network,
  input: TensorLike,
  loss: Loss,
  options: EvaluationOptions = {},
): Estimate {
  return squaredColumns(network, input, loss, options, ({ loss }) => loss.hessianColumns("full"));
}

/**
 * The same in expectation, from sampled columns: for a cross-entropy gradients at labels drawn from
 * the network's own prediction (Dangel, Kunstner, Hennig 2020), else the signed factor's columns
 * under random signs.
 *
 * @throws RangeError if `samples` is not at least 1, TypeError for a wrong number of labels.
 */
export function gaussNewtonMonteCarlo(
  network: Network,
  input: TensorLike,
  loss: Loss,
  options: SampledFactorOptions = {},
): Estimate {
  return squaredColumns(network, input, loss, options, sampledFactor(options));
}
