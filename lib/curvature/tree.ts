import type { Backend, Numbers, Tensor } from "../backend/backend.ts";
import { nearest } from "../backend/nearest.ts";
import type { Network } from "../layers/network.ts";
import type { Parameter } from "../layers/parameter.ts";

/** A tensor for one parameter of a network. */
export interface ParameterTensor {
  /** The parameter's name, such as `0.weight`. */
  readonly name: string;
  /** The parameter's shape; `tensor` has it too, after a leading batch dimension if per sample. */
  readonly shape: readonly number[];
  /** The numbers. */
  readonly tensor: Tensor;
}

/**
 * One tensor per parameter of a network, in the order of its layers: what every estimator returns.
 *
 * @example
 * ```ts
 * import { createNetwork, crossEntropy, hesscale, linear } from "@hesscale/hesscale";
 *
 * const network = createNetwork([linear(2, 3)]);
 * const { curvature } = hesscale(network, [[1, 2]], crossEntropy([0]));
 * for (const { name, shape } of curvature) console.log(name, shape);
 * console.log(curvature.read("0.weight"));
 * ```
 */
export class ParameterTree implements Iterable<ParameterTensor> {
  readonly #backend: Backend;
  readonly #entries: readonly ParameterTensor[];

  /** A tree of entries whose tensors live in `backend`. */
  constructor(backend: Backend, entries: readonly ParameterTensor[]) {
    this.#backend = backend;
    this.#entries = entries;
  }

  /** The entries in the order of the layers. */
  [Symbol.iterator](): Iterator<ParameterTensor> {
    return this.#entries[Symbol.iterator]();
  }

  /**
   * The tensor of a parameter.
   *
   * @throws RangeError for an unknown name, with the nearest one.
   */
  get(name: string): Tensor {
    const entry = this.#entries.find((candidate) => candidate.name === name);
    if (!entry) {
      const names = this.#entries.map((candidate) => candidate.name);
      const expected = names.length > 0
        ? `a parameter such as "${nearest(name, names) ?? names[0]}"`
        : "no name, for the network has no parameters";
      throw new RangeError(`Expected ${expected}, found "${name}"`);
    }
    return entry.tensor;
  }

  /** A copy of the numbers of one parameter, row-major. */
  read(name: string): Numbers {
    return this.#backend.read(this.get(name));
  }

  /** Copies of the numbers of all parameters, by name. */
  toArrays(): Record<string, Numbers> {
    return Object.fromEntries(
      this.#entries.map(({ name, tensor }) => [name, this.#backend.read(tensor)]),
    );
  }

  /** The numbers of all parameters one after another, in float64. */
  flat(): Float64Array {
    const parts = this.#entries.map(({ tensor }) => this.#backend.read(tensor));
    const all = new Float64Array(parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

/** Collects what a walk records for parameters; contributions to one parameter add up. */
export class ParameterSums {
  readonly #network: Network;
  readonly #sums = new Map<Parameter, Tensor>();

  constructor(network: Network) {
    this.#network = network;
  }

  /** Adds tensors to parameters of a leaf, one each; undefined adds nothing. */
  add(parameters: readonly Parameter[], tensors: readonly (Tensor | undefined)[]): void {
    for (const [i, parameter] of parameters.entries()) {
      const tensor = tensors[i];
      if (tensor === undefined) continue;
      const known = this.#sums.get(parameter);
      this.#sums.set(parameter, known ? this.#network.backend.add(known, tensor) : tensor);
    }
  }

  /** Whether a tensor is one of the sums. */
  has(tensor: Tensor): boolean {
    for (const sum of this.#sums.values()) if (sum === tensor) return true;
    return false;
  }

  /** The sum of each parameter that has one. */
  entries(): IterableIterator<[Parameter, Tensor]> {
    return this.#sums.entries();
  }

  /** All sums, in the order of the network's parameters. */
  tensors(): Tensor[] {
    return this.#network.parameters.map(({ parameter }) =>
      this.#sums.get(parameter) ?? this.#network.backend.fill(parameter.shape, 0)
    );
  }
}

/** A tree of one tensor for each parameter of `network`, in their order. */
export function parameterTree(network: Network, tensors: readonly Tensor[]): ParameterTree {
  return new ParameterTree(
    network.backend,
    network.parameters.map(({ name, parameter }, i) => ({
      name,
      shape: parameter.shape,
      tensor: tensors[i],
    })),
  );
}
