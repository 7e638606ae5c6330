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
import { describeSummary, summarize, type Summary, type SummaryKind } from "./summary.ts";
import { ink, translucent } from "./theme.ts";

/** The values of one category, one for each seed. */
export interface Dots extends Grouped {
  /** One number for each seed. */
  readonly values: readonly number[];
}

/** How a figure of dots looks. */
export interface DotsOptions extends GroupedOptions {
  /** What the large mark and its interval are; `standard-error` unless told. */
  readonly summary?: SummaryKind;
  /** What one dot is; `seeds` unless told. */
  readonly noun?: string;
}

/** Dots are spread over this share of their series' room. */
const SPREAD = 0.85;
/** Multiples of the golden ratio's fraction spread evenly, however many there are. */
const GOLDEN = 0.6180339887498949;

/**
 * One dot for each seed in each category, and a mark for their mean with its interval. With series
 * that are no methods, such as `before` and `after`, the first has open dots. On a logarithmic
 * axis, zeros stand on a line of their own.
 *
 * @param data The categories' values.
 * @param options How the figure looks; `value` is the axis of the values.
 * @returns The figure.
 * @throws {RangeError} If there are no data, a category has no value, or a value is not finite.
 *
 * @example Error relative to HesScale's, before and after training
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dots } from "@hesscale/hesscale/plot";
 *
 * const figure = dots([
 *   { category: "ggn", series: "before", panel: "tanh", values: [54, 51, 60] },
 *   { category: "ggn", series: "after", panel: "tanh", values: [5.1, 5.3, 4.9] },
 *   { category: "ggn", series: "before", panel: "relu", values: [0, 0, 0] },
 *   { category: "ggn", series: "after", panel: "relu", values: [0, 0, 0] },
 * ], {
 *   title: "Error of curvature estimates",
 *   value: { title: "L1 error ÷ HesScale's", scale: "log" },
 *   references: [{ value: 1, label: "HesScale" }],
 * });
 * assertEquals(figure.layout.width, 860);
 * ```
 */
export function dots(data: readonly Dots[], options: DotsOptions): Figure {
  const { summary = "standard-error", noun = "seeds" } = options;
  const meaning = describeSummary(summary, data.map((datum) => datum.values.length), noun);
  const summaries = new Map(data.map((datum) => [datum, summarize(datum.values, summary)]));
  return groupedFigure(data, options, {
    values: ({ values }) => values,
    draw: (panel) => [
      ...panel.slots.map((slot) => dotTrace(slot, panel)),
      summaryTrace(meaning, summaries, panel),
      ...seriesEntries(panel, (color, index) => ({ ...dotMarker(color, index, panel), size: 9 })),
    ],
  });
}

function dotTrace(
  { datum, position, width, color, series, label }: Slot<Dots>,
  panel: GroupedPanel<Dots>,
): Trace {
  const { values } = datum;
  const positions = values.map((_, index) => {
    const jitter = values.length === 1 ? 0 : ((index + 0.5) * GOLDEN) % 1 - 0.5;
    return Number((position + SPREAD * width * jitter).toFixed(4));
  });
  const shown = values.map((value) => clip(value, panel.extent));
  const clipped = shown.some((value, index) => value !== values[index]);
  return {
    type: "scatter",
    mode: "markers",
    ...panel.place(positions, shown),
    ...(clipped && { customdata: values }),
    hovertemplate: `${label}: %{${
      clipped ? "customdata" : panel.horizontal ? "x" : "y"
    }:.4g}<extra></extra>`,
    marker: dotMarker(color, series, panel),
    showlegend: false,
    ...(datum.series !== undefined && { legendgroup: datum.series }),
  };
}

function dotMarker(
  color: string,
  series: number,
  { series: names, colorBy }: GroupedPanel<Dots>,
): Attributes {
  const open = colorBy === "category" && names.length > 1 && series === 0;
  return open
    ? { symbol: "circle-open", size: 5.5, color: translucent(color, 0.75), line: { width: 1.1 } }
    : { symbol: "circle", size: 5.5, color: translucent(color, 0.6), line: { width: 0 } };
}

function summaryTrace(
  name: string,
  summaries: ReadonlyMap<Dots, Summary>,
  { slots, extent, place, horizontal }: GroupedPanel<Dots>,
): Trace {
  const marks = slots.map(({ datum }) => summaries.get(datum)!);
  const centers = marks.map(({ center }) => clip(center, extent));
  const error: Attributes = {
    type: "data",
    symmetric: false,
    array: marks.map(({ upper }, index) => clip(upper, extent) - centers[index]),
    arrayminus: marks.map(({ lower }, index) => centers[index] - clip(lower, extent)),
    color: ink.text,
    thickness: 1.6,
    width: 4,
  };
  return {
    type: "scatter",
    mode: "markers",
    name,
    ...place(slots.map(({ position }) => position), centers),
    [horizontal ? "error_x" : "error_y"]: error,
    text: slots.map(({ label }, index) =>
      `${label}: ${Number(marks[index].center.toPrecision(4))}`
    ),
    hovertemplate: "%{text}<extra></extra>",
    marker: { symbol: "diamond", size: 8, color: ink.text, line: { color: ink.paper, width: 1.2 } },
  };
}
