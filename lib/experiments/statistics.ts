import { Random } from "../backend/random.ts";

/** The mean of some values and a 95 % interval for it. */
export interface Interval {
  /** The mean. */
  readonly mean: number;
  /** Lower end of the interval. */
  readonly low: number;
  /** Upper end of the interval. */
  readonly high: number;
}

/** The two ends of a 95 % interval. */
export interface Range {
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
}

/** The mean of some values; NaN of none. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The 95 % percentile-bootstrap interval (Efron 1979) of something from 2,000 seeded resamples.
 *
 * @param statistic Its value for resampled data, which it draws itself.
 */
export function bootstrap(statistic: (random: Random) => number, seed = 0): Range {
  const random = new Random(seed);
  const values = Array.from({ length: 2000 }, () => statistic(random)).sort((a, b) => a - b);
  const at = (share: number) => values[Math.round(share * (values.length - 1))];
  return { low: at(0.025), high: at(0.975) };
}

/**
 * The mean and its 95 % interval as {@linkcode bootstrap} has it. Of a single value the interval is
 * that value.
 *
 * @throws RangeError if there is no value.
 */
export function bootstrapMean(values: readonly number[], seed = 0): Interval {
  const count = values.length;
  if (count === 0) throw new RangeError("Expected at least 1 value, found 0");
  const range = bootstrap((random) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += values[random.integer(count)];
    return sum / count;
  }, seed);
  return { mean: meanOf(values), ...range };
}
