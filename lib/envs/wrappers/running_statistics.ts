import type { Json } from "../environment.ts";

/**
 * Mean and variance of vectors that come one by one or in batches, by the merge of Chan, Golub & LeVeque 1983 (for one
 * vector: Welford's update).
 *
 * As Gymnasium's, it begins with mean 0 and variance 1 as if 10⁻⁴ vectors had been seen.
 */
export class RunningStatistics {
  /** Of each number, `[size]`. */
  readonly mean: Float64Array;
  /** Of each number, biased, `[size]`. */
  readonly variance: Float64Array;
  #count = 1e-4;

  /** Makes room for vectors of a size. */
  constructor(size: number) {
    this.mean = new Float64Array(size);
    this.variance = new Float64Array(size).fill(1);
  }

  /** How many vectors have been seen, and the 10⁻⁴ that it began with. */
  get count(): number {
    return this.#count;
  }

  /**
   * Takes one vector in.
   *
   * @throws RangeError if a number is not finite, before any has been taken in.
   */
  add(vector: ArrayLike<number>): void {
    for (let i = 0; i < this.mean.length; i++) {
      if (!Number.isFinite(vector[i])) {
        throw new RangeError(`Expected finite numbers for statistics, found ${vector[i]} at ${i}`);
      }
    }
    const total = this.#count + 1;
    for (let i = 0; i < this.mean.length; i++) {
      const delta = vector[i] - this.mean[i];
      this.mean[i] += delta / total;
      this.variance[i] = (this.variance[i] * this.#count + delta * delta * this.#count / total) /
        total;
    }
    this.#count = total;
  }

  /**
   * Takes in what another one has seen, such as one of another environment.
   *
   * @throws TypeError if sizes differ.
   */
  merge(other: RunningStatistics): void {
    if (other.mean.length !== this.mean.length) {
      throw new TypeError(
        `Expected statistics of ${this.mean.length} numbers, found ${other.mean.length}`,
      );
    }
    const total = this.#count + other.count;
    for (let i = 0; i < this.mean.length; i++) {
      const delta = other.mean[i] - this.mean[i];
      this.mean[i] += delta * other.count / total;
      this.variance[i] = (this.variance[i] * this.#count + other.variance[i] * other.count +
        delta * delta * this.#count * other.count / total) / total;
    }
    this.#count = total;
  }

  /** All that it goes on from, as plain JSON. */
  save(): Json {
    return { mean: [...this.mean], variance: [...this.variance], count: this.#count };
  }

  /**
   * Takes back what {@linkcode RunningStatistics.save} returned.
   *
   * @throws TypeError for anything else, having changed nothing.
   */
  load(state: Json): void {
    const { mean, variance, count } = Object(state);
    const size = this.mean.length;
    const fits = mean?.length === size && variance?.length === size && Number.isFinite(count);
    if (!fits) {
      throw new TypeError(`Expected statistics of ${size} numbers, found ${JSON.stringify(state)}`);
    }
    this.mean.set(mean);
    this.variance.set(variance);
    this.#count = count;
  }
}
