import { Pcg64, upperProduct } from "./random/pcg64.ts";
import { seedWords } from "./random/seed_sequence.ts";
import { normalZiggurat, TAIL } from "./random/ziggurat.ts";

const ziggurat = normalZiggurat();

const INVERSE_TAIL = 1 / TAIL;

/** What {@linkcode NumpyRandom.saveState} returns: plain JSON. */
export interface NumpyRandomState {
  /** The generator's state: unsigned 32-bit words, least significant first. */
  readonly state: readonly number[];
  /** The generator's stream: unsigned 32-bit words, least significant first. */
  readonly increment: readonly number[];
  /** The half of the last 64 bits that a draw of an integer has left over. */
  readonly spare: number | null;
}

/**
 * Numpy's `default_rng(seed)`: PCG64 seeded through `SeedSequence`, with numpy's uniform, normal (ziggurat) and
 * integer draws. The same seed gives the same numbers, so an environment starts where Gymnasium's does.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { NumpyRandom } from "@hesscale/hesscale/envs";
 *
 * const random = new NumpyRandom(42);
 * assertEquals(random.uniform(-1, 1), 0.5479120971119267);
 * ```
 */
export class NumpyRandom {
  #generator: Pcg64;
  #spare: number | undefined;

  /**
   * Starts the stream of a seed.
   *
   * @param seed A whole number from 0 to 2⁵³ − 1; if absent, one that nobody can foresee
   * @throws RangeError if `seed` is anything else.
   */
  constructor(seed?: number) {
    this.#generator = Pcg64.fromWords(seedWords(entropyOf(seed), 8));
  }

  /** Uniform in [low, high), with 53 random bits. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * this.#unit();
  }

  /** Normal with a mean and a standard deviation. */
  normal(mean = 0, deviation = 1): number {
    return mean + deviation * this.#standardNormal();
  }

  /**
   * A whole number, uniform in [low, high).
   *
   * @throws RangeError if the bounds are no whole numbers, or the range is empty or larger than 2³².
   */
  integers(low: number, high: number): number {
    const count = high - low;
    if (
      !Number.isSafeInteger(low) || !Number.isSafeInteger(high) || count < 1 || count > 2 ** 32
    ) {
      throw new RangeError(
        `Expected a range of 1 to 2³² whole numbers, found from ${low} to below ${high}`,
      );
    }
    if (count === 1) return low;
    if (count === 2 ** 32) return low + this.#bits32();
    // Lemire 2019, Fast random integer generation in an interval.
    const threshold = (2 ** 32 - count) % count;
    for (;;) {
      const bits = this.#bits32();
      if (Math.imul(bits, count) >>> 0 >= threshold) return low + upperProduct(bits, count);
    }
  }

  /** The stream's state as plain JSON, for {@linkcode NumpyRandom.loadState}. */
  saveState(): NumpyRandomState {
    const { state, increment } = this.#generator;
    return { state: [...state], increment: [...increment], spare: this.#spare ?? null };
  }

  /**
   * Continues exactly where the saved stream stood.
   *
   * @throws TypeError if it is no such state.
   */
  loadState({ state, increment, spare }: NumpyRandomState): void {
    for (const words of [state, increment]) {
      if (words?.length !== 4) {
        throw new TypeError(`Expected 4 words of a generator, found ${JSON.stringify(words)}`);
      }
    }
    this.#generator.state.set(state);
    this.#generator.increment.set(increment);
    this.#spare = spare ?? undefined;
  }

  #unit(): number {
    const generator = this.#generator;
    generator.next();
    return (generator.high * 2 ** 21 + (generator.low >>> 11)) * 2 ** -53;
  }

  #bits32(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    this.#generator.next();
    this.#spare = this.#generator.high;
    return this.#generator.low;
  }

  #standardNormal(): number {
    const { inside, width, height } = ziggurat;
    const generator = this.#generator;
    for (;;) {
      generator.next();
      const { low, high } = generator;
      // From the lowest bit on: 8 for the layer, 1 for the sign, 52 for the place in the layer.
      const layer = low & 0xff;
      const draw = (high & 0x1fffffff) * 2 ** 23 + (low >>> 9);
      const x = (low & 0x100 ? -draw : draw) * width[layer];
      if (draw < inside[layer]) return x;
      if (layer === 0) return this.#tail() * (low & 0x20000 ? -1 : 1);
      const y = height[layer] + (height[layer - 1] - height[layer]) * this.#unit();
      if (y < Math.exp(-0.5 * x * x)) return x;
    }
  }

  /** A normal number above {@linkcode TAIL}. */
  #tail(): number {
    for (;;) {
      const x = -INVERSE_TAIL * Math.log1p(-this.#unit());
      const y = -Math.log1p(-this.#unit());
      if (y + y > x * x) return TAIL + x;
    }
  }
}

/** Unsigned 32-bit words, least significant first. */
function entropyOf(seed: number | undefined): Uint32Array {
  if (seed === undefined) return crypto.getRandomValues(new Uint32Array(4));
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`Expected a seed from 0 to 2⁵³ − 1, found ${seed}`);
  }
  const upper = Math.floor(seed / 2 ** 32);
  return Uint32Array.from(upper === 0 ? [seed] : [seed % 2 ** 32, upper]);
}
