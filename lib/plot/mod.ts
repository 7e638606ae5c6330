/**
 * Figures: plain data becomes Plotly figures, and figures become SVG, self-contained HTML pages and
 * notebook output. Plotly and jsdom are loaded when the first figure is drawn, not when this module
 * is imported.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { lines, toSvg } from "@hesscale/hesscale/plot";
 *
 * const figure = lines([
 *   { name: "adam", x: [1, 2, 3], runs: [[1, 0.6, 0.4], [1.1, 0.7, 0.5]] },
 *   { name: "adahesscale", x: [1, 2, 3], runs: [[1, 0.4, 0.2], [1.1, 0.5, 0.2]] },
 * ], { title: "Training", x: { title: "epoch" }, y: { title: "loss", unit: "nat", scale: "log" } });
 * const svg = await toSvg(figure);
 * assert(svg.includes("AdaHesScale"));
 * ```
 *
 * @module
 */
export type {
  Attributes,
  Figure,
  FigureOptions,
  Json,
  Layout,
  Trace,
  TraceType,
} from "./figure.ts";
export type { Axis } from "./axis.ts";
export type { ColorScale } from "./colors.ts";
export type { Grouped, GroupedOptions, Reference } from "./grouped.ts";
export { type Bar, type BarOfValue, type BarOfValues, bars, type BarsOptions } from "./bars.ts";
export { type Box, boxes, type BoxesOptions } from "./boxes.ts";
export { contours, type ContoursOptions, type Surface, type Trajectory } from "./contours.ts";
export { type Dots, dots, type DotsOptions } from "./dots.ts";
export { type FacetOptions, facets } from "./facets.ts";
export type { SharedAxes } from "./grid.ts";
export {
  heatMap,
  heatMapGrid,
  type HeatMapGridOptions,
  type HeatMapOptions,
  type HeatMapPanel,
} from "./heat_map.ts";
export { type PageOptions, type PageTable, toHtml } from "./html.ts";
export {
  type Line,
  type LineOfPoints,
  type LineOfRuns,
  lines,
  type LinesOptions,
  type NamedLine,
} from "./lines.ts";
export { saveHtml, saveSvg } from "./save.ts";
export { show, type ShowOptions } from "./show.ts";
export { summarize, type Summary, type SummaryKind } from "./summary.ts";
export { toSvg } from "./svg.ts";
export { type MethodStyle, methodStyle, methodStyles } from "./theme.ts";
