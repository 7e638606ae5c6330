import type { Backend, Tensor } from "../backend/backend.ts";
import { sizeOf } from "../backend/shapes.ts";
import { type Activation, hasParameters, type Layer, Leaf, type Pass, type Walk } from "./layer.ts";

interface Memory {
  readonly backend: Backend;
  readonly memories: readonly object[];
  /** Of each layer what its memory holds and none below it; nothing if several walks may come. */
  readonly spent: readonly (readonly Tensor[])[];
}

/** Layers one after another; see {@linkcode sequential}. */
export class Sequential implements Layer {
  readonly name: string;
  readonly parameters: readonly [] = [];
  readonly children: readonly { readonly name: string; readonly layer: Layer }[];
  readonly #layers: readonly Layer[];
  /** Whether a layer below the i-th has parameters, so that a signal must go there. */
  readonly #parametersBelow: readonly boolean[];

  constructor(layers: readonly Layer[]) {
    this.name = `sequential of ${layers.length}`;
    this.#layers = layers;
    this.children = layers.map((layer, i) => ({ name: String(i), layer }));
    this.#parametersBelow = layers.map((_, i) => layers.slice(0, i).some(hasParameters));
  }

  outputShape(input: readonly number[]): readonly number[] {
    let shape = input;
    for (const [i, layer] of this.#layers.entries()) {
      try {
        shape = layer.outputShape(shape);
      } catch (error) {
        throw located(error, i, layer);
      }
    }
    return shape;
  }

  forward(pass: Pass, input: Tensor): Activation<Memory> {
    const { backend, once = false } = pass;
    const memories: object[] = [];
    const spent: (readonly Tensor[])[] = [];
    const held = new Set([input]);
    let x = input;
    for (const [i, layer] of this.#layers.entries()) {
      const { output, memory, holds } = forwardOf(i, layer, pass, x);
      memories.push(memory);
      spent.push(once && holds ? holds.filter((tensor) => !held.has(tensor)) : []);
      for (const tensor of holds ?? [x, output]) held.add(tensor);
      if (x !== output && !held.has(x)) backend.free(x);
      x = output;
    }
    const needed = spent.map((tensors) => tensors.filter((tensor) => tensor !== x));
    return { output: x, memory: { backend, memories, spent: needed } };
  }

  pushForward(
    backend: Backend,
    { memories }: Memory,
    tangent: Tensor,
    push: (leaf: Leaf, memory: object, tangent: Tensor) => Tensor,
  ): Tensor {
    return this.#layers.reduce(
      (t, layer, i) => layer.pushForward(backend, memories[i], t, push),
      tangent,
    );
  }

  backward<Signal>(
    { backend, memories, spent }: Memory,
    output: Signal,
    walk: Walk<Signal>,
    needsInput: boolean,
  ): Signal | undefined {
    let signal = output;
    for (let i = this.#layers.length - 1; i >= 0; i--) {
      const needed = needsInput || this.#parametersBelow[i];
      const below = this.#layers[i].backward(memories[i], signal, walk, needed);
      if (signal !== output) walk.leave?.(signal, below);
      backend.free(...spent[i]);
      if (below === undefined) return undefined;
      signal = below;
    }
    return signal;
  }

  /** The product of the layers' diagonals, which is the diagonal of the product if all but one are diagonal. */
  jacobianDiagonal(backend: Backend, { memories }: Memory): Tensor | undefined {
    const dense = this.#layers.filter((layer) =>
      !(layer instanceof Leaf && layer.jacobianIsDiagonal)
    );
    if (dense.length > 1) return undefined;
    let product: Tensor | undefined = backend.fill([1, 1], 1);
    for (const [i, layer] of this.#layers.entries()) {
      const diagonal = layer.jacobianDiagonal(backend, memories[i]);
      if (!diagonal) return undefined;
      product = wider(backend, product, diagonal);
    }
    return product;
  }
}

function forwardOf(i: number, layer: Layer, pass: Pass, x: Tensor): Activation<object> {
  try {
    return layer.forward(pass, x);
  } catch (error) {
    throw located(error, i, layer);
  }
}

/** An error that says which layer it is of. */
function located(error: unknown, i: number, layer: Layer): unknown {
  const where = `layer ${i}, ${layer.name}`;
  if (error instanceof TypeError) return new TypeError(`${where}: ${error.message}`);
  if (error instanceof RangeError) return new RangeError(`${where}: ${error.message}`);
  return error;
}

/** The product of two diagonals, either of which may be one for all rows or one number. */
function wider(b: Backend, first: Tensor, second: Tensor): Tensor {
  const rows = Math.max(first.shape[0], second.shape[0]);
  const [one, other] = [first, second].map(({ shape }) => shape.slice(1));
  const ones = b.fill([rows, ...(sizeOf(one) >= sizeOf(other) ? one : other)], 1);
  return b.multiply(b.multiply(ones, first), second);
}

/** Layers one after another; their parameters are named `0.weight`, `2.bias`, … as in PyTorch. */
export function sequential(...layers: readonly Layer[]): Layer {
  return new Sequential(layers);
}
