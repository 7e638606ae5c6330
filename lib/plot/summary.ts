import { checkFinite, maximum, minimum } from "./numbers.ts";

/**
 * How many values become a mark with an interval:
 * - `standard-error`: the mean ± its standard error `s/√n`;
 * - `standard-deviation`: the mean ± the standard deviation `s`, with `n − 1` in its denominator;
 * - `range`: the mean, between the smallest and the largest value;
 * - `quartiles`: the median, between the first and the third quartile.
 */
export type SummaryKind = "standard-error" | "standard-deviation" | "range" | "quartiles";

/** A mark with an interval. */
export interface Summary {
  /** The mean or the median. */
  readonly center: number;
  /** The lower end of the interval. */
  readonly lower: number;
  /** The upper end of the interval. */
  readonly upper: number;
}

const MEANING: Readonly<Record<SummaryKind, string>> = {
  "standard-error": "mean ± standard error",
  "standard-deviation": "mean ± standard deviation",
  "range": "mean, smallest to largest",
  "quartiles": "median, quartiles",
};

/**
 * Summarises values. One value alone has an interval of no width.
 *
 * @param values At least one finite number.
 * @param kind What to compute.
 * @returns The mark and its interval.
 * @throws {RangeError} If there is no value, or one that is not finite.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { summarize } from "@hesscale/hesscale/plot";
 *
 * assertEquals(summarize([1, 2, 3, 4], "range"), { center: 2.5, lower: 1, upper: 4 });
 * ```
 */
export function summarize(
  values: readonly number[],
  kind: SummaryKind = "standard-error",
): Summary {
  if (values.length === 0) {
    throw new RangeError("Expected at least one value to summarise, found none");
  }
  checkFinite(values, "the values to summarise");
  if (kind === "quartiles") {
    const sorted = values.toSorted((a, b) => a - b);
    return {
      center: quantile(sorted, 0.5),
      lower: quantile(sorted, 0.25),
      upper: quantile(sorted, 0.75),
    };
  }
  const center = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (kind === "range") return { center, lower: minimum(values), upper: maximum(values) };
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  const deviation = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0;
  const half = kind === "standard-error" ? deviation / Math.sqrt(values.length) : deviation;
  return { center, lower: center - half, upper: center + half };
}

/**
 * The quantile of sorted values, with linear interpolation between neighbours (type 7 of Hyndman
 * and Fan, 1996).
 */
function quantile(sorted: readonly number[], probability: number): number {
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/**
 * Says in words what a mark and its interval mean.
 *
 * @param kind What was computed.
 * @param counts How many values went into each mark.
 * @param noun What one value is, for instance `seeds`.
 * @returns For instance `mean ± standard error, 40 seeds`, with a space before `seeds` at which no
 * line is broken.
 */
export function describeSummary(
  kind: SummaryKind,
  counts: readonly number[],
  noun: string,
): string {
  if (counts.length === 0) return MEANING[kind];
  const fewest = minimum(counts), most = maximum(counts);
  return `${MEANING[kind]}, ${fewest === most ? most : `${fewest}–${most}`}\u00a0${noun}`;
}
