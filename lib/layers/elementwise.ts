import type { Backend, Tensor } from "../backend/backend.ts";
import {
  eluFunction,
  expFunction,
  geluFunction,
  identityFunction,
  leakyReluFunction,
  logSigmoidFunction,
  reluFunction,
  type ScalarFunction,
  seluFunction,
  sigmoidFunction,
  siluFunction,
  softplusFunction,
  tanhFunction,
} from "../backend/functions.ts";
import { sizeOf } from "../backend/shapes.ts";
import { checkDerivatives } from "./check_derivatives.ts";
import { type Activation, Leaf, type Pass, type Tangent } from "./layer.ts";

/**
 * Numbers of a signal whose derivatives are kept from the forward to the backward pass. Those of larger
 * ones fill caches and memory, and cost little more to compute again.
 */
const KEPT_NUMBERS = 65536;

interface Memory {
  readonly a: Tensor;
  /** σ′(a) and σ″(a), where the forward pass has prepared them. */
  readonly prepared: readonly [first?: Tensor, second?: Tensor];
}

/** `y = σ(a)`, entry by entry. */
export class Elementwise extends Leaf<Memory> {
  readonly name: string;
  override readonly jacobianIsDiagonal = true;
  /** σ with its derivatives. */
  readonly function: ScalarFunction;

  constructor(f: ScalarFunction) {
    super();
    this.function = f;
    this.name = f.parameters.length ? `${f.name}(${f.parameters.join(", ")})` : f.name;
  }

  override outputShape(input: readonly number[]): readonly number[] {
    return input;
  }

  override forward(pass: Pass, a: Tensor): Activation<Memory> {
    const { backend: b, derivatives = 0, once = false } = pass;
    if (derivatives === 0 || (once && sizeOf(a.shape) > KEPT_NUMBERS)) {
      return { output: b.elementwise(this.function, a), memory: { a, prepared: [] }, holds: [a] };
    }
    const [output, ...prepared] = b.elementwiseDerivatives(this.function, a, derivatives);
    const [first, second] = prepared;
    return { output, memory: { a, prepared: [first, second] }, holds: prepared };
  }

  override vjp(b: Backend, memory: Memory, v: Tensor): Tensor {
    return b.scope(() => b.multiply(v, this.#derivative(b, memory, 1)));
  }

  override squaredVjp(b: Backend, memory: Memory, h: Tensor): Tensor {
    return b.multiply(h, this.#derivative(b, memory, 1), { squareB: true });
  }

  override curvatureTerm(b: Backend, memory: Memory, g: Tensor): Tensor {
    return b.multiply(g, this.#derivative(b, memory, 2));
  }

  override crossDual(
    b: Backend,
    memory: Memory,
    g: Tensor,
    h: Tensor,
    secondDerivatives: boolean,
    overwrite = false,
  ): readonly [Tensor, Tensor] {
    const { a, prepared: [first] } = memory;
    if (!first) {
      return b.crossElementwise(this.function, a, g, h, secondDerivatives ? 2 : 1, { overwrite });
    }
    const bend = secondDerivatives ? this.#derivative(b, memory, 2) : undefined;
    return b.elementwiseDual(g, h, first, bend);
  }

  override jvp(b: Backend, memory: Memory, { input }: Tangent): Tensor {
    return b.multiply(input, this.#derivative(b, memory, 1));
  }

  override vjpTangent(b: Backend, memory: Memory, g: Tensor, { input }: Tangent): Tensor {
    return b.multiply(input, this.curvatureTerm(b, memory, g));
  }

  override jacobianDiagonal(b: Backend, memory: Memory): Tensor {
    return this.#derivative(b, memory, 1);
  }

  #derivative(b: Backend, { a, prepared }: Memory, order: 1 | 2): Tensor {
    return prepared[order - 1] ?? b.elementwise(this.function, a, order);
  }
}

/** `tanh a`. */
export const tanh = (): Leaf => new Elementwise(tanhFunction);
/** `max(a, 0)`. */
export const relu = (): Leaf => new Elementwise(reluFunction);
/** `a` for a > 0, else `slope · a`. */
export const leakyRelu = (slope = 0.01): Leaf => new Elementwise(leakyReluFunction(slope));
/** `1 / (1 + exp(−a))`. */
export const sigmoid = (): Leaf => new Elementwise(sigmoidFunction);
/** `a` for a > 0, else `α (exp(a) − 1)`. */
export const elu = (alpha = 1): Leaf => new Elementwise(eluFunction(alpha));
/** The self-normalising ELU of Klambauer et al. 2017. */
export const selu = (): Leaf => new Elementwise(seluFunction);
/** `log(1 + exp a)`, the identity above 20 as in PyTorch. */
export const softplus = (): Leaf => new Elementwise(softplusFunction);
/** `log sigmoid(a)`. */
export const logSigmoid = (): Leaf => new Elementwise(logSigmoidFunction);
/** `exp a`, as in the variance head of a Gaussian policy. */
export const exp = (): Leaf => new Elementwise(expFunction);
/** `a Φ(a)` with the exact normal distribution function. */
export const gelu = (): Leaf => new Elementwise(geluFunction);
/** `a sigmoid(a)`. */
export const silu = (): Leaf => new Elementwise(siluFunction);
/** `a`. */
export const identity = (): Leaf => new Elementwise(identityFunction);

/** A scalar function of one's own for {@linkcode elementwise}. */
export interface CustomFunction {
  /** How messages call it; `custom` by default. */
  readonly name?: string;
  /** σ(a). */
  readonly value: (a: number) => number;
  /** σ′(a). */
  readonly first: (a: number) => number;
  /** σ″(a). */
  readonly second: (a: number) => number;
}

/**
 * An elementwise layer from one's own function and its first two derivatives.
 *
 * @param options.check Compare the derivatives with finite differences at points in [−3, 3]; true by default.
 * @throws RangeError if they disagree, with the point and both values.
 *
 * @example
 * ```ts
 * import { elementwise } from "@hesscale/hesscale";
 *
 * const sine = elementwise({ name: "sine", value: Math.sin, first: Math.cos, second: (a) => -Math.sin(a) });
 * console.log(sine.name);
 * ```
 */
export function elementwise(
  { name = "custom", value, first, second }: CustomFunction,
  { check = true }: { readonly check?: boolean } = {},
): Leaf {
  if (check) checkDerivatives(name, value, first, second);
  return new Elementwise({ name, parameters: [], value, first, second });
}
