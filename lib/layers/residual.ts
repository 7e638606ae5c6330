import type { Backend, Tensor } from "../backend/backend.ts";
import { sequential } from "./sequential.ts";
import type { Activation, Layer, Leaf, Pass, Walk } from "./layer.ts";

interface Memory {
  readonly inner: object;
}

/** `y = x + inner(x)`; see {@linkcode residual}. */
class Residual implements Layer {
  readonly name: string;
  readonly parameters: readonly [] = [];
  readonly children: readonly { readonly name: string; readonly layer: Layer }[];
  readonly #inner: Layer;

  constructor(inner: Layer) {
    this.#inner = inner;
    this.name = `residual(${inner.name})`;
    this.children = [{ name: "inner", layer: inner }];
  }

  outputShape(input: readonly number[]): readonly number[] {
    const output = this.#inner.outputShape(input);
    if (output.join() !== input.join()) {
      throw new TypeError(
        `expected the inner layers to keep features [${input.join(", ")}], found [${
          output.join(", ")
        }]`,
      );
    }
    return output;
  }

  forward(pass: Pass, x: Tensor): Activation<Memory> {
    // Joining asks the memory once more.
    const { output, memory } = this.#inner.forward({ ...pass, once: false }, x);
    return { output: pass.backend.add(output, x), memory: { inner: memory } };
  }

  pushForward(
    backend: Backend,
    { inner }: Memory,
    tangent: Tensor,
    push: (leaf: Leaf, memory: object, tangent: Tensor) => Tensor,
  ): Tensor {
    return backend.add(this.#inner.pushForward(backend, inner, tangent, push), tangent);
  }

  backward<Signal>(
    { inner }: Memory,
    signal: Signal,
    walk: Walk<Signal>,
    needsInput: boolean,
  ): Signal | undefined {
    walk.keep?.(signal);
    const below = this.#inner.backward(inner, signal, walk, needsInput);
    if (below === undefined) return undefined;
    return walk.join({ layer: this.#inner, memory: inner }, signal, below);
  }

  jacobianDiagonal(backend: Backend, { inner }: Memory): Tensor | undefined {
    const diagonal = this.#inner.jacobianDiagonal(backend, inner);
    return diagonal && backend.scale(diagonal, 1, 1);
  }
}

/**
 * A residual block `y = x + inner(x)`; parameters are named `inner.…`.
 *
 * Gradients, exact Hessians and columns cross it exactly. The diagonal recursion takes
 * `h + h_inner + 2 diag(J_inner) ∘ h` where the diagonal of the inner Jacobian is cheap (at most one
 * linear layer among elementwise ones), else the same without the last term.
 *
 * @throws TypeError when the network is made or run, if `inner` changes the features.
 */
export function residual(...inner: readonly Layer[]): Layer {
  return new Residual(inner.length === 1 ? inner[0] : sequential(...inner));
}
