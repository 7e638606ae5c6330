import type { NumpyRandom } from "../numpy_random.ts";

/** Adds uniform noise from −scale to scale. */
export function addUniform(values: Float64Array, scale: number, random: NumpyRandom): void {
  for (let i = 0; i < values.length; i++) values[i] += random.uniform(-scale, scale);
}

/** Adds normal noise with a standard deviation. */
export function addNormal(values: Float64Array, deviation: number, random: NumpyRandom): void {
  for (let i = 0; i < values.length; i++) values[i] += deviation * random.normal();
}

/** A number, moved to the nearest end of a range that it is outside of. */
export function clip(value: number, [low, high]: readonly [number, number]): number {
  return value < low ? low : value > high ? high : value;
}

/** Σ x². */
export function sumOfSquares(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}

/** Whether low < x < high: both bounds are outside. */
export function isInside(value: number, [low, high]: readonly [number, number]): boolean {
  return low < value && value < high;
}

/** Writes parts of an observation one after the other. */
export class Writer {
  #into!: Float64Array;
  #offset = 0;

  /** Begins an observation. */
  start(into: Float64Array): this {
    this.#into = into;
    this.#offset = 0;
    return this;
  }

  /** A number. */
  add(value: number): this {
    this.#into[this.#offset++] = value;
    return this;
  }

  /** The elements of an array from one on. */
  copy(values: Float64Array, from = 0): this {
    for (let i = from; i < values.length; i++) this.#into[this.#offset++] = values[i];
    return this;
  }

  /** The elements of an array from one on, each clipped to a range. */
  copyClipped(values: Float64Array, range: readonly [number, number], from = 0): this {
    for (let i = from; i < values.length; i++) this.#into[this.#offset++] = clip(values[i], range);
    return this;
  }
}
