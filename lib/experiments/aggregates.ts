import { bootstrap, meanOf, type Range } from "./statistics.ts";

/**
 * Scores of the same runs in several tasks: `[task][seed]`. Tasks need not have the same number of
 * seeds.
 */
export type Scores = readonly (readonly number[])[];

/** A number and its 95 % interval. */
export interface Aggregate extends Range {
  /** The number. */
  readonly value: number;
}

/** The standard error of the mean, `s / √n` with `n − 1` in s; 0 of a single value. */
export function standardError(values: readonly number[]): number {
  const count = values.length;
  if (count < 2) return 0;
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (count - 1) / count);
}

/**
 * The interquartile mean of all scores together: the mean of those that remain when a quarter of
 * them, rounded down, is taken away at either end (Agarwal et al. 2021, "Deep RL at the edge of the
 * statistical precipice", and their library rliable). Of less than four it is the mean.
 *
 * @throws RangeError if there is no score.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { interquartileMean } from "@hesscale/hesscale/experiments";
 *
 * assertEquals(interquartileMean([[0, 10, 20, 1000]]), 15);
 * ```
 */
export function interquartileMean(scores: Scores): number {
  const sorted = Float64Array.from(scores.flat()).sort();
  if (sorted.length === 0) throw new RangeError("Expected at least 1 score, found 0");
  const cut = Math.floor(sorted.length / 4);
  const middle = sorted.subarray(cut, sorted.length - cut);
  return middle.reduce((sum, score) => sum + score, 0) / middle.length;
}

/**
 * The probability that a run of X scores higher than one of Y in a task drawn at random: in each
 * task the share of pairs of runs in which X does, equal scores half counted, averaged over tasks
 * (Agarwal et al. 2021; within a task this is Mann and Whitney's U divided by the number of pairs).
 *
 * @throws RangeError if the numbers of tasks differ, or there is none, or one without runs.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { probabilityOfImprovement } from "@hesscale/hesscale/experiments";
 *
 * assertEquals(probabilityOfImprovement([[3, 1]], [[2, 1]]), (1 + 1 + 0 + 0.5) / 4);
 * ```
 */
export function probabilityOfImprovement(x: Scores, y: Scores): number {
  if (x.length !== y.length || x.length === 0) {
    throw new RangeError(`Expected the same tasks, found ${x.length} and ${y.length} of them`);
  }
  const shares = x.map((ours, task) => {
    const theirs = y[task];
    if (ours.length * theirs.length === 0) {
      throw new RangeError(`Expected at least 1 run of both in task ${task}, found none`);
    }
    let wins = 0;
    for (const a of ours) for (const b of theirs) wins += a > b ? 1 : a === b ? 0.5 : 0;
    return wins / (ours.length * theirs.length);
  });
  return meanOf(shares);
}

/**
 * A statistic of scores with its 95 % interval by stratified bootstrap: the seeds of each task are
 * drawn anew, with replacement, from that task alone (Agarwal et al. 2021).
 *
 * @param statistic What is computed, of all `samples` at once.
 * @param samples Scores of one method or of several, each drawn independently.
 */
export function stratifiedBootstrap<Samples extends readonly Scores[]>(
  statistic: (...samples: Samples) => number,
  ...samples: Samples
): Aggregate {
  const range = bootstrap((random) => {
    const drawn = samples.map((scores) =>
      scores.map((seeds) => seeds.map(() => seeds[random.integer(seeds.length)]))
    );
    return statistic(...drawn as unknown as Samples);
  });
  return { value: statistic(...samples), ...range };
}
