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

/**
 * The mean and its 95 % percentile-bootstrap interval (Efron 1979) from 2,000 seeded resamples. Of a
 * single value the interval is that value.
 *
 * @throws RangeError if there is no value.
 */
export function bootstrapMean(values: readonly number[], seed = 0): Interval {
  const count = values.length;
  if (count === 0) throw new RangeError("Expected at least 1 value, found 0");
  const random = new Random(seed);
  const means = Array.from({ length: 2000 }, () => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += values[random.integer(count)];
    return sum / count;
  }).sort((a, b) => a - b);
  const at = (share: number) => means[Math.round(share * (means.length - 1))];
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  return { mean, low: at(0.025), high: at(0.975) };
}
