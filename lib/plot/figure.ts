/**
 * A value that survives a round trip through JSON; attributes that are `undefined` are left out.
 */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** A group of Plotly attributes, for instance an axis or a marker. */
export interface Attributes {
  /** Any attribute of Plotly's schema. */
  readonly [attribute: string]: Json | undefined;
}

/** The kinds of traces that figures are made of; all of them are drawn as vectors. */
export type TraceType = "bar" | "box" | "contour" | "heatmap" | "scatter";

/** One Plotly trace. */
export interface Trace extends Attributes {
  /** What is drawn. */
  readonly type: TraceType;
  /** What the legend calls the trace. */
  readonly name?: string;
}

/** A Plotly layout of known size. */
export interface Layout extends Attributes {
  /** Width of the whole figure, in pixels. */
  readonly width: number;
  /** Height of the whole figure, in pixels. */
  readonly height: number;
}

/**
 * A Plotly figure as plain data: what `Plotly.newPlot` takes, and what
 * {@linkcode toSvg}, {@linkcode toHtml} and {@linkcode show} turn into something to look at.
 */
export interface Figure {
  /** The traces, drawn in this order. */
  readonly data: readonly Trace[];
  /** Axes, titles, legend and sizes. */
  readonly layout: Layout;
  /** How the interactive figure behaves. */
  readonly config?: Attributes;
}

/** What every builder of figures accepts. */
export interface FigureOptions {
  /** The heading above the figure. */
  readonly title?: string;
  /** Text below the figure: what the reader must know to understand it. */
  readonly caption?: string;
  /** Width of the whole figure in pixels; 860 unless told, the width of a page on GitHub. */
  readonly width?: number;
  /** Height of the plotting area of each panel, in pixels. */
  readonly panelHeight?: number;
}
