import { clip } from "./extent.ts";
import type { Attributes, Figure, Trace } from "./figure.ts";
import {
  type Grouped,
  groupedFigure,
  type GroupedOptions,
  type GroupedPanel,
  seriesEntries,
  type Slot,
} from "./grouped.ts";
import { legendEntry } from "./legend.ts";
import { describeSummary, summarize, type Summary, type SummaryKind } from "./summary.ts";
import { ink, translucent } from "./theme.ts";

/** One bar: a number with or without an interval, or several values to be summarised. */
export type Bar = Grouped & (BarOfValue | BarOfValues);

/** A bar whose length is known. */
export interface BarOfValue {
  /** Where the bar ends. */
  readonly value: number;
  /** The interval around the value; needs the option `interval`. */
  readonly interval?: readonly [number, number];
}

/** A bar whose length is the mean or median of several values. */
export interface BarOfValues {
  /** One number for each run. */
  readonly values: readonly number[];
}

/** How a figure of bars looks. */
export interface BarsOptions extends GroupedOptions {
  /** How values are summarised; `standard-error` unless told. */
  readonly summary?: SummaryKind;
  /** What one of the values is; `runs` unless told. */
  readonly noun?: string;
  /** What intervals mean that the data bring along, for instance `95 % confidence interval`. */
  readonly interval?: string;
}

/**
 * Bars by category, with their intervals.
 *
 * @param data The bars.
 * @param options How the figure looks; `value` is the axis that they run along.
 * @returns The figure.
 * @throws {RangeError} If there are no data, a bar has no value, or a value is not finite.
 * @throws {TypeError} If a bar has an interval and the option `interval` does not say what it
 * means.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bars } from "@hesscale/hesscale/plot";
 *
 * const figure = bars([
 *   { category: "adam", values: [1.1, 1.2] },
 *   { category: "adahesscale", values: [2.3, 2.4] },
 * ], { value: { title: "time per update", unit: "ms" } });
 * assertEquals(figure.data[0].x, [1.15]);
 * ```
 */
export function bars(data: readonly Bar[], options: BarsOptions): Figure {
  const { summary = "standard-error", noun = "runs" } = options;
  const summaries = new Map<Bar, Summary>(
    data.map((bar) => [bar, summaryOf(bar, summary, options.interval)]),
  );
  const counts = data.flatMap((bar) => "values" in bar ? [bar.values.length] : []);
  const hasIntervals = data.some((bar) => "values" in bar || bar.interval !== undefined);
  const meaning = options.interval ?? describeSummary(summary, counts, noun);
  return groupedFigure(data, options, {
    values: (bar) => Object.values(summaries.get(bar)!),
    include: 0,
    draw: (panel) => [
      ...panel.slots.map((slot) => barTrace(slot, summaries.get(slot.datum)!, panel)),
      ...(hasIntervals ? [legendEntry(meaning, intervalMark(panel.horizontal))] : []),
      ...seriesEntries(panel, (color, index) => ({
        symbol: "square",
        size: 11,
        color: fill(color, index, panel),
        line: { width: 1, color },
      })),
    ],
  });
}

function summaryOf(bar: Bar, kind: SummaryKind, meaning: string | undefined): Summary {
  if ("values" in bar) return summarize(bar.values, kind);
  if (bar.interval === undefined) return { center: bar.value, lower: bar.value, upper: bar.value };
  if (meaning === undefined) {
    throw new TypeError(
      `Expected the option \`interval\` to say what the interval of "${bar.category}" means, found none`,
    );
  }
  const [lower, upper] = bar.interval;
  return { center: bar.value, lower, upper };
}

function barTrace(
  slot: Slot<Bar>,
  { center, lower, upper }: Summary,
  panel: GroupedPanel<Bar>,
): Trace {
  const { extent, horizontal } = panel;
  const end = clip(center, extent);
  const error: Attributes = {
    type: "data",
    symmetric: false,
    array: [clip(upper, extent) - end],
    arrayminus: [end - clip(lower, extent)],
    color: ink.text,
    thickness: 1.5,
    width: 4,
  };
  return {
    type: "bar",
    orientation: horizontal ? "h" : "v",
    ...panel.place([slot.position], [end]),
    width: 0.92 * slot.width,
    ...(upper > lower && { [horizontal ? "error_x" : "error_y"]: error }),
    marker: { color: fill(slot.color, slot.series, panel), line: { width: 1, color: slot.color } },
    hovertemplate: `${slot.label}: ${Number(center.toPrecision(4))}<extra></extra>`,
    showlegend: false,
    ...(slot.datum.series !== undefined && { legendgroup: slot.datum.series }),
  };
}

/** Series that share their category's colour differ in strength. */
function fill(color: string, index: number, { series, colorBy }: GroupedPanel<Bar>): string {
  return translucent(
    color,
    colorBy === "series" || series.length < 2 ? 0.6 : 0.15 + 0.5 * index / (series.length - 1),
  );
}

function intervalMark(horizontal: boolean): Attributes {
  return {
    symbol: horizontal ? "line-ew-open" : "line-ns-open",
    size: 12,
    color: ink.text,
    line: { width: 1.5 },
  };
}
