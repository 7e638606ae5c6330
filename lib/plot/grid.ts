import { tickLabelWidth } from "./axis.ts";
import type { Attributes, Trace } from "./figure.ts";
import { lineCount, lineSpacing } from "./text_metrics.ts";
import { fontSizes } from "./theme.ts";

/** One plotting area with its axes, before it has a place in a figure. */
export interface Panel {
  /** Heading above the plotting area. */
  readonly title?: string;
  /** A short text under the plotting area. */
  readonly note?: string;
  /** What is drawn, without references to axes. */
  readonly data: readonly Trace[];
  /** Plotly's attributes of the horizontal axis, without its place. */
  readonly xaxis: Attributes;
  /** Plotly's attributes of the vertical axis, without its place. */
  readonly yaxis: Attributes;
}

/** A rectangle in pixels; the origin is the figure's upper left corner. */
export interface Box {
  /** Distance from the left edge of the figure. */
  readonly left: number;
  /** Distance from the upper edge of the figure. */
  readonly top: number;
  /** Width. */
  readonly width: number;
  /** Height. */
  readonly height: number;
}

/** The room for panels, and how to fill it. */
export interface GridOptions {
  /** Panels in a row. */
  readonly columns: number;
  /** Where the grid begins, in pixels from the left. */
  readonly left: number;
  /** Where the grid ends, in pixels from the left. */
  readonly right: number;
  /** Where the grid begins, in pixels from above. */
  readonly top: number;
  /** Height of a plotting area in pixels. */
  readonly panelHeight: number;
  /** Width divided by height of a plotting area; takes the place of `panelHeight`. */
  readonly aspect?: number;
}

const GAP = 20;
const NARROWEST = 40;

/** Which axes are the same in all panels: they are labelled once, and zoom together. */
export type SharedAxes = "none" | "x" | "y" | "both";

/**
 * Finds the place of every plotting area.
 *
 * @param panels In reading order.
 * @param options The room.
 * @returns The plotting areas, and where the grid ends, in pixels from above.
 * @throws {RangeError} If the panels are too many for the room.
 */
export function placePanels(
  panels: readonly Panel[],
  { columns, left, right, top, panelHeight, aspect }: GridOptions,
): { readonly boxes: readonly Box[]; readonly bottom: number } {
  const rows = Math.ceil(panels.length / columns);
  const inColumn = (column: number) => panels.filter((_, index) => index % columns === column);
  const inRow = (row: number) => panels.slice(row * columns, (row + 1) * columns);
  const labels = range(columns).map((column) =>
    Math.max(...inColumn(column).map((panel) => spaceAtLeft(panel.yaxis)))
  );
  const free = right - left - (columns - 1) * GAP - sum(labels);
  const width = free / columns;
  if (width < NARROWEST) {
    throw new RangeError(
      `Expected room for ${columns} panels beside each other, found ${
        Math.round(width)
      } pixels for each: use fewer columns or a wider figure`,
    );
  }
  const height = aspect === undefined ? panelHeight : width / aspect;
  const boxes: Box[] = [];
  let y = top;
  for (const row of range(rows)) {
    y += Math.max(...inRow(row).map(spaceAbove));
    inRow(row).forEach((_, column) => {
      const x = left + sum(labels.slice(0, column + 1)) + column * (width + GAP);
      boxes.push({ left: x, top: y, width, height });
    });
    y += height +
      Math.max(...inRow(row).map((panel) => spaceBelow(panel.xaxis) + noteHeight(panel)));
    if (row < rows - 1) y += GAP / 2;
  }
  return { boxes, bottom: y };
}

/**
 * Makes axes equal: all get the range that the widest need, and only the outer ones keep labels.
 *
 * @param panels In reading order.
 * @param columns Panels in a row.
 * @param share Which axes.
 * @returns The panels with their new axes.
 * @throws {TypeError} If axes that shall be shared are of different types.
 */
export function shareAxes(
  panels: readonly Panel[],
  columns: number,
  share: SharedAxes,
): readonly Panel[] {
  const shareX = share === "x" || share === "both", shareY = share === "y" || share === "both";
  const x = shareX ? commonAxis(panels.map((panel) => panel.xaxis)) : {};
  const y = shareY ? commonAxis(panels.map((panel) => panel.yaxis)) : {};
  return panels.map((panel, index) => {
    const outerX = !shareX || index + columns >= panels.length;
    const outerY = !shareY || index % columns === 0;
    return {
      ...panel,
      xaxis: {
        ...(outerX ? panel.xaxis : unlabelled(panel.xaxis)),
        ...x,
        ...(shareX && index > 0 && { matches: "x" }),
      },
      yaxis: {
        ...(outerY ? panel.yaxis : unlabelled(panel.yaxis)),
        ...y,
        ...(shareY && index > 0 && { matches: "y" }),
      },
    };
  });
}

function unlabelled({ title: _, ...axis }: Attributes): Attributes {
  return { ...axis, showticklabels: false };
}

function commonAxis(axes: readonly Attributes[]): Attributes {
  const types = new Set(axes.map((axis) => axis.type));
  if (types.size > 1) {
    throw new TypeError(`Expected shared axes of one type, found ${[...types].join(" and ")}`);
  }
  const ranges = axes.map((axis) => axis.range as readonly [number, number]);
  const reversed = ranges[0][0] > ranges[0][1];
  const low = Math.min(...ranges.flat()), high = Math.max(...ranges.flat());
  return { range: reversed ? [high, low] : [low, high] };
}

/** Pixels that the labels and the heading of a vertical axis need at its left. */
function spaceAtLeft(axis: Attributes): number {
  const labels = tickLabelWidth(axis);
  return (labels > 0 ? labels + 10 : 4) + (axis.title ? fontSizes.axis * lineSpacing + 10 : 0);
}

/**
 * Pixels that the labels and the heading of a horizontal axis need below it.
 *
 * @param axis Plotly's attributes of the axis.
 * @returns Pixels.
 */
export function spaceBelow(axis: Attributes): number {
  const rotated = axis.tickangle === -90 || axis.tickangle === -45;
  const slope = axis.tickangle === -45 ? Math.SQRT1_2 : 1;
  const labels = axis.showticklabels === false
    ? 4
    : rotated
    ? tickLabelWidth(axis) * slope + 16
    : fontSizes.tick * lineSpacing + 7;
  return labels + (axis.title ? fontSizes.axis * lineSpacing + 8 : 0);
}

function spaceAbove({ title }: Panel): number {
  return title ? lineCount(title) * fontSizes.panel * lineSpacing + 6 : 8;
}

/**
 * Pixels that a panel's note needs.
 *
 * @param panel The panel.
 * @returns Pixels; 0 if there is no note.
 */
export function noteHeight({ note }: Panel): number {
  return note ? lineCount(note) * fontSizes.tick * lineSpacing + 2 : 0;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
