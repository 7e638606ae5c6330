import type { Backend, Numbers, Tensor } from "../backend/backend.ts";
import type { Random } from "../backend/random.ts";
import type { Examples } from "./examples.ts";

/** Room for inputs of mini-batches that is used again and again: one tensor for each size of a batch. */
export class BatchBuffer {
  readonly #backend: Backend;
  readonly #features: readonly number[];
  readonly #rooms = new Map<number, { readonly numbers: Numbers; readonly tensor: Tensor }>();

  constructor(backend: Backend, features: readonly number[]) {
    this.#backend = backend;
    this.#features = features;
  }

  /** The inputs of some examples, `[batch, ...features]`; valid until the next call. */
  fill(examples: Examples<unknown>, indices: ArrayLike<number>, random?: Random): Tensor {
    const { numbers, tensor } = this.#room(indices.length);
    examples.inputs(indices, numbers, random);
    this.#backend.write(tensor, numbers);
    return tensor;
  }

  #room(batch: number) {
    const known = this.#rooms.get(batch);
    if (known) return known;
    const tensor = this.#backend.fill([batch, ...this.#features], 0);
    const room = { numbers: this.#backend.read(tensor), tensor };
    this.#rooms.set(batch, room);
    return room;
  }
}
