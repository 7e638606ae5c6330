import { axisFrame, axisHeading } from "./axis.ts";
import { type ColorScale, mapColors } from "./colors.ts";
import { compose } from "./compose.ts";
import type { Attributes, Figure, FigureOptions } from "./figure.ts";
import type { Panel } from "./grid.ts";
import { ink } from "./theme.ts";

/** A matrix to look at. */
export interface HeatMapPanel {
  /** `[row, column]`; row 0 is drawn at the top. */
  readonly values: readonly (readonly number[])[];
  /** Heading above it. */
  readonly title?: string;
  /** A short text under it, for instance a number that sums it up. */
  readonly note?: string;
}

/** How heat maps look. */
export interface HeatMapOptions extends FigureOptions {
  /** What colours stand for. */
  readonly color: ColorScale;
  /** What rows are called; numbers from 0 unless told. */
  readonly rowNames?: readonly string[];
  /** What is written into the cells, `[row, column]`; nothing unless told. */
  readonly texts?: readonly (readonly string[])[];
  /** What columns are; nothing unless told. */
  readonly x?: string;
  /** What rows are; nothing unless told. */
  readonly y?: string;
}

/** How a grid of heat maps looks. */
export interface HeatMapGridOptions extends HeatMapOptions {
  /** Heat maps in a row; all of them unless told. */
  readonly columns?: number;
  /** A heading for every row of the grid, at its left. */
  readonly rowTitles?: readonly string[];
}

/**
 * One matrix as a heat map.
 *
 * @param values `[row, column]`; row 0 is drawn at the top.
 * @param options How it looks.
 * @returns The figure.
 * @throws {RangeError} If the matrix is empty, ragged, or has values that the colours cannot show.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { heatMap } from "@hesscale/hesscale/plot";
 *
 * const figure = heatMap([[1, 0.1], [0.1, 10]], { color: { title: "|∂²L/∂a∂a′|", scale: "log" } });
 * assertEquals(figure.data[0].z, [[0, -1], [-1, 1]]);
 * ```
 */
export function heatMap(values: readonly (readonly number[])[], options: HeatMapOptions): Figure {
  const mapping = mapColors(checkMatrix(values).flat(), options.color);
  const { rowNames, texts } = options;
  const names = rowNames &&
    { tickmode: "array", tickvals: rowNames.map((_, row) => row), ticktext: [...rowNames] };
  const panel = panelOf({ values, texts }, mapping.toScale, options.color, {
    xaxis: options.x === undefined ? {} : { title: axisHeading(options.x) },
    yaxis: { ...names, ...(options.y !== undefined && { title: axisHeading(options.y) }) },
  });
  const aspect = values[0].length / values.length;
  const width = options.width ?? Math.round(Math.min(860, 420 * aspect + 200));
  return compose([panel], {
    aspect: options.panelHeight ? undefined : aspect,
    ...options,
    width,
    colors: mapping.colors,
  });
}

/**
 * Several matrices as heat maps of the same size with one colour scale.
 *
 * @param panels In reading order; each may have its own number of rows and columns.
 * @param options How they look.
 * @returns The figure.
 * @throws {RangeError} If there is no matrix, or one is empty, ragged or has values that the
 * colours cannot show.
 *
 * @example Hessians of three layers' pre-activations, before and after training
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { heatMapGrid } from "@hesscale/hesscale/plot";
 *
 * const values = [[1, 0.1], [0.1, 10]];
 * const panels = [1, 2, 3, 1, 2, 3].map((layer) => ({ values, title: `layer ${layer}`, note: "dominance 0.85" }));
 * const figure = heatMapGrid(panels, {
 *   columns: 3,
 *   rowTitles: ["before training", "after training"],
 *   color: { title: "|∂²L/∂a∂a′|", scale: "log" },
 * });
 * assertEquals(figure.data.length, 6);
 * ```
 */
export function heatMapGrid(panels: readonly HeatMapPanel[], options: HeatMapGridOptions): Figure {
  if (panels.length === 0) throw new RangeError("Expected at least one heat map, found none");
  const mapping = mapColors(
    panels.flatMap(({ values }) => checkMatrix(values).flat()),
    options.color,
  );
  const columns = Math.min(options.columns ?? panels.length, panels.length);
  const bare = { showticklabels: false, ticks: "" };
  const drawn = panels.map((panel, index) => {
    const last = index + columns >= panels.length, first = index % columns === 0;
    return panelOf(panel, mapping.toScale, options.color, {
      xaxis: { ...bare, ...(last && options.x !== undefined && { title: axisHeading(options.x) }) },
      yaxis: {
        ...bare,
        ...(first && options.y !== undefined && { title: axisHeading(options.y) }),
      },
    });
  });
  const aspect = options.panelHeight
    ? undefined
    : panels[0].values[0].length / panels[0].values.length;
  return compose(drawn, { aspect, ...options, colors: mapping.colors });
}

function panelOf(
  { values, title, note, texts }: HeatMapPanel & Pick<HeatMapOptions, "texts">,
  toScale: (value: number) => number,
  color: ColorScale,
  axes: { readonly xaxis: Attributes; readonly yaxis: Attributes },
): Panel {
  const frame: Attributes = {
    ...axisFrame,
    type: "linear",
    showgrid: false,
    mirror: true,
    linecolor: ink.axis,
  };
  const value = color.scale === "log" ? "10<sup>%{z:.2f}</sup>" : "%{z:.4g}";
  return {
    title,
    note,
    data: [{
      type: "heatmap",
      z: values.map((row) => row.map(toScale)),
      ...(texts && { text: texts.map((row) => [...row]), texttemplate: "%{text}" }),
      coloraxis: "coloraxis",
      hovertemplate: `row %{y}, column %{x}: ${value}<extra></extra>`,
    }],
    xaxis: {
      ...frame,
      ...wholeTicks(values[0].length),
      range: [-0.5, values[0].length - 0.5],
      ...axes.xaxis,
    },
    yaxis: {
      ...frame,
      ...wholeTicks(values.length),
      range: [values.length - 0.5, -0.5],
      ...axes.yaxis,
    },
  };
}

function wholeTicks(count: number): Attributes {
  return {
    tick0: 0,
    dtick: [1, 2, 4, 8, 16, 32].find((step) => count <= 10 * step) ?? Math.ceil(count / 8),
  };
}

function checkMatrix(values: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const columns = values[0]?.length ?? 0;
  if (columns === 0) {
    throw new RangeError(
      "Expected a matrix with at least one row and one column, found an empty one",
    );
  }
  const ragged = values.findIndex((row) => row.length !== columns);
  if (ragged >= 0) {
    throw new RangeError(
      `Expected ${columns} columns in every row, found ${values[ragged].length} in row ${ragged}`,
    );
  }
  return values;
}
