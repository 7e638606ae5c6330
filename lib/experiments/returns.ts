import { meanOf } from "./statistics.ts";

/** An episode that has come to its end. */
export interface EndedEpisode {
  /** The step at which it did. */
  readonly step: number;
  /** The undiscounted sum of its rewards. */
  readonly return: number;
}

/** The share of the steps, at their end, whose episodes are a run's final performance. */
const LAST_SHARE = 0.1;

/**
 * The mean return of the episodes that end in each of some equal parts of a run. A part in which none
 * ends has the mean of the part before it, `undefined` if there is none.
 *
 * @param steps The length of the run.
 * @throws RangeError if an episode ends after that.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { binReturns } from "@hesscale/hesscale/experiments";
 *
 * const episodes = [{ step: 30, return: 1 }, { step: 50, return: 3 }, { step: 51, return: 8 }];
 * assertEquals(binReturns(episodes, 100, 4), [undefined, 2, 8, 8]);
 * ```
 */
export function binReturns(
  episodes: readonly EndedEpisode[],
  steps: number,
  bins = 100,
): (number | undefined)[] {
  const sums = new Float64Array(bins);
  const counts = new Float64Array(bins);
  for (const { step, return: total } of episodes) {
    if (step > steps) {
      throw new RangeError(`Expected episodes within ${steps} steps, found one ending at ${step}`);
    }
    // Part i holds the steps from i · steps / bins, exclusive, to (i + 1) · steps / bins, inclusive.
    const bin = Math.ceil(step * bins / steps) - 1;
    sums[bin] += total;
    counts[bin]++;
  }
  let last: number | undefined;
  return Array.from(sums, (sum, bin) => last = counts[bin] > 0 ? sum / counts[bin] : last);
}

/**
 * A run's final performance: the mean return of the episodes that ended in the last 10 % of its
 * steps, or else of the last one before; `undefined` without any.
 *
 * @param steps The length of the run.
 */
export function finalReturn(episodes: readonly EndedEpisode[], steps: number): number | undefined {
  const late = episodes.filter(({ step }) => step > (1 - LAST_SHARE) * steps);
  const counted = late.length > 0 ? late : episodes.slice(-1);
  if (counted.length === 0) return undefined;
  return meanOf(counted.map(({ return: total }) => total));
}
