import type { Tensor } from "../backend/backend.ts";
import type { TensorLike } from "../backend/tensor_like.ts";
import { sizeOf } from "../backend/shapes.ts";
import type { Branch, Leaf, Walk } from "../layers/layer.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import {
  checkSamplesApart,
  type Estimate,
  evaluate,
  type Evaluation,
  type EvaluationOptions,
} from "./evaluate.ts";
import { multiplyByHessian } from "./hessian_vector_product.ts";
import { ParameterSums } from "./tree.ts";

/** `∂L/∂x` and the full Hessian of each sample with respect to x. */
interface Signal {
  readonly gradient: Tensor;
  /** `[batch · size, ...features]`, symmetric for each sample. */
  readonly hessian: Tensor;
}

/** What {@linkcode exactDiagonal} returns. */
export interface ExactEstimate extends Estimate {
  /** `∂²L/∂y²` at the output y of every layer, first to last; empty unless asked for. */
  readonly activations: readonly { readonly layer: string; readonly tensor: Tensor }[];
}

/** `H ← Jᵀ H J + Σ g ∇²f`, a matrix of width × width for each sample. */
class ExactWalk implements Walk<Signal> {
  readonly gradient: ParameterSums;
  readonly curvature: ParameterSums;
  readonly activations: { readonly layer: string; readonly tensor: Tensor }[] = [];
  readonly #evaluation: Evaluation;
  readonly #keepActivations: boolean;

  constructor(evaluation: Evaluation, keepActivations: boolean) {
    this.gradient = new ParameterSums(evaluation.network);
    this.curvature = new ParameterSums(evaluation.network);
    this.#evaluation = evaluation;
    this.#keepActivations = keepActivations;
  }

  record(leaf: Leaf, memory: object, { gradient, hessian }: Signal): void {
    const { backend: b, batch } = this.#evaluation;
    if (this.#keepActivations) this.activations.unshift({ layer: leaf.name, tensor: hessian });
    const { parameters } = leaf;
    if (parameters.length === 0) return;
    checkSamplesApart(leaf, memory);
    this.gradient.add(parameters, leaf.parameterVjp(b, memory, gradient));
    const size = hessian.shape[0] / batch;
    if (leaf.parametersReachOneOutput) {
      const diagonal = b.diagonalOfBlocks(b.reshape(hessian, [batch * size, size]), batch);
      const shaped = b.reshape(diagonal, gradient.shape);
      this.curvature.add(parameters, leaf.squaredParameterVjp(b, memory, shaped));
    } else {
      // diag(J_θᵀ H J_θ) = Σ_k (J_θ)_k ∘ (H J_θ)_k over rows k.
      const units = b.reshape(b.unitRows(batch, size), hessian.shape);
      const rows = leaf.parameterVjp(b, memory, units, true);
      const turned = leaf.parameterVjp(b, memory, hessian, true);
      const sums = rows.map((row, i) => b.sumRows(b.multiply(row, turned[i]), row.shape[0]));
      this.curvature.add(parameters, sums.map((sum, i) => b.reshape(sum, parameters[i].shape)));
    }
    const own = leaf.parameterCurvatureTerm?.(b, memory, gradient);
    if (own) this.curvature.add(parameters, own);
  }

  cross(leaf: Leaf, memory: object, { gradient, hessian }: Signal): Signal {
    const b = this.#evaluation.backend;
    checkSamplesApart(leaf, memory);
    const below = leaf.vjp(b, memory, gradient);
    const half = this.#transposed(leaf.vjp(b, memory, hessian), gradient.shape);
    const through = leaf.vjp(b, memory, half);
    return { gradient: below, hessian: this.#withCurvature(leaf, memory, gradient, through) };
  }

  /** `H_inner + H + J_innerᵀH + (J_innerᵀH)ᵀ`. */
  join({ layer, memory }: Branch, output: Signal, inner: Signal): Signal {
    const { backend: b } = this.#evaluation;
    const through = layer.backward(memory, output.hessian, new RowsWalk(this.#evaluation), true)!;
    const sides = b.add(through, this.#transposed(through, output.gradient.shape));
    return {
      gradient: b.add(inner.gradient, output.gradient),
      hessian: b.add(b.add(inner.hessian, output.hessian), sides),
    };
  }

  /** Adds `Σ g ∇²f`, whose rows are the derivatives of `Jᵀg` along the unit vectors. */
  #withCurvature(leaf: Leaf, memory: object, gradient: Tensor, hessian: Tensor): Tensor {
    const { backend: b, batch } = this.#evaluation;
    if (!leaf.curvatureTerm || !leaf.vjpTangent) return hessian;
    const size = hessian.shape[0] / batch;
    const input = b.reshape(b.unitRows(batch, size), hessian.shape);
    return b.add(hessian, leaf.vjpTangent(b, memory, gradient, { input }));
  }

  /** Rows `[batch · m, ...features]` of matrices m × n to rows `[batch · n, ...of m]`. */
  #transposed(rows: Tensor, [, ...features]: readonly number[]): Tensor {
    const { backend: b, batch } = this.#evaluation;
    const size = sizeOf(rows.shape.slice(1));
    const flat = b.reshape(rows, [rows.shape[0], size]);
    return b.reshape(b.transposeBlocks(flat, batch), [batch * size, ...features]);
  }
}

/** Carries rows through `Jᵀ` and records nothing. */
class RowsWalk implements Walk<Tensor> {
  readonly #evaluation: Evaluation;

  constructor(evaluation: Evaluation) {
    this.#evaluation = evaluation;
  }

  record(): void {}

  cross(leaf: Leaf, memory: object, rows: Tensor): Tensor {
    return leaf.vjp(this.#evaluation.backend, memory, rows);
  }

  join(_: Branch, output: Tensor, inner: Tensor): Tensor {
    return this.#evaluation.backend.add(inner, output);
  }
}

/**
 * The exact Hessian diagonal by the recursion `H ← Jᵀ H J + Σ_k g_k ∇²f_k` with full matrices per
 * sample: time and memory grow with the square of the width.
 *
 * @param options.activations Also return the Hessian `[batch · size, ...features]` at the output of every layer.
 * @throws TypeError for a network that shares weights between layers: terms between the two places
 * are not seen by the recursion; use {@linkcode exactDiagonalByHvp}.
 */
export function exactDiagonal(
  network: Network,
  input: TensorLike,
  loss: Loss,
  options: EvaluationOptions & { readonly activations?: boolean } = {},
): ExactEstimate {
  if (network.sharedParameters.length > 0) {
    throw new TypeError(
      `exactDiagonal: expected every parameter in one place, found ${
        network.sharedParameters.join(", ")
      } shared; use exactDiagonalByHvp`,
    );
  }
  let layers: readonly string[] = [];
  const estimate = evaluate(network, input, loss, { ...options, derivatives: 2 }, (evaluation) => {
    const { activations = false } = options;
    const walk = new ExactWalk(evaluation, activations);
    const { loss } = evaluation;
    const signal = { gradient: loss.gradient(), hessian: loss.hessianMatrix() };
    evaluation.walk(signal, walk, activations);
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

/** The exact Hessian diagonal by one Hessian-vector product per parameter entry: any network, any loss, slow. */
export function exactDiagonalByHvp(
  network: Network,
  input: TensorLike,
  loss: Loss,
  options: EvaluationOptions = {},
): Estimate {
  return evaluate(network, input, loss, { ...options, derivatives: 2 }, (evaluation) => {
    const b = evaluation.backend;
    const shapes = network.parameters.map(({ parameter }) => parameter.shape);
    const still = shapes.map((shape) => b.fill(shape, 0));
    const { gradient } = multiplyByHessian(evaluation, still);
    const curvature = shapes.map((shape, i) => {
      const entries = new Float64Array(sizeOf(shape));
      const diagonal = entries.slice();
      for (const j of entries.keys()) {
        b.scope(() => {
          const direction = still.with(i, b.tensor(entries.with(j, 1), shape));
          diagonal[j] = b.read(multiplyByHessian(evaluation, direction).product[i])[j];
        });
      }
      return b.tensor(diagonal, shape);
    });
    return { gradient, curvature };
  });
}
