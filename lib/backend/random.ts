import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus, xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { naturalLogarithm } from "./special.ts";

/**
 * A seeded stream of random numbers (xoroshiro128+), splittable by name.
 *
 * Each consumer takes its own named stream, so that drawing more numbers in one place (noise of a
 * method, say) never moves those of another (the order of the data). Logarithms are computed in
 * software, hence the same seed gives the same bits in every JavaScript engine.
 *
 * @example
 * ```ts
 * import { Random } from "@hesscale/hesscale";
 *
 * const random = new Random(7);
 * const order = random.split("data").permutation(4);
 * const noise = random.split("noise").normal();
 * console.log(order, noise);
 * ```
 */
export class Random {
  #key: number;
  /** Made when the first number is drawn: many streams are only split. */
  #drawn: ReturnType<typeof xoroshiro128plus> | undefined;
  #spareNormal: number | undefined;

  /**
   * Starts the stream of a seed.
   *
   * @param seed Any integer of magnitude below 2⁵³.
   * @throws RangeError if `seed` is not such an integer.
   */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) {
      throw new RangeError(`Expected a seed that is a safe integer, found ${seed}`);
    }
    this.#key = hash32(String(seed));
  }

  /**
   * An independent stream that depends on this stream's seed and on `name` alone, not on how many
   * numbers have been drawn.
   */
  split(name: string): Random {
    return new Random(hash32(name, this.#key));
  }

  /** Uniform in [0, 1), with 53 random bits. */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /** Standard normal (Marsaglia's polar method). */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const square = u * u + v * v;
      if (square > 0 && square < 1) {
        const factor = Math.sqrt(-2 * naturalLogarithm(square) / square);
        this.#spareNormal = v * factor;
        return u * factor;
      }
    }
  }

  /** +1 or −1, each with probability one half (a Rademacher variable). */
  sign(): 1 | -1 {
    return this.#generator.next() < 0 ? -1 : 1;
  }

  /** Uniform whole number in [0, n). */
  integer(n: number): number {
    if (!Number.isSafeInteger(n) || n < 1) {
      throw new RangeError(`Expected a whole number of at least 1, found ${n}`);
    }
    return uniformInt(this.#generator, 0, n - 1);
  }

  /** A uniformly random order of 0 … n − 1 (Fisher–Yates). */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  /** The stream's state as plain JSON, for {@linkcode Random.restore}. */
  save(): RandomState {
    return {
      key: this.#key,
      generator: this.#generator.getState(),
      spareNormal: this.#spareNormal ?? null,
    };
  }

  /** Puts this stream where a saved one stood. */
  moveTo({ key, generator, spareNormal }: RandomState): void {
    this.#key = key;
    this.#drawn = xoroshiro128plusFromState(generator);
    this.#spareNormal = spareNormal ?? undefined;
  }

  get #generator(): ReturnType<typeof xoroshiro128plus> {
    return this.#drawn ??= xoroshiro128plus(this.#key);
  }

  /** A stream that continues exactly where the saved one stood. */
  static restore(state: RandomState): Random {
    const random = new Random(0);
    random.moveTo(state);
    return random;
  }
}

/** What {@linkcode Random.save} returns. */
export interface RandomState {
  /** The hashed seed, from which named streams split. */
  readonly key: number;
  /** The generator's four words. */
  readonly generator: readonly number[];
  /** The second number of the last normal pair, if it has not been drawn yet. */
  readonly spareNormal: number | null;
}

/** FNV-1a, 32 bits, followed by murmur3's finaliser so that near names give far seeds. */
function hash32(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
