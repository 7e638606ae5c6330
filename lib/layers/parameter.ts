import type { Backend, Tensor } from "../backend/backend.ts";
import type { Random } from "../backend/random.ts";
import type { Initializer } from "./initializers.ts";

/** A trainable array of a layer. Two layers that hold the same parameter share it. */
export class Parameter {
  /** Its name in its layer, such as `weight`. */
  readonly name: string;
  /** Lengths of its dimensions. */
  readonly shape: readonly number[];
  readonly #initializer: Initializer;
  #placed: { readonly backend: Backend; readonly value: Tensor } | undefined;

  /** A parameter without a value yet, which its network gives it. */
  constructor(name: string, shape: readonly number[], initializer: Initializer) {
    this.name = name;
    this.shape = shape;
    this.#initializer = initializer;
  }

  /**
   * Its numbers, in the backend of its network.
   *
   * @throws TypeError before the layer is part of a network.
   */
  get value(): Tensor {
    if (!this.#placed) {
      throw new TypeError(`Expected ${this.name} to be in a network, found it without a value`);
    }
    return this.#placed.value;
  }

  /**
   * Checks that the parameter has no value in another backend.
   *
   * @throws TypeError if it has.
   */
  checkPlace(backend: Backend): void {
    if (!this.#placed || this.#placed.backend === backend) return;
    throw new TypeError(
      `Expected a layer of the ${backend.name} backend, found one whose ${this.name} is in the ${this.#placed.backend.name} backend`,
    );
  }

  /**
   * Gives the parameter its initial value in `backend`; one that has a value there keeps it.
   *
   * @throws TypeError if it has a value in another backend.
   */
  place(backend: Backend, random: Random): void {
    this.checkPlace(backend);
    if (this.#placed) return;
    const value = backend.tensor(this.#initializer(this.shape, random), this.shape);
    this.#placed = { backend, value };
  }
}
