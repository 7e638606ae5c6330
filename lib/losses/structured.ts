import type { Backend, SignedColumns, Tensor } from "../backend/backend.ts";
import { absoluteFunction, signFunction, squareRootFunction } from "../backend/functions.ts";
import type { HessianColumns, LossAt, Rank, SamplingOptions } from "./loss.ts";

/**
 * What the Hessian of a row is made of:
 * `H = Σ_j c_j q_j q_jᵀ + s (diag(p) − p pᵀ) + diag(d)`.
 */
export interface HessianStructure {
  /** Terms `c q qᵀ`: coefficients `[batch, 1]`, vectors `[batch, c]`. */
  readonly factors?: readonly { readonly coefficient: Tensor; readonly vector: Tensor }[];
  /** The softmax's term: coefficient s `[batch, 1]`, probabilities p `[batch, c]`. */
  readonly softmax?: { readonly coefficient: Tensor; readonly p: Tensor };
  /** d, `[batch, c]`. */
  readonly diagonal?: Tensor;
}

/** What {@linkcode structuredLoss} puts together. */
export interface LossParts {
  /** L. */
  readonly value: () => number;
  /** `∂L/∂z`, `[batch, c]`. */
  readonly gradient: () => Tensor;
  /** What H is made of. */
  readonly hessian: HessianStructure;
  /** See {@linkcode LossAt}. */
  readonly logSoftmax?: LossAt["logSoftmax"];
}

/**
 * A loss at an output `[batch, c]` from its value, gradient and the structure of its Hessian: all that
 * a loss of one's own has to say.
 */
export function structuredLoss(backend: Backend, output: Tensor, parts: LossParts): LossAt {
  return new StructuredLoss(backend, output, parts);
}

/** A {@linkcode LossAt} out of its value, gradient and {@linkcode HessianStructure}. */
export class StructuredLoss implements LossAt {
  readonly value: () => number;
  readonly gradient: () => Tensor;
  readonly logSoftmax?: LossAt["logSoftmax"];
  readonly #b: Backend;
  readonly #shape: readonly number[];
  readonly #structure: HessianStructure;

  constructor(
    backend: Backend,
    output: Tensor,
    parts: LossParts,
  ) {
    this.#b = backend;
    this.#shape = output.shape;
    this.#structure = parts.hessian;
    this.value = parts.value;
    this.gradient = parts.gradient;
    this.logSoftmax = parts.logSoftmax;
  }

  hessianDiagonal(): Tensor {
    const b = this.#b;
    const { factors = [], softmax, diagonal } = this.#structure;
    let sum = diagonal ?? b.fill(this.#shape, 0);
    for (const { coefficient, vector } of factors) {
      sum = b.add(sum, b.multiply(b.multiply(vector, vector), coefficient));
    }
    if (softmax) {
      const variance = b.subtract(softmax.p, b.multiply(softmax.p, softmax.p));
      sum = b.add(sum, b.multiply(variance, softmax.coefficient));
    }
    return sum;
  }

  hessianMatrix(): Tensor {
    const [batch, c] = this.#shape;
    return this.hessianProduct(this.#b.unitRows(batch, c));
  }

  hessianProduct(v: Tensor): Tensor {
    const b = this.#b;
    const { factors = [], softmax, diagonal } = this.#structure;
    let sum = diagonal ? b.multiply(v, diagonal) : b.fill(v.shape, 0);
    for (const { coefficient, vector } of factors) {
      sum = b.add(sum, b.multiply(this.#along(v, vector), coefficient));
    }
    if (softmax) {
      const turned = b.subtract(b.multiply(v, softmax.p), this.#along(v, softmax.p));
      sum = b.add(sum, b.multiply(turned, softmax.coefficient));
    }
    return sum;
  }

  hessianColumns(rank: Rank): HessianColumns {
    if (rank !== "full" && !(Number.isInteger(rank) && rank >= 0)) {
      throw new RangeError(
        `Expected rank to be a whole number of at least 0 or "full", found ${rank}`,
      );
    }
    const b = this.#b;
    const [batch, c] = this.#shape;
    const { factors = [], softmax, diagonal } = this.#structure;
    const full = factors.length + (softmax ? c - 1 : 0) + (diagonal ? c : 0);
    const kept = rank === "full" ? full : Math.min(rank, full);

    let joined: SignedColumns = { columns: b.fill([0, c], 0), signs: b.fill([0, 1], 0) };
    let left = kept;
    const append = (part: SignedColumns, count: number) => {
      joined = {
        columns: b.joinBlocks(joined.columns, part.columns, batch),
        signs: b.joinBlocks(joined.signs, part.signs, batch),
      };
      left -= count;
    };
    for (const { coefficient, vector } of factors.slice(0, left)) {
      append(this.#weighted(vector, coefficient), 1);
    }
    if (softmax && left > 0) {
      const count = Math.min(left, c - 1);
      append(this.#weighted(b.softmaxColumns(softmax.p, count), softmax.coefficient), count);
    }
    if (diagonal && left > 0) append(b.diagonalColumns(diagonal, left), left);

    const remainder = kept === full
      ? b.fill(this.#shape, 0)
      : b.subtract(this.hessianDiagonal(), squaresOf(b, joined, batch, this.#shape));
    return { ...joined, rank: kept, remainder };
  }

  /**
   * Each column of the full factor with a random sign, positive and negative ones apart. Where pivots
   * of a softmax tie, rounding decides a column's sign: a seed's sample then depends on the backend,
   * its expectation does not.
   */
  sampledColumns({ samples, random, labels }: SamplingOptions): SignedColumns {
    if (labels) {
      throw new TypeError(
        `Expected labels to inject only for a cross-entropy whose weights are not negative, found ${labels.length}`,
      );
    }
    const b = this.#b;
    const [batch, c] = this.#shape;
    const { columns, signs, rank } = this.hessianColumns("full");
    // Where no sign is negative, as in a convex loss, there is one column to a sample.
    const convex = b.sum(signs) === signs.shape[0];
    let sampled: Tensor = b.fill([0, c], 0);
    if (rank > 0) {
      for (let sample = 0; sample < samples; sample++) {
        const turned = b.multiply(columns, b.random("sign", [batch * rank, 1], random));
        const parts = convex
          ? [turned]
          : [1, -1].map((sign) => b.multiply(turned, b.scale(signs, sign / 2, 1 / 2)));
        for (const part of parts) {
          sampled = b.joinBlocks(sampled, b.sumRows(part, rank), batch);
        }
      }
    }
    const scaled = b.scale(sampled, 1 / Math.sqrt(samples));
    const count = scaled.shape[0];
    if (convex) return { columns: scaled, signs: b.fill([count, 1], 1) };
    const alternating = b.repeatRows(b.tensor([1, -1], [1, 2]), count / 2);
    return { columns: scaled, signs: b.reshape(alternating, [count, 1]) };
  }

  /** `q (q · v)` row by row. */
  #along(v: Tensor, q: Tensor): Tensor {
    const b = this.#b;
    const product = b.sumFeatures(b.multiply(v, q));
    return b.multiply(b.multiply(b.fill(v.shape, 1), q), product);
  }

  /** Columns times `√|c|`, with the sign of c. */
  #weighted(columns: Tensor, coefficient: Tensor): SignedColumns {
    const b = this.#b;
    const root = b.elementwise(squareRootFunction, b.elementwise(absoluteFunction, coefficient));
    const sign = b.elementwise(signFunction, coefficient);
    const ones = b.fill([columns.shape[0], 1], 1);
    return { columns: b.multiply(columns, root), signs: b.multiply(ones, sign) };
  }
}

/** `Σ_k s_k u_k ∘ u_k` for each sample: `[batch · r, ...] → [batch, ...]`. */
export function squaresOf(
  b: Backend,
  { columns, signs }: SignedColumns,
  batch: number,
  shape: readonly number[],
): Tensor {
  const rank = columns.shape[0] / batch;
  if (rank === 0) return b.fill(shape, 0);
  return b.sumRows(b.multiply(b.multiply(columns, columns), signs), rank);
}
