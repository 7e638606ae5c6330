import type { TensorLike } from "../backend/tensor_like.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import type { Estimate } from "./evaluate.ts";
import { factoredColumns } from "./factor_walk.ts";
import { sampledFactor, type SampledFactorOptions } from "./gauss_newton.ts";

/** Options of {@linkcode kfacDiagonal}. */
export interface KfacOptions extends Omit<SampledFactorOptions, "samples"> {
  /** How many samples to average over, or `"exact"`, the default, for the exact factor. */
  readonly samples?: number | "exact";
}

/**
 * The diagonal of KFAC (Martens & Grosse 2015): for a linear layer the product of the summed squares
 * of the factor's columns at its output and the mean square of its inputs. With the exact factor it
 * is the expectation of the sampled one.
 *
 * @throws RangeError if `samples` is not at least 1, TypeError for labels that do not fit or without `samples`.
 */
export function kfacDiagonal(
  network: Network,
  input: TensorLike,
  loss: Loss,
  options: KfacOptions = {},
): Estimate {
  const { samples = "exact", ...rest } = options;
  if (samples === "exact" && rest.labels) {
    throw new TypeError(
      `kfacDiagonal: expected a number of samples for ${rest.labels.length} labels, found "exact"`,
    );
  }
  return factoredColumns(
    network,
    input,
    loss,
    options,
    samples === "exact"
      ? ({ loss }) => loss.hessianColumns("full")
      : sampledFactor({ ...rest, samples }),
  );
}
