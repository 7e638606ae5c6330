import type { SignedColumns, Tensor } from "../backend/backend.ts";
import type { TensorLike } from "../backend/tensor_like.ts";
import { sizeOf } from "../backend/shapes.ts";
import type { Branch, Leaf, Walk } from "../layers/layer.ts";
import type { Network } from "../layers/network.ts";
import type { Loss, Rank } from "../losses/loss.ts";
import { squaresOf } from "../losses/structured.ts";
import {
  checkSamplesApart,
  type Estimate,
  evaluate,
  type Evaluation,
  type EvaluationOptions,
} from "./evaluate.ts";
import { joinDiagonals } from "./join.ts";
import { ParameterSums } from "./tree.ts";

/** Options of {@linkcode hesscale} and {@linkcode hesscaleGN}. */
export interface HesScaleOptions extends EvaluationOptions {
  /**
   * How many columns of the loss Hessian travel exactly beside the diagonal: 0, the paper's method,
   * by default; `"full"` makes the last three linear layers exact.
   */
  readonly rank?: Rank;
  /**
   * Where weights are shared over positions (convolutions), whether columns keep the cross terms
   * between them, `Σ s (J_θᵀ u)²`, at the memory of a gradient for each column; false by default. With
   * full rank HesScaleGN is then the exact Gauss–Newton diagonal of convolutional networks, too.
   */
  readonly crossPositions?: boolean;
  /** Also return the curvature at the output of every layer. */
  readonly activations?: boolean;
  /** Return the curvature of each sample, `[batch, ...shape]`, in place of the sum. */
  readonly perSample?: boolean;
}

/** The curvature `diag ∂²L/∂y²` at the output y of a layer. */
export interface ActivationCurvature {
  /** The layer's name, such as `linear(64, 10)`. */
  readonly layer: string;
  /** `[batch, ...features]`. */
  readonly tensor: Tensor;
}

/** What {@linkcode hesscale} returns. */
export interface HesScaleEstimate extends Estimate {
  /** From the first layer to the last; empty unless asked for. */
  readonly activations: readonly ActivationCurvature[];
}

/** What flows backwards: `∂L/∂x`, and `∂²L/∂x² ≈ diag(d) + Σ s u uᵀ` for each sample. */
interface Signal {
  readonly gradient: Tensor;
  /** d. */
  readonly diagonal: Tensor;
  /** u and s. */
  readonly factor: SignedColumns;
  /** Whether d holds curvature of layers, which columns do not carry. */
  readonly curved: boolean;
  /** Whether columns may no longer be made of d: a layer has mixed its entries. */
  readonly mixed: boolean;
}

/** How the recursion differs between the methods that it serves. */
export interface Recursion {
  /** The signal's diagonal and columns at the network's output. */
  readonly start: (evaluation: Evaluation) => { diagonal: Tensor; factor: SignedColumns };
  /** Whether the term `diag(Σ g ∇²f)` of each layer is kept. */
  readonly secondDerivatives: boolean;
  /** Whether what remains on the diagonal above the last linear layer becomes columns before it. */
  readonly exactTop: boolean;
}

/**
 * HesScale's walk: gradients and columns go through `Jᵀ`, the diagonal through
 * `d ← (J∘J)ᵀ d + diag(Σ g ∇²f)`, and parameters get `(J_θ∘J_θ)ᵀ h` with `h = d + Σ s u∘u`.
 */
class DiagonalWalk implements Walk<Signal> {
  readonly gradient: ParameterSums;
  readonly curvature: ParameterSums;
  readonly activations: ActivationCurvature[] = [];
  readonly #evaluation: Evaluation;
  readonly #recursion: Recursion;
  readonly #options: HesScaleOptions;
  /** What goes two ways, or is needed at the end. */
  readonly #kept = new Set<Tensor>();
  readonly #last: (() => void)[] = [];

  constructor(evaluation: Evaluation, recursion: Recursion, options: HesScaleOptions) {
    this.gradient = new ParameterSums(evaluation.network);
    this.curvature = new ParameterSums(evaluation.network);
    this.#evaluation = evaluation;
    this.#recursion = recursion;
    this.#options = options;
  }

  record(leaf: Leaf, memory: object, signal: Signal): void {
    const b = this.#evaluation.backend;
    const { perSample = false, activations } = this.#options;
    if (!activations && leaf.parameters.length === 0) return;
    const total = this.#total(signal);
    if (activations) this.activations.unshift({ layer: leaf.name, tensor: total });
    const apart = this.#crossesPositions(leaf, signal);
    if (apart) this.curvature.add(leaf.parameters, this.#squaredGradients(leaf, memory, signal));
    const h = apart ? signal.diagonal : total;
    const g = signal.gradient;
    const lasting = perSample ? undefined : leaf.parameterMemory?.(b, memory, g.shape[0]);
    if (lasting) {
      for (const tensor of [g, h]) this.#kept.add(tensor);
      this.#last.push(() => this.#add(leaf, leaf.parameterDual(b, lasting, g, h)));
    } else {
      this.#add(
        leaf,
        perSample
          ? [leaf.parameterVjp(b, memory, g), leaf.squaredParameterVjp(b, memory, h, perSample)]
          : leaf.parameterDual(b, memory, g, h),
      );
    }
    const own = this.#recursion.secondDerivatives &&
      leaf.parameterCurvatureTerm?.(b, memory, signal.gradient, perSample);
    if (own) this.curvature.add(leaf.parameters, own);
  }

  cross(leaf: Leaf, memory: object, signal: Signal): Signal {
    const b = this.#evaluation.backend;
    const convert = signal.curved && !signal.mixed && !leaf.jacobianIsDiagonal;
    const { gradient, diagonal, factor, curved, mixed } = convert
      ? this.#asColumns(signal)
      : signal;
    const { secondDerivatives } = this.#recursion;
    const overwrite = this.#isOurs(gradient) && this.#isOurs(diagonal);
    const [below, crossed] = leaf.crossDual(
      b,
      memory,
      gradient,
      diagonal,
      secondDerivatives,
      overwrite,
    );
    return {
      gradient: below,
      diagonal: crossed,
      factor: { columns: this.#through(leaf, memory, factor.columns), signs: factor.signs },
      curved: curved || (secondDerivatives && leaf.curvatureTerm !== undefined),
      mixed: mixed || !leaf.jacobianIsDiagonal,
    };
  }

  join(branch: Branch, output: Signal, inner: Signal): Signal {
    const b = this.#evaluation.backend;
    return {
      gradient: b.add(inner.gradient, output.gradient),
      diagonal: joinDiagonals(b, branch, output.diagonal, inner.diagonal),
      factor: {
        columns: b.add(inner.factor.columns, this.#padded(output.factor, inner.factor)),
        signs: inner.factor.signs,
      },
      curved: inner.curved || output.curved,
      mixed: inner.mixed,
    };
  }

  keep({ gradient, diagonal, factor }: Signal): void {
    for (const tensor of [gradient, diagonal, factor.columns]) this.#kept.add(tensor);
  }

  finish(): void {
    for (const add of this.#last) add();
  }

  leave({ gradient, diagonal, factor }: Signal, below: Signal | undefined): void {
    const flowing: readonly Tensor[] = below
      ? [below.gradient, below.diagonal, below.factor.columns]
      : [];
    for (const tensor of new Set([gradient, diagonal, factor.columns])) {
      if (flowing.includes(tensor) || !this.#isOurs(tensor)) continue;
      this.#evaluation.backend.free(tensor);
    }
  }

  #add({ parameters }: Leaf, [gradient, curvature]: readonly [Tensor[], Tensor[]]): void {
    this.gradient.add(parameters, gradient);
    this.curvature.add(parameters, curvature);
  }

  /** Whether nothing but the signal refers to a tensor of it. */
  #isOurs(tensor: Tensor): boolean {
    return !this.#kept.has(tensor) && !this.gradient.has(tensor) && !this.curvature.has(tensor) &&
      !this.activations.some((one) => one.tensor === tensor);
  }

  /** h = d + Σ s u∘u. */
  #total({ diagonal, factor }: Signal): Tensor {
    const b = this.#evaluation.backend;
    if (factor.columns.shape[0] === 0) return diagonal;
    return b.add(diagonal, squaresOf(b, factor, this.#evaluation.batch, diagonal.shape));
  }

  #crossesPositions({ parameters, parametersReachOneOutput }: Leaf, { factor }: Signal): boolean {
    return this.#options.crossPositions === true && parameters.length > 0 &&
      !parametersReachOneOutput && factor.columns.shape[0] > 0;
  }

  /** `Σ s (J_θᵀ u)²` over columns, summed over samples or for each. */
  #squaredGradients(leaf: Leaf, memory: object, { factor: { columns, signs } }: Signal): Tensor[] {
    const { backend: b, batch } = this.#evaluation;
    checkSamplesApart(leaf, memory);
    const rows = columns.shape[0];
    const size = this.#options.perSample ? rows / batch : rows;
    return leaf.parameterVjp(b, memory, columns, true).map((gradients, i) => {
      const squares = b.multiply(b.multiply(gradients, gradients), signs);
      const { shape } = leaf.parameters[i];
      const sums = b.sumRows(squares, size);
      return b.reshape(sums, this.#options.perSample ? [batch, ...shape] : shape);
    });
  }

  /** Zero columns after a sample's own, one for each that the inner branch made of its diagonal. */
  #padded({ columns }: SignedColumns, inner: SignedColumns): Tensor {
    const { backend: b, batch } = this.#evaluation;
    const missing = inner.columns.shape[0] - columns.shape[0];
    if (missing === 0) return columns;
    return b.joinBlocks(columns, b.fill([missing, ...columns.shape.slice(1)], 0), batch);
  }

  #through(leaf: Leaf, memory: object, columns: Tensor): Tensor {
    if (columns.shape[0] === 0) return columns;
    checkSamplesApart(leaf, memory);
    return leaf.vjp(this.#evaluation.backend, memory, columns);
  }

  /** Turns d into columns before a layer mixes its entries for the first time. */
  #asColumns(signal: Signal): Signal {
    const { backend: b, batch } = this.#evaluation;
    const { diagonal, factor } = signal;
    const shape = diagonal.shape;
    const size = sizeOf(shape.slice(1));
    const entries = b.diagonalColumns(diagonal, size);
    return {
      gradient: signal.gradient,
      diagonal: b.fill(shape, 0),
      factor: {
        columns: b.joinBlocks(factor.columns, entries.columns, batch),
        signs: b.joinBlocks(factor.signs, entries.signs, batch),
      },
      curved: false,
      mixed: true,
    };
  }
}

/** Runs {@linkcode DiagonalWalk}: HesScale, HesScaleGN and BL89 are its recursions. */
export function diagonalRecursion(
  network: Network,
  input: TensorLike,
  loss: Loss,
  recursion: Recursion,
  options: HesScaleOptions,
): HesScaleEstimate {
  let layers: readonly string[] = [];
  const derivatives = recursion.secondDerivatives ? 2 : 1;
  const walkOptions = { ...options, derivatives, once: true } as const;
  const estimate = evaluate(network, input, loss, walkOptions, (evaluation) => {
    const walk = new DiagonalWalk(evaluation, recursion, options);
    const { diagonal, factor } = recursion.start(evaluation);
    const gradient = evaluation.loss.gradient();
    const signal = { gradient, diagonal, factor, curved: false, mixed: !recursion.exactTop };
    walk.keep(signal);
    evaluation.walk(signal, walk, options.activations);
    layers = walk.activations.map(({ layer }) => layer);
    return {
      gradient: walk.gradient.tensors(),
      curvature: walk.curvature.tensors(),
      others: walk.activations.map(({ tensor }) => tensor),
    };
  });
  const activations = layers.map((layer, i) => ({ layer, tensor: estimate.others[i] }));
  return { ...estimate, activations };
}

/** From the exact diagonal and columns of the loss Hessian. */
function fromLossHessian(rank: Rank): Recursion["start"] {
  return ({ loss }) => {
    const { remainder, columns, signs } = loss.hessianColumns(rank);
    return { diagonal: remainder, factor: { columns, signs } };
  };
}

/**
 * HesScale: the Hessian diagonal of all parameters from one backward walk at a cost linear in their
 * number, exact in the last linear layer. With `rank`, HesScale with columns: that many columns of
 * the loss Hessian travel exactly, so that only what layers create off the diagonal is dropped;
 * full rank is exact in the last three linear layers.
 *
 * Source: Elsayed, Farrahi, Dangel, Mahmood, ICML 2024, arXiv 2406.03276, Algorithm 1.
 *
 * @param input `[batch, ...features]`.
 * @throws TypeError for shapes that do not fit, RangeError for numbers that are not finite.
 *
 * @example
 * ```ts
 * import { createNetwork, crossEntropy, hesscale, linear, tanh } from "@hesscale/hesscale";
 *
 * const network = createNetwork([linear(2, 8), tanh(), linear(8, 3)], { seed: 1 });
 * const { loss, gradient, curvature } = hesscale(network, [[0.5, -1], [2, 0]], crossEntropy([0, 2]));
 * console.log(loss, gradient.read("0.weight"), curvature.read("0.weight"));
 * ```
 */
export function hesscale(
  network: Network,
  input: TensorLike,
  loss: Loss,
  options: HesScaleOptions = {},
): HesScaleEstimate {
  const { rank = 0 } = options;
  const recursion = {
    start: fromLossHessian(rank),
    secondDerivatives: true,
    exactTop: rank === "full",
  };
  return diagonalRecursion(network, input, loss, recursion, options);
}

/**
 * HesScaleGN: HesScale without the second derivatives of layers, a diagonal Gauss–Newton recursion.
 * Never negative where the loss is convex in the output; equal to HesScale for piecewise-linear
 * networks. With full rank it is the exact diagonal of the generalised Gauss–Newton matrix of a
 * dense network.
 *
 * Source: arXiv 2406.03276, Algorithm 1 without its second term.
 */
export function hesscaleGN(
  network: Network,
  input: TensorLike,
  loss: Loss,
  options: HesScaleOptions = {},
): HesScaleEstimate {
  const { rank = 0 } = options;
  const recursion = { start: fromLossHessian(rank), secondDerivatives: false, exactTop: false };
  return diagonalRecursion(network, input, loss, recursion, options);
}
