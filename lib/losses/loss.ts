import type { Backend, SignedColumns, Tensor } from "../backend/backend.ts";
import type { TensorLike } from "../backend/tensor_like.ts";
import { checkChoice } from "../backend/choice.ts";
import type { Random } from "../backend/random.ts";

/** Number of columns of a loss Hessian to keep: a whole number, or all that it takes to be exact. */
export type Rank = number | "full";

/** A loss bound to its data (labels, targets, advantages, …). */
export interface Loss {
  /** How messages call it, such as `crossEntropy`. */
  readonly name: string;
  /**
   * The loss at a network output `[batch, outputs]`.
   *
   * @throws TypeError if its data have another batch or number of outputs, RangeError for a value out of range.
   */
  at(backend: Backend, output: Tensor): LossAt;
  /** What it was made of, in losses of this library that can be made again for some of the rows. */
  readonly source?: LossSource;
}

/** What a loss was made of. */
export interface LossSource {
  /** Labels or targets, a row for each of the batch. */
  readonly data: TensorLike;
  /** Its options. */
  readonly options: LossOptions;
}

/**
 * A loss at one network output z: its value and exact derivatives, row weights and reduction
 * included. Valid in the scope where it was made. H below is the Hessian of one row, `[c, c]`.
 */
export interface LossAt {
  /** L. */
  value(): number;
  /** `∂L/∂z`, `[batch, c]`. */
  gradient(): Tensor;
  /** `diag H`, `[batch, c]`. */
  hessianDiagonal(): Tensor;
  /** H, `[batch · c, c]`. */
  hessianMatrix(): Tensor;
  /** `H v` for rows `[batch · r, c]`. */
  hessianProduct(v: Tensor): Tensor;
  /** `H ≈ Σ_k s_k u_k u_kᵀ + diag(d)`, most important columns first; no more than exactness takes. */
  hessianColumns(rank: Rank): HessianColumns;
  /** Random columns with `E[Σ s u uᵀ] = H`. */
  sampledColumns(options: SamplingOptions): SignedColumns;
  /**
   * For a loss that begins with a log-softmax: the probabilities, and its gradient with respect to
   * the log-probabilities where it is linear in them.
   */
  readonly logSoftmax?: { readonly p: Tensor; readonly gradient?: Tensor };
}

/** Signed columns of a loss Hessian and the diagonal that remains. */
export interface HessianColumns extends SignedColumns {
  /** How many columns each row has. */
  readonly rank: number;
  /** d = `diag(H − Σ_k s_k u_k u_kᵀ)`, `[batch, c]`. */
  readonly remainder: Tensor;
}

/** Options of {@linkcode LossAt.sampledColumns}. */
export interface SamplingOptions {
  /** How many samples to average over. */
  readonly samples: number;
  /** The stream to draw from. */
  readonly random: Random;
  /** For a cross-entropy: labels to use in place of drawn ones, `batch · samples`, row by row. */
  readonly labels?: ArrayLike<number>;
}

/** How the rows (and elements) of a loss are put together. */
export interface LossOptions {
  /** Average by default. */
  readonly reduction?: "mean" | "sum";
  /** A factor for each row, `[batch]`; 1 by default. */
  readonly weights?: ArrayLike<number>;
  /** How many rows an average is over; those of the batch by default. For parts of a batch. */
  readonly meanOver?: number;
}

/**
 * The factor of each row, `[batch, 1]`: its weight, divided by `meanOver · perRow` for a mean.
 *
 * @throws TypeError if the number of weights is not the batch, RangeError for one that is not finite
 * or an unknown reduction.
 */
export function rowWeights(
  backend: Backend,
  batch: number,
  { reduction = "mean", weights, meanOver = batch }: LossOptions,
  perRow = 1,
): Tensor {
  checkChoice("reduction", reduction, ["mean", "sum"]);
  const factor = reduction === "mean" ? 1 / (meanOver * perRow) : 1;
  if (!weights) return backend.fill([batch, 1], factor);
  if (weights.length !== batch) {
    throw new TypeError(`Expected a weight for each of ${batch} rows, found ${weights.length}`);
  }
  for (let row = 0; row < batch; row++) {
    if (!Number.isFinite(weights[row])) {
      throw new RangeError(`Expected finite weights, found ${weights[row]} in row ${row}`);
    }
  }
  return backend.scale(backend.tensor(weights, [batch, 1]), factor);
}
