import type { Tensor } from "../backend/backend.ts";
import type { TensorLike } from "../backend/tensor_like.ts";
import type { Branch, Leaf, Tangent, Walk } from "../layers/layer.ts";
import type { Network } from "../layers/network.ts";
import type { Parameter } from "../layers/parameter.ts";
import type { Loss } from "../losses/loss.ts";
import { type Estimate, evaluate, type Evaluation, type EvaluationOptions } from "./evaluate.ts";
import { ParameterSums, type ParameterTree } from "./tree.ts";

/** `∂L/∂x` and its derivative along the direction. */
interface Signal {
  readonly gradient: Tensor;
  readonly tangent: Tensor;
}

/** Pearlmutter's R-operator: backpropagation and its derivative along a direction of the parameters. */
class DirectionalWalk implements Walk<Signal> {
  readonly gradient: ParameterSums;
  readonly product: ParameterSums;
  readonly #evaluation: Evaluation;
  readonly #tangents: ReadonlyMap<object, Tangent>;

  constructor(evaluation: Evaluation, tangents: ReadonlyMap<object, Tangent>) {
    this.gradient = new ParameterSums(evaluation.network);
    this.product = new ParameterSums(evaluation.network);
    this.#evaluation = evaluation;
    this.#tangents = tangents;
  }

  record(leaf: Leaf, memory: object, { gradient, tangent }: Signal): void {
    const b = this.#evaluation.backend;
    const { parameters } = leaf;
    this.gradient.add(parameters, leaf.parameterVjp(b, memory, gradient));
    this.product.add(parameters, leaf.parameterVjp(b, memory, tangent));
    const direction = this.#tangents.get(memory)!;
    this.product.add(parameters, leaf.parameterVjpTangent(b, memory, gradient, direction));
  }

  cross(leaf: Leaf, memory: object, { gradient, tangent }: Signal): Signal {
    const b = this.#evaluation.backend;
    const through = leaf.vjp(b, memory, tangent);
    const turned = leaf.vjpTangent?.(b, memory, gradient, this.#tangents.get(memory)!);
    return {
      gradient: leaf.vjp(b, memory, gradient),
      tangent: turned ? b.add(through, turned) : through,
    };
  }

  join(_: Branch, output: Signal, inner: Signal): Signal {
    const b = this.#evaluation.backend;
    return {
      gradient: b.add(inner.gradient, output.gradient),
      tangent: b.add(inner.tangent, output.tangent),
    };
  }
}

/** The gradient and `H v` for a direction v of one tensor per parameter: two walks, exact. */
export function multiplyByHessian(
  evaluation: Evaluation,
  direction: readonly Tensor[],
): { gradient: Tensor[]; product: Tensor[] } {
  const { backend: b, network, memory, input, loss, walk } = evaluation;
  const of = new Map(network.parameters.map(({ parameter }, i) => [parameter, direction[i]]));
  const parameter = (one: Parameter) => of.get(one)!;
  const tangents = new Map<object, Tangent>();
  const start = b.fill(input.shape, 0);
  const output = network.layer.pushForward(b, memory, start, (leaf, memory, input) => {
    const tangent = { input, inputStandsStill: input === start, parameter };
    tangents.set(memory, tangent);
    return leaf.jvp(b, memory, tangent);
  });
  const directional = new DirectionalWalk(evaluation, tangents);
  walk({ gradient: loss.gradient(), tangent: loss.hessianProduct(output) }, directional);
  return { gradient: directional.gradient.tensors(), product: directional.product.tensors() };
}

/**
 * The product of the Hessian with a direction, exact, at the cost of two gradients
 * (Pearlmutter 1994).
 *
 * @param direction The numbers of each parameter, by name.
 * @throws TypeError if a parameter is missing, unknown or has another length.
 */
export function hessianVectorProduct(
  network: Network,
  input: TensorLike,
  loss: Loss,
  direction: Readonly<Record<string, ArrayLike<number>>>,
  options: EvaluationOptions = {},
): Omit<Estimate, "curvature"> & { readonly product: ParameterTree } {
  const { curvature, ...rest } = evaluate(
    network,
    input,
    loss,
    { ...options, derivatives: 2 },
    (evaluation) => {
      const { gradient, product } = multiplyByHessian(
        evaluation,
        directionOf(network, direction),
      );
      return { gradient, curvature: product };
    },
  );
  return { loss: rest.loss, output: rest.output, gradient: rest.gradient, product: curvature };
}

/** One tensor per parameter from numbers by name. */
export function directionOf(
  network: Network,
  direction: Readonly<Record<string, ArrayLike<number>>>,
): Tensor[] {
  const numbers = network.arrange(direction);
  return network.parameters.map(({ parameter: { shape } }, i) =>
    network.backend.tensor(numbers[i], shape)
  );
}
