import type { ScalarFunction } from "./functions.ts";
import type { ConvolutionGeometry, Windows } from "./geometry.ts";
import type { Random } from "./random.ts";

/** Numbers in the precision of a backend. */
export type Numbers = Float64Array | Float32Array;

/** An array of numbers that lives in a {@linkcode Backend}; only its shape is visible. */
export interface Tensor {
  /** Lengths of the dimensions, row-major; most tensors are `[rows, ...features]`. */
  readonly shape: readonly number[];
}

/** What to do with the operands of {@linkcode Backend.matmul}, and with the product. */
export interface ProductFlags {
  /** Use `aᵀ`. */
  readonly transposeA?: boolean;
  /** Use `bᵀ`. */
  readonly transposeB?: boolean;
  /** Use `a∘a`, which is never stored. */
  readonly squareA?: boolean;
  /** Use `b∘b`, which is never stored. */
  readonly squareB?: boolean;
  /** `[n]`: added to each row of the product. */
  readonly bias?: Tensor;
}

/** What to do with the operands of {@linkcode Backend.convolve} and {@linkcode Backend.convolveWeights}. */
export interface ConvolutionFlags {
  /** Use `a∘a`, which is never stored. */
  readonly squareA?: boolean;
  /** Use `b∘b`, which is never stored. */
  readonly squareB?: boolean;
}

/** Which derivative of a {@linkcode ScalarFunction}: 0 its value, 1 σ′, 2 σ″. */
export type DerivativeOrder = 0 | 1 | 2;

/** Columns of a factor `Σ_k s_k u_k u_kᵀ` for each sample; see {@linkcode Backend}. */
export interface SignedColumns {
  /** `[samples · rank, ...features]`: the columns of one sample stand together. */
  readonly columns: Tensor;
  /** `[samples · rank, 1]`: +1 or −1 for each column. */
  readonly signs: Tensor;
}

/**
 * Which second moment v of a curvature q {@linkcode Backend.momentStep} keeps, and what it divides by:
 * `square` averages q² and divides by `√v̂ + ε`, `sqrt` averages |q| and divides by `√v̂ + ε`,
 * `magnitude` averages |q| and divides by `v̂ + ε`.
 */
export type SecondMoment = "square" | "sqrt" | "magnitude";

/** Hyper-parameters of {@linkcode Backend.momentStep}. */
export interface MomentStep {
  /** α. */
  readonly stepSize: number;
  /** β₁, the decay of the first moment. */
  readonly beta1: number;
  /** β₂, the decay of the second moment. */
  readonly beta2: number;
  /** ε, added to what the first moment is divided by. */
  readonly epsilon: number;
  /** Number of this step, from 1, for the bias corrections. */
  readonly step: number;
  /** `square` by default. */
  readonly moment?: SecondMoment;
  /** Whether `m̂ = m / (1 − β₁ᵗ)` and `v̂ = v / (1 − β₂ᵗ)`; true by default, else m and v. */
  readonly biasCorrection?: boolean;
  /** λ of decoupled weight decay, `θ ← θ − u − αλθ`; 0 by default. */
  readonly weightDecay?: number;
}

/** Hyper-parameters of {@linkcode Backend.clippedStep}. */
export interface ClippedStep {
  /** α. */
  readonly stepSize: number;
  /** β₁, the decay of the first moment. */
  readonly beta1: number;
  /** γ, the factor of the curvature. */
  readonly gamma: number;
  /** ε, what the first moment is divided by at least. */
  readonly epsilon: number;
  /** λ of decoupled weight decay, `θ ← θ − u − αλθ`; 0 by default. */
  readonly weightDecay?: number;
}

/** What {@linkcode Backend.accumulate} adds. */
export interface Accumulation {
  /** Factor of what is there. */
  readonly decay: number;
  /** Factor of what is added. */
  readonly weight: number;
  /** `b` itself, by default, `b∘b` or `|b|`. */
  readonly of?: "value" | "square" | "magnitude";
}

/**
 * The one place where numbers are computed. Layers, losses, estimators and optimizers are written
 * once against it.
 *
 * **Rows.** A tensor `[rows, ...features]` holds a signal. With N samples a signal has N · r rows,
 * the r rows of one sample standing together: gradients and diagonals have r = 1, columns of a
 * factor and rows of a matrix r > 1. So one rule serves them all.
 *
 * **Broadcasting.** In a binary operation `b` is spread over `a`: the number of rows of `b` divides
 * that of `a`, each row of `b` serving as many consecutive rows of `a`; and its features are those
 * of `a`, or a single number for each row. Hence `[1, ...features]` is one vector for all rows.
 *
 * **Lifetime.** Inside {@linkcode Backend.scope} every tensor made is freed at its end, but for those returned.
 *
 * Every operation makes a new tensor unless it says otherwise, lets non-finite values through, and
 * throws TypeError, naming itself with the expected and the found shape, where shapes do not fit.
 */
export interface Backend {
  /** Name for messages, such as `reference`. */
  readonly name: string;
  /** Distance from 1 to the next number that it can hold. */
  readonly precision: number;

  // Creation, input and output

  /** A tensor with these numbers in row-major order. */
  tensor(data: ArrayLike<number>, shape: readonly number[]): Tensor;
  /** A tensor of one number throughout. */
  fill(shape: readonly number[], value: number): Tensor;
  /** For each of `samples` the unit vectors of a space of `size`: `[samples · size, size]`. */
  unitRows(samples: number, size: number): Tensor;
  /** `[labels, classes]`: 1 at each row's label, else 0. */
  oneHot(labels: ArrayLike<number>, classes: number): Tensor;
  /** Random numbers drawn in row-major order: uniform in [0, 1), standard normal, or ±1. */
  random(kind: "uniform" | "normal" | "sign", shape: readonly number[], random: Random): Tensor;
  /** A copy of the numbers, row-major: a new array, or `into`, which has their length. */
  read(a: Tensor, into?: Numbers): Numbers;
  /** Overwrites the numbers of `a`, in place. */
  write(a: Tensor, data: ArrayLike<number>): void;
  /** Runs `body` and frees every tensor made in it, but for those that it returns. */
  scope<T extends Tensor | readonly Tensor[] | void>(body: () => T): T;
  /**
   * Frees tensors before their scope ends, so that others may take their place. They must not be used
   * again, but for being freed; others that share their storage live on.
   */
  free(...tensors: readonly Tensor[]): void;

  // Shape

  /** The same numbers under another shape; shares storage. */
  reshape(a: Tensor, shape: readonly number[]): Tensor;
  /** Transposes each of `blocks` equal blocks of rows: `[blocks · r, c] → [blocks · c, r]`. */
  transposeBlocks(a: Tensor, blocks: number): Tensor;
  /** Puts the block of `b` under that of `a`, sample by sample: `[blocks · (r₁ + r₂), ...features]`. */
  joinBlocks(a: Tensor, b: Tensor, blocks: number): Tensor;
  /** The diagonal of each of `blocks` square blocks: `[blocks · c, c] → [blocks, c]`. */
  diagonalOfBlocks(a: Tensor, blocks: number): Tensor;
  /** Each row `times` times in succession: `[rows · times, ...features]`. */
  repeatRows(a: Tensor, times: number): Tensor;

  // Products

  /** `a b` with flags, plus a bias if there is one: `[m, k] × [k, n] → [m, n]`. */
  matmul(a: Tensor, b: Tensor, flags?: ProductFlags): Tensor;
  /**
   * `[g b, h (b∘b)]`: `[m, k], [m, k] × [k, n] → [m, n], [m, n]`, or with g and h transposed: what a
   * gradient and a diagonal become together.
   */
  matmulDual(
    g: Tensor,
    h: Tensor,
    b: Tensor,
    flags?: { readonly transpose?: boolean },
  ): readonly [Tensor, Tensor];
  /** Row by row `a bᵀ`: `[rows, m], [rows, n] → [rows, m, n]`; `b` is spread over `a`'s rows. */
  outer(a: Tensor, b: Tensor, flags?: { readonly squareB?: boolean }): Tensor;

  // Convolutions of signals with channels last: x `[rows, ...space, in]`, y `[rows, ...output, out]`,
  // w `[out, in / groups, ...kernel]`

  /**
   * The cross-correlation `y = w ∗ x`: `y[p, o] = Σ_k Σ_c x[stride p − before + dilation k, c] w[o, c, k]`,
   * with zeros where x has no place. Or, `adjoint`, x from a signal a like y: each entry of w carries
   * back along the way that it carried forth. Whether an entry of w that is not finite meets zeros of
   * the padding is up to the backend.
   */
  convolve(
    a: Tensor,
    w: Tensor,
    geometry: ConvolutionGeometry,
    flags?: { readonly adjoint?: boolean; readonly squareB?: boolean },
  ): Tensor;
  /** `[convolve g with w, convolve h with w∘w]`, for g and h of one shape. */
  convolveDual(
    g: Tensor,
    h: Tensor,
    w: Tensor,
    geometry: ConvolutionGeometry,
    flags?: { readonly adjoint?: boolean },
  ): readonly [Tensor, Tensor];
  /**
   * The adjoint with respect to w: `dw[o, c, k] = Σ_p a[p, o] b[stride p − before + dilation k, c]` for a
   * like y and b like x, which is spread over a's rows; summed over rows, or row by row
   * `[rows, out, in / groups, ...kernel]`.
   */
  convolveWeights(
    a: Tensor,
    b: Tensor,
    geometry: ConvolutionGeometry,
    flags?: ConvolutionFlags & { readonly perRow?: boolean },
  ): Tensor;
  /** `[convolveWeights of g and b, convolveWeights of h and b∘b]`, summed over rows. */
  convolveWeightsDual(
    g: Tensor,
    h: Tensor,
    b: Tensor,
    geometry: ConvolutionGeometry,
  ): readonly [Tensor, Tensor];

  // Windows on signals with channels last: x `[rows, ...space, c]`, y `[rows, ...windows, c]`

  /** The sum of each window. */
  sumWindows(x: Tensor, windows: Windows): Tensor;
  /** Its adjoint: each number of y added to all places of its window. */
  spreadWindows(y: Tensor, windows: Windows): Tensor;
  /**
   * The maximum of each window, and which place of the flat space it stands in: the first one, or
   * the first NaN if there is any.
   */
  maxWindows(x: Tensor, windows: Windows): readonly [maxima: Tensor, places: Tensor];
  /** The numbers of x at the places of maxima, which are spread over its rows. */
  takePlaces(x: Tensor, places: Tensor, windows: Windows): Tensor;
  /** Its adjoint: each number of y added to its place. */
  spreadPlaces(y: Tensor, places: Tensor, windows: Windows): Tensor;

  // Arithmetic; `b` is spread over `a`

  /** `a + b`. */
  add(a: Tensor, b: Tensor): Tensor;
  /** `a − b`. */
  subtract(a: Tensor, b: Tensor): Tensor;
  /** `a ∘ b`, or `a ∘ b ∘ b`. */
  multiply(a: Tensor, b: Tensor, flags?: { readonly squareB?: boolean }): Tensor;
  /** `a / b`, elementwise. */
  divide(a: Tensor, b: Tensor): Tensor;
  /** 1 where `a ≤ b`, else 0. */
  lessOrEqual(a: Tensor, b: Tensor): Tensor;
  /** `factor · a + offset`. */
  scale(a: Tensor, factor: number, offset?: number): Tensor;
  /** Each number brought into [low, high]. */
  clip(a: Tensor, low: number, high: number): Tensor;
  /** σ, σ′ or σ″ of each number. */
  elementwise(f: ScalarFunction, a: Tensor, order?: DerivativeOrder): Tensor;
  /** `[σ(a), σ′(a)]` or `[σ(a), σ′(a), σ″(a)]`, whose common parts are computed once. */
  elementwiseDerivatives(f: ScalarFunction, a: Tensor, order: 1 | 2): readonly Tensor[];
  /**
   * `[s∘g, s∘s∘h + t∘g]`, all of one shape; without t its term is left out. With σ′ for s and σ″
   * for t this is what a gradient and a diagonal become together.
   */
  elementwiseDual(g: Tensor, h: Tensor, s: Tensor, t?: Tensor): readonly [Tensor, Tensor];
  /**
   * The same for σ′ and, with order 2, σ″ of a, which are never stored. With `overwrite` the results may
   * take the place of g and h, which are then free.
   */
  crossElementwise(
    f: ScalarFunction,
    a: Tensor,
    g: Tensor,
    h: Tensor,
    order: 1 | 2,
    options?: { readonly overwrite?: boolean },
  ): readonly [Tensor, Tensor];

  // Reductions

  /** Sum over features: `[rows, ...features] → [rows, 1]`. */
  sumFeatures(a: Tensor): Tensor;
  /** Sum over groups of `size` consecutive rows: `[rows / size, ...features]`. */
  sumRows(a: Tensor, size: number): Tensor;
  /** Sum of all numbers. */
  sum(a: Tensor): number;
  /** Whether no number is infinite or NaN. */
  allFinite(a: Tensor): boolean;

  // Softmax over the features of a row, and columns of Hessians at an output

  /** `exp(z) / Σ exp(z)`: `[rows, c] → [rows, c]`. */
  softmax(z: Tensor): Tensor;
  /** `z − log Σ exp(z)`: `[rows, c] → [rows, c]`. */
  logSoftmax(z: Tensor): Tensor;
  /**
   * The first `rank` ≤ c − 1 columns of the pivoted Cholesky factor of `diag(p) − p pᵀ`, row by row:
   * `[rows, c] → [rows · rank, c]`. After the pivots P the remainder is `diag(p) − p pᵀ / s` with
   * `s = 1 − Σ_P p` off P and 0 on it, so that a column costs O(c).
   */
  softmaxColumns(p: Tensor, rank: number): Tensor;
  /**
   * Columns of `diag(d)`: for each row the `rank` ≤ c entries of largest magnitude as
   * `√|d_k| e_k` with the sign of `d_k` (`[rows, c] → [rows · rank, c]`).
   */
  diagonalColumns(d: Tensor, rank: number): SignedColumns;

  // Optimization

  /** `a ← a + factor · b`, in place, for tensors of one shape. */
  addScaled(a: Tensor, b: Tensor, factor: number): void;
  /**
   * `a ← decay · a + weight · f(b)`, in place, for tensors of one shape: an exponential average with
   * weight 1 − decay, momentum with weight 1. Results below 1e-30 may become zero.
   */
  accumulate(a: Tensor, b: Tensor, options: Accumulation): void;
  /**
   * `Σ c a²`: c is 1, or `weight` of a's shape, or its root. With the update u for a, and for weight
   * a curvature's average, this is what step-size scaling bounds (arXiv 2406.03276, Algorithm 3).
   */
  sumOfSquares(a: Tensor, weight?: Tensor, options?: { readonly root?: boolean }): number;
  /**
   * A step of `parameter` with moments of its own, in place:
   * `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)q²`, `u = α m̂ / (√v̂ + ε)`, `θ ← θ − u`; for other second
   * moments than `square` see {@linkcode SecondMoment}. With q = g this is Adam (Kingma & Ba 2015),
   * with q a Hessian diagonal AdaHesScale (arXiv 2406.03276, Algorithm 2). Without `mean` m is g.
   * With `update` u is written there, and the parameter stays as it is, without decay. Moments below
   * 1e-30 may become zero.
   */
  momentStep(
    state: { parameter: Tensor; mean?: Tensor; square: Tensor; update?: Tensor },
    signals: { gradient: Tensor; curvature: Tensor },
    options: MomentStep,
  ): void;
  /**
   * Sophia's step (Liu et al. 2024) with a curvature h that is averaged elsewhere, in place:
   * `m ← β₁m + (1−β₁)g`, `u = α clip(m / max(γ h, ε), ±1)`, `θ ← θ − u`. With `update` as in
   * {@linkcode Backend.momentStep}.
   */
  clippedStep(
    state: { parameter: Tensor; mean: Tensor; update?: Tensor },
    signals: { gradient: Tensor; curvature: Tensor },
    options: ClippedStep,
  ): void;
}
