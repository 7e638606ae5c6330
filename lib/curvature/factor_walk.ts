import type { SignedColumns, Tensor } from "../backend/backend.ts";
import type { TensorLike } from "../backend/tensor_like.ts";
import type { Branch, Leaf, Walk } from "../layers/layer.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import { squaresOf } from "../losses/structured.ts";
import {
  checkSamplesApart,
  type Estimate,
  evaluate,
  type Evaluation,
  type EvaluationOptions,
} from "./evaluate.ts";
import { ParameterSums } from "./tree.ts";

/** `∂L/∂x`, and columns of a factor of the curvature at the output, carried to x by `Jᵀ`. */
interface Signal {
  readonly gradient: Tensor;
  readonly columns: Tensor;
}

/** What a leaf records of the columns at its output. */
type Recorder = (leaf: Leaf, memory: object, columns: Tensor) => void;

/** Carries the gradient and the columns of a factor through the network. */
class FactorWalk implements Walk<Signal> {
  readonly gradient: ParameterSums;
  readonly #evaluation: Evaluation;
  readonly #record: Recorder;

  constructor(evaluation: Evaluation, record: Recorder) {
    this.gradient = new ParameterSums(evaluation.network);
    this.#evaluation = evaluation;
    this.#record = record;
  }

  record(leaf: Leaf, memory: object, { gradient, columns }: Signal): void {
    if (leaf.parameters.length === 0) return;
    checkSamplesApart(leaf, memory);
    const b = this.#evaluation.backend;
    this.gradient.add(leaf.parameters, leaf.parameterVjp(b, memory, gradient));
    if (columns.shape[0] > 0) this.#record(leaf, memory, columns);
  }

  cross(leaf: Leaf, memory: object, { gradient, columns }: Signal): Signal {
    const b = this.#evaluation.backend;
    checkSamplesApart(leaf, memory);
    return {
      gradient: leaf.vjp(b, memory, gradient),
      columns: columns.shape[0] > 0 ? leaf.vjp(b, memory, columns) : columns,
    };
  }

  join(_: Branch, output: Signal, inner: Signal): Signal {
    const b = this.#evaluation.backend;
    return {
      gradient: b.add(inner.gradient, output.gradient),
      columns: b.add(inner.columns, output.columns),
    };
  }
}

/** Which columns start at the output. */
export type Factor = (evaluation: Evaluation) => SignedColumns;

/**
 * `Σ_n Σ_k s_k (J_θᵀ u_k)²` over samples and columns: the diagonal of `J_θᵀ (Σ s u uᵀ) J_θ`.
 *
 * A leaf whose parameters each reach one output needs only `Σ s u∘u`; where weights are shared over
 * positions or places, the gradients of each column are summed over those before they are squared.
 */
export function squaredColumns(
  network: Network,
  input: TensorLike,
  loss: Loss,
  options: EvaluationOptions,
  factor: Factor,
): Estimate {
  return evaluate(network, input, loss, options, (evaluation) => {
    const { backend: b, batch } = evaluation;
    const { columns, signs } = factor(evaluation);
    const squares = new ParameterSums(network);
    const rowGradients = new ParameterSums(network);
    const shared = new Set(
      network.parameters.filter(({ name }) => network.sharedParameters.includes(name))
        .map(({ parameter }) => parameter),
    );
    const walk = new FactorWalk(evaluation, (leaf, memory, columns) => {
      const { parameters } = leaf;
      if (leaf.parametersReachOneOutput && !parameters.some((one) => shared.has(one))) {
        const shape = [batch, ...columns.shape.slice(1)];
        const h = squaresOf(b, { columns, signs }, batch, shape);
        squares.add(parameters, leaf.squaredParameterVjp(b, memory, h));
      } else {
        rowGradients.add(parameters, leaf.parameterVjp(b, memory, columns, true));
      }
    });
    evaluation.walk({ gradient: evaluation.loss.gradient(), columns }, walk);
    for (const [parameter, rows] of rowGradients.entries()) {
      const signed = b.multiply(b.multiply(rows, rows), signs);
      const sum = b.reshape(b.sumRows(signed, signed.shape[0]), parameter.shape);
      squares.add([parameter], [sum]);
    }
    return { gradient: walk.gradient.tensors(), curvature: squares.tensors() };
  });
}

/**
 * The diagonal of a Kronecker-factored curvature: for each leaf the batch mean of `Σ_k s_k u_k∘u_k`
 * at its output in place of each sample's own, which separates it from the inputs' second moment.
 */
export function factoredColumns(
  network: Network,
  input: TensorLike,
  loss: Loss,
  options: EvaluationOptions,
  factor: Factor,
): Estimate {
  return evaluate(network, input, loss, options, (evaluation) => {
    const { backend: b, batch } = evaluation;
    const { columns, signs } = factor(evaluation);
    const curvature = new ParameterSums(network);
    const walk = new FactorWalk(evaluation, (leaf, memory, columns) => {
      const own = leaf.kroneckerDiagonal?.(b, memory, { columns, signs });
      if (own) return curvature.add(leaf.parameters, own);
      const shape = [batch, ...columns.shape.slice(1)];
      const h = squaresOf(b, { columns, signs }, batch, shape);
      const mean = b.repeatRows(b.scale(b.sumRows(h, batch), 1 / batch), batch);
      curvature.add(leaf.parameters, leaf.squaredParameterVjp(b, memory, mean));
    });
    evaluation.walk({ gradient: evaluation.loss.gradient(), columns }, walk);
    return { gradient: walk.gradient.tensors(), curvature: curvature.tensors() };
  });
}
