import type { Tensor } from "../backend/backend.ts";
import type { TensorLike } from "../backend/tensor_like.ts";
import type { Branch, Leaf, Walk } from "../layers/layer.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import { type Estimate, evaluate, type Evaluation, type EvaluationOptions } from "./evaluate.ts";
import { ParameterSums } from "./tree.ts";

/** Backpropagation. */
export class GradientWalk implements Walk<Tensor> {
  readonly gradient: ParameterSums;
  readonly #evaluation: Evaluation;
  /** Signals that are needed at the end. */
  readonly #kept = new Set<Tensor>();
  readonly #last: (() => void)[] = [];

  constructor(evaluation: Evaluation) {
    this.gradient = new ParameterSums(evaluation.network);
    this.#evaluation = evaluation;
  }

  record(leaf: Leaf, memory: object, g: Tensor): void {
    const b = this.#evaluation.backend;
    const lasting = leaf.parameterMemory?.(b, memory, g.shape[0]);
    const add = () =>
      this.gradient.add(leaf.parameters, leaf.parameterVjp(b, lasting ?? memory, g));
    if (!lasting) return add();
    this.#kept.add(g);
    this.#last.push(add);
  }

  cross(leaf: Leaf, memory: object, g: Tensor): Tensor {
    return leaf.vjp(this.#evaluation.backend, memory, g);
  }

  join(_: Branch, output: Tensor, inner: Tensor): Tensor {
    return this.#evaluation.backend.add(inner, output);
  }

  leave(g: Tensor, below: Tensor | undefined): void {
    if (g === below || this.#kept.has(g) || this.gradient.has(g)) return;
    this.#evaluation.backend.free(g);
  }

  finish(): void {
    for (const add of this.#last) add();
  }
}

/**
 * The loss and its gradient, without curvature.
 *
 * @throws TypeError for shapes that do not fit, RangeError for numbers that are not finite.
 */
export function gradient(
  network: Network,
  input: TensorLike,
  loss: Loss,
  options: EvaluationOptions = {},
): Omit<Estimate, "curvature"> {
  const { loss: value, output, gradient } = evaluate(
    network,
    input,
    loss,
    { ...options, once: true },
    (evaluation) => {
      const walk = new GradientWalk(evaluation);
      evaluation.walk(evaluation.loss.gradient(), walk);
      return { gradient: walk.gradient.tensors(), curvature: [] };
    },
  );
  return { loss: value, output, gradient };
}
