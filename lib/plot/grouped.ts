import { type Axis, axisFrame, axisHeading, numberAxis } from "./axis.ts";
import { compose } from "./compose.ts";
import { clip, type Extent, extentOf } from "./extent.ts";
import type { Attributes, Figure, FigureOptions, Json, Trace } from "./figure.ts";
import { legendEntry } from "./legend.ts";
import { checkFinite, maximum } from "./numbers.ts";
import { textWidth } from "./text_metrics.ts";
import { fontSizes, ink, isMethod, methodStyles, sizes } from "./theme.ts";

/** Where a datum belongs in a figure with categories. */
export interface Grouped {
  /** Its category, for instance a method: one row or one column of the figure. */
  readonly category: string;
  /**
   * Its place within the category, for instance `before` and `after`; stands beside the category's
   * other series.
   */
  readonly series?: string;
  /** The panel it is drawn in, for instance an activation function; panels have the same axes. */
  readonly panel?: string;
}

/** A value that others are compared with: a dashed line across the figure. */
export interface Reference {
  /** Where the line stands. */
  readonly value: number;
  /** What the legend says. */
  readonly label: string;
}

/** How a figure with categories looks. */
export interface GroupedOptions extends FigureOptions {
  /** The axis of the values. */
  readonly value: Axis;
  /** Heading of the axis of categories; nothing unless told. */
  readonly categoryTitle?: string;
  /** `horizontal`, one row for each category, unless told; long names stay readable. */
  readonly orientation?: "horizontal" | "vertical";
  /**
   * What colours stand for. Unless told it is `series` if there are series and no category is a
   * method that the theme knows, and `category` otherwise.
   */
  readonly colorBy?: "category" | "series";
  /** Values to compare with. */
  readonly references?: readonly Reference[];
  /** Panels in a row; all of them unless told. */
  readonly columns?: number;
}

/** A datum with its place and colour. */
export interface Slot<Datum> {
  /** The datum. */
  readonly datum: Datum;
  /** Its place on the axis of categories, where category `i` is centred at `i`. */
  readonly position: number;
  /** Its share of the axis of categories. */
  readonly width: number;
  /** `#rrggbb`. */
  readonly color: string;
  /** The index of its series; 0 if there are none. */
  readonly series: number;
  /** Category and series for people who point at it. */
  readonly label: string;
}

/** What a kind of figure needs to know to draw one panel. */
export interface GroupedPanel<Datum> {
  /** The panel's data. */
  readonly slots: readonly Slot<Datum>[];
  /** The part of the axis of values that is shown. */
  readonly extent: Extent;
  /** The names of all series of the figure. */
  readonly series: readonly string[];
  /** What colours stand for. */
  readonly colorBy: "category" | "series";
  /** Turns positions and values into Plotly's `x` and `y`. */
  readonly place: (
    positions: readonly (number | null)[],
    values: readonly (number | null)[],
  ) => { x: Json; y: Json };
  /** Whether values run along the horizontal axis. */
  readonly horizontal: boolean;
}

/** What is special about a kind of figure. */
export interface GroupedKind<Datum> {
  /** All numbers of a datum that the axis of values has to show. */
  readonly values: (datum: Datum) => readonly number[];
  /** A value that a linear axis reaches in any case. */
  readonly include?: number;
  /** Draws one panel. */
  readonly draw: (panel: GroupedPanel<Datum>) => readonly Trace[];
}

/** Share of a category's room that its data fill. */
const FILLED = 0.8;

/**
 * Draws data by category, series and panel.
 *
 * @param data The data; order of first appearance is the order of categories, series and panels.
 * @param options How the figure looks.
 * @param kind What is drawn for each datum.
 * @returns The figure.
 * @throws {RangeError} If there are no data, or values that the axis cannot show.
 */
export function groupedFigure<Datum extends Grouped>(
  data: readonly Datum[],
  options: GroupedOptions,
  kind: GroupedKind<Datum>,
): Figure {
  if (data.length === 0) throw new RangeError("Expected at least one datum to draw, found none");
  for (const datum of data) checkFinite(kind.values(datum), `the values of ${describe(datum)}`);
  const { references = [], orientation = "horizontal" } = options;
  const horizontal = orientation === "horizontal";
  const categories = distinct(data.map((datum) => datum.category));
  const series = distinct(data.flatMap((datum) => datum.series ?? []));
  const panels = distinct(data.map((datum) => datum.panel ?? ""));
  const colorBy = options.colorBy ??
    (series.length > 0 && !categories.some(isMethod) ? "series" : "category");
  const values = [
    ...data.flatMap((datum) => kind.values(datum)),
    ...references.map(({ value }) => value),
  ];
  const extent = extentOf(values, options.value, { include: kind.include });
  const toSlot = slotter<Datum>(categories, series, colorBy);
  const place: GroupedPanel<Datum>["place"] = (positions, values) =>
    horizontal ? { x: values, y: positions } : { x: positions, y: values };
  const columns = Math.min(options.columns ?? panels.length, panels.length);
  const room = ((options.width ?? sizes.width) - (horizontal ? 160 : 80)) / columns;
  const panelHeight = options.panelHeight ??
    (horizontal ? heightOfRows(categories.length, series.length) : sizes.panelHeight);
  const categoryAxis = axisOfCategories(categories, horizontal, room, options.categoryTitle);
  const valueAxis = numberAxis(options.value, extent, horizontal ? room : panelHeight);
  return compose(
    panels.map((panel) => ({
      title: panel,
      data: [
        ...references.map((reference) =>
          referenceTrace(reference, categories.length, extent, place)
        ),
        ...kind.draw({
          slots: data.filter((datum) => (datum.panel ?? "") === panel).map(toSlot),
          extent,
          series,
          colorBy,
          place,
          horizontal,
        }),
      ],
      xaxis: horizontal ? valueAxis : categoryAxis,
      yaxis: horizontal ? categoryAxis : valueAxis,
    })),
    { ...options, panelHeight, share: "both" },
  );
}

/**
 * Entries of the legend for the series, which are switched on and off together with their traces.
 *
 * @param panel The panel, for its series.
 * @param marker The symbol of a series, given its colour and its index.
 * @returns Traces that draw nothing.
 */
export function seriesEntries<Datum>(
  { series, colorBy }: GroupedPanel<Datum>,
  marker: (color: string, index: number) => Attributes,
): Trace[] {
  const styles = methodStyles(series);
  return series.map((name, index) => {
    const { label, color } = styles.get(name)!;
    return legendEntry(label, marker(colorBy === "series" ? color : ink.faint, index), name);
  });
}

function slotter<Datum extends Grouped>(
  categories: readonly string[],
  series: readonly string[],
  colorBy: "category" | "series",
): (datum: Datum) => Slot<Datum> {
  const styles = methodStyles(colorBy === "category" ? categories : series);
  const names = methodStyles([...categories, ...series]);
  const width = FILLED / Math.max(1, series.length);
  return (datum) => {
    const index = datum.series === undefined ? 0 : series.indexOf(datum.series);
    const offset = series.length === 0 ? 0 : (index - (series.length - 1) / 2) * width;
    const key = colorBy === "category" ? datum.category : datum.series ?? "";
    const words = [datum.category, ...(datum.series === undefined ? [] : [datum.series])];
    return {
      datum,
      position: categories.indexOf(datum.category) + offset,
      width,
      color: styles.get(key)?.color ?? ink.faint,
      series: index,
      label: words.map((word) => names.get(word)!.label).join(", "),
    };
  };
}

function axisOfCategories(
  categories: readonly string[],
  horizontal: boolean,
  room: number,
  title = "",
): Attributes {
  const styles = methodStyles(categories);
  const labels = categories.map((category) => styles.get(category)!.label);
  const widest = maximum(labels.map((label) => textWidth(label, fontSizes.tick)));
  const ends = [-0.5, categories.length - 0.5];
  return {
    ...axisFrame,
    type: "linear",
    tickmode: "array",
    tickvals: categories.map((_, index) => index),
    ticktext: labels,
    range: horizontal ? ends.toReversed() : ends,
    ticks: "",
    ticklabelstandoff: 5,
    showgrid: false,
    minor: {
      tickmode: "array",
      tickvals: categories.slice(1).map((_, index) => index + 0.5),
      showgrid: true,
      gridcolor: ink.grid,
    },
    ...(!horizontal && { tickangle: widest + 8 > room / categories.length ? -45 : 0 }),
    ...(title && { title: axisHeading(title) }),
  };
}

function heightOfRows(categories: number, series: number): number {
  return Math.max(90, categories * Math.max(28, 17 * series + 6));
}

function referenceTrace(
  { value, label }: Reference,
  categories: number,
  extent: Extent,
  place: GroupedPanel<unknown>["place"],
): Trace {
  const position = clip(value, extent);
  return {
    type: "scatter",
    mode: "lines",
    name: label,
    legendrank: 1100,
    ...place([-0.5, categories - 0.5], [position, position]),
    line: { color: ink.faint, width: 1.5, dash: "dash" },
    hoverinfo: "skip",
  };
}

function describe({ category, series, panel }: Grouped): string {
  return [category, series, panel].filter((word) => word !== undefined).map((word) => `"${word}"`)
    .join(", ");
}

function distinct(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
