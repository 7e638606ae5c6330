import { clip } from "./extent.ts";
import type { Figure, Trace } from "./figure.ts";
import {
  type Grouped,
  groupedFigure,
  type GroupedOptions,
  type GroupedPanel,
  seriesEntries,
  type Slot,
} from "./grouped.ts";
import { legendEntry } from "./legend.ts";
import { maximum, minimum } from "./numbers.ts";
import { ink, translucent } from "./theme.ts";

/** The values that one box shows. */
export interface Box extends Grouped {
  /** Any number of values, at least one. */
  readonly values: readonly number[];
}

/** How a figure of boxes looks. */
export interface BoxesOptions extends GroupedOptions {
  /** What one value is; `runs` unless told. */
  readonly noun?: string;
}

/**
 * Boxes by category: median and quartiles, with whiskers to the outermost values within 1.5
 * interquartile ranges and dots beyond.
 *
 * @param data The boxes' values.
 * @param options How the figure looks; `value` is the axis of the values.
 * @returns The figure.
 * @throws {RangeError} If there are no data, a box has no value, or a value is not finite.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { boxes } from "@hesscale/hesscale/plot";
 *
 * const figure = boxes([{ category: "adam", values: [1, 2, 3, 10] }], { value: { title: "return" } });
 * assertEquals(figure.data[0].type, "box");
 * ```
 */
export function boxes(data: readonly Box[], options: BoxesOptions): Figure {
  const empty = data.find(({ values }) => values.length === 0);
  if (empty) {
    throw new RangeError(`Expected at least one value in box "${empty.category}", found none`);
  }
  const counts = data.map(({ values }) => values.length);
  const fewest = minimum(counts), most = maximum(counts);
  const count = `${fewest === most ? most : `${fewest}–${most}`} ${options.noun ?? "runs"}`;
  const meaning = `median, quartiles, whiskers up to 1.5 × interquartile range; ${count}`;
  return groupedFigure(data, options, {
    values: ({ values }) => values,
    draw: (panel) => [
      ...panel.slots.map((slot) => boxTrace(slot, panel)),
      legendEntry(meaning, {
        symbol: "square-open",
        size: 11,
        color: ink.text,
        line: { width: 1.5 },
      }),
      ...seriesEntries(panel, (color, index) => ({
        symbol: "square",
        size: 11,
        color: fill(color, index, panel),
        line: { width: 1.5, color },
      })),
    ],
  });
}

function boxTrace(slot: Slot<Box>, panel: GroupedPanel<Box>): Trace {
  const { datum, position, width, color, series, label } = slot;
  const values = datum.values.map((value) => clip(value, panel.extent));
  return {
    type: "box",
    orientation: panel.horizontal ? "h" : "v",
    ...(panel.horizontal ? { x: values, y0: position } : { x0: position, y: values }),
    width: 0.8 * width,
    fillcolor: fill(color, series, panel),
    line: { color, width: 1.5 },
    marker: { color: translucent(color, 0.7), size: 4.5 },
    boxpoints: "outliers",
    whiskerwidth: 0.5,
    name: label,
    showlegend: false,
    ...(datum.series !== undefined && { legendgroup: datum.series }),
  };
}

/** Series that share their category's colour differ in strength. */
function fill(color: string, index: number, { series, colorBy }: GroupedPanel<Box>): string {
  return translucent(
    color,
    colorBy === "series" || series.length < 2 ? 0.3 : 0.5 * index / (series.length - 1),
  );
}
