import type { Random } from "../backend/random.ts";

/** A mini-batch: which examples, and in which pass over the data. */
export interface Batch {
  /** The pass over the data, from 0. */
  readonly epoch: number;
  /** The indices of the examples. */
  readonly indices: Uint32Array;
}

/** How {@linkcode batches} divides the data. */
export interface BatchOptions {
  /** Examples per batch. */
  size: number;
  /** Where the order comes from; it does not advance. */
  random: Random;
  /** Passes over the data, possibly `Infinity`; 1 by default. */
  epochs?: number;
  /** Whether to leave out the last batch of an epoch if it is smaller than `size`; `false` by default. */
  dropLast?: boolean;
  /** Batches to leave out at the beginning, for a run that continues; 0 by default. */
  skip?: number;
}

/**
 * Shuffled mini-batches: in each epoch every example once, in an order of its own.
 *
 * The order of an epoch depends on the seed and the number of the epoch only.
 *
 * @param data How many examples there are: a data set, for instance
 * @param options Size of the batches, number of epochs, where the order comes from
 * @throws {RangeError} If there is no example, `size` is not a whole number of at least 1, `epochs` or `skip`
 * is not one of at least 0, or `dropLast` would leave out everything
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { batches, loadDigits, pixelsAt, Random } from "@hesscale/hesscale/data";
 *
 * const digits = await loadDigits();
 * let seen = 0;
 * for (const { indices } of batches(digits, { size: 32, random: new Random(1) })) {
 *   const pixels = pixelsAt(digits, indices);
 *   seen += pixels.length / (28 * 28);
 * }
 * assertEquals(seen, digits.count);
 * ```
 */
export function batches(data: { readonly count: number }, options: BatchOptions): Iterable<Batch> {
  const { count } = data;
  if (!(count >= 1)) throw new RangeError(`Expected at least 1 example, found ${count}`);
  const { size, random, epochs = 1, dropLast = false, skip = 0 } = options;
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(`Expected size to be a whole number of at least 1, found ${size}`);
  }
  if (epochs !== Infinity && !(Number.isInteger(epochs) && epochs >= 0)) {
    throw new RangeError(`Expected epochs to be a whole number of at least 0, found ${epochs}`);
  }
  if (!Number.isSafeInteger(skip) || skip < 0) {
    throw new RangeError(`Expected skip to be a whole number of at least 0, found ${skip}`);
  }
  if (dropLast && size > count) {
    throw new RangeError(
      `Expected size to be at most ${count}, the number of examples, with dropLast, found ${size}`,
    );
  }
  return {
    *[Symbol.iterator]() {
      const end = dropLast ? count - (count % size) : count;
      const perEpoch = Math.ceil(end / size);
      let start = (skip % perEpoch) * size;
      for (let epoch = Math.floor(skip / perEpoch); epoch < epochs; epoch++) {
        const order = random.split(`epoch ${epoch}`).permutation(count);
        for (; start < end; start += size) {
          yield { epoch, indices: order.subarray(start, Math.min(start + size, end)) };
        }
        start = 0;
      }
    },
  };
}
