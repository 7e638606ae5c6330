import { type Axis, axisTitle, numberAxis } from "./axis.ts";
import { type ColorScale, mapColors } from "./colors.ts";
import { compose } from "./compose.ts";
import { extentOf } from "./extent.ts";
import type { Attributes, Figure, FigureOptions, Json, Trace } from "./figure.ts";
import { legendEntry } from "./legend.ts";
import { checkFinite } from "./numbers.ts";
import { ink, type MethodStyle, methodStyles } from "./theme.ts";

/** A function of two variables on a grid. */
export interface Surface {
  /** Increasing positions of the columns. */
  readonly x: readonly number[];
  /** Increasing positions of the rows. */
  readonly y: readonly number[];
  /** `[row, column]`: the function's values. */
  readonly z: readonly (readonly number[])[];
}

/** A way across the surface, for instance an optimizer's. */
export interface Trajectory {
  /** What the legend says; methods have fixed colours. */
  readonly name: string;
  /** First coordinates, step by step. */
  readonly x: readonly number[];
  /** Second coordinates, step by step. */
  readonly y: readonly number[];
}

/** How a contour plot looks. */
export interface ContoursOptions extends FigureOptions {
  /** The horizontal axis. */
  readonly x: Axis;
  /** The vertical axis. */
  readonly y: Axis;
  /** The function's values. */
  readonly color: ColorScale;
  /** How many steps of colour there are, about; 14 unless told. */
  readonly levels?: number;
  /** Ways across the surface. */
  readonly trajectories?: readonly Trajectory[];
  /** A point with a name, for instance the minimum. */
  readonly mark?: { readonly label: string; readonly x: number; readonly y: number };
}

/** From white in the valleys to slate on the hills: pale, so that trajectories stand out. */
const TERRAIN: Json = [[0, "#ffffff"], [0.35, "#dfe4ea"], [0.7, "#aab4c2"], [1, "#6f7c8f"]];
/** Longer trajectories are drawn without their single steps. */
const MOST_STEPS = 80;

/**
 * A function of two variables as areas of equal height, with trajectories on it.
 *
 * @param surface The function.
 * @param options How it looks.
 * @returns The figure.
 * @throws {RangeError} If shapes do not fit together, or a value cannot be shown.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { contours } from "@hesscale/hesscale/plot";
 *
 * const x = [-1, 0, 1], y = [-1, 0, 1];
 * const z = y.map((b) => x.map((a) => 1 + a ** 2 + 5 * b ** 2));
 * const figure = contours({ x, y, z }, {
 *   x: { title: "θ₁" },
 *   y: { title: "θ₂" },
 *   color: { title: "loss", scale: "log" },
 *   trajectories: [{ name: "adam", x: [-1, -0.5, 0], y: [1, 0.4, 0] }],
 * });
 * assertEquals(figure.data[0].type, "contour");
 * ```
 */
export function contours(surface: Surface, options: ContoursOptions): Figure {
  checkSurface(surface);
  const { trajectories = [], mark, levels = 14, panelHeight = 440 } = options;
  trajectories.forEach(checkTrajectory);
  const { colors, toScale } = mapColors(surface.z.flat(), options.color, TERRAIN);
  const low = colors.axis.cmin as number, high = colors.axis.cmax as number;
  const styles = methodStyles(trajectories.map(({ name }) => name));
  const x = { range: [surface.x[0], surface.x.at(-1)!] as const, ...options.x };
  const y = { range: [surface.y[0], surface.y.at(-1)!] as const, ...options.y };
  const data: Trace[] = [
    {
      type: "contour",
      x: surface.x,
      y: surface.y,
      z: surface.z.map((row) => row.map(toScale)),
      coloraxis: "coloraxis",
      contours: { coloring: "fill", start: low, end: high, size: (high - low) / levels },
      line: { width: 0.6, color: ink.axis },
      hovertemplate: `${axisTitle(options.color)}: ${
        options.color.scale === "log" ? "10<sup>%{z:.2f}</sup>" : "%{z:.4g}"
      }<extra></extra>`,
    },
    ...trajectories.flatMap((trajectory) =>
      trajectoryTraces(trajectory, styles.get(trajectory.name)!)
    ),
    ...(trajectories.length > 0
      ? [legendEntry("start", startMark(ink.faint)), legendEntry("end", endMark(ink.faint))]
      : []),
    ...(mark ? [markTrace(mark)] : []),
  ];
  const xaxis = { ...numberAxis(x, extentOf(surface.x, x), options.width ?? 560), showgrid: false };
  const yaxis = { ...numberAxis(y, extentOf(surface.y, y), panelHeight), showgrid: false };
  return compose([{ data, xaxis, yaxis }], { width: 720, ...options, panelHeight, colors });
}

function trajectoryTraces(
  { name, x, y }: Trajectory,
  { label, color, dash }: MethodStyle,
): Trace[] {
  const steps = x.length <= MOST_STEPS;
  const end = (index: number, marker: Attributes): Trace => ({
    type: "scatter",
    mode: "markers",
    x: [x.at(index)!],
    y: [y.at(index)!],
    marker,
    hoverinfo: "skip",
    showlegend: false,
    legendgroup: name,
  });
  return [
    {
      type: "scatter",
      mode: steps ? "lines+markers" : "lines",
      name: label,
      legendgroup: name,
      x,
      y,
      line: { color, width: 2.4, dash },
      ...(steps && { marker: { color, size: 4.5 } }),
      hovertemplate: `${label}: (%{x:.4g}, %{y:.4g})<extra></extra>`,
    },
    end(0, startMark(color)),
    end(-1, endMark(color)),
  ];
}

function startMark(color: string): Attributes {
  return { symbol: "circle", size: 10, color: ink.paper, line: { color, width: 2.4 } };
}

function endMark(color: string): Attributes {
  return { symbol: "diamond", size: 11, color, line: { color: ink.paper, width: 1.2 } };
}

function markTrace({ label, x, y }: NonNullable<ContoursOptions["mark"]>): Trace {
  const marker = {
    symbol: "star",
    size: 15,
    color: "#f0e442",
    line: { color: ink.text, width: 1.2 },
  };
  return { type: "scatter", mode: "markers", name: label, x: [x], y: [y], marker };
}

function checkSurface({ x, y, z }: Surface): void {
  checkFinite(x, "x of the surface");
  checkFinite(y, "y of the surface");
  if (x.length < 2 || y.length < 2) {
    throw new RangeError(
      `Expected a surface of at least 2 × 2 points, found ${y.length} × ${x.length}`,
    );
  }
  if (z.length !== y.length) {
    throw new RangeError(`Expected ${y.length} rows in z, one for each y, found ${z.length}`);
  }
  const wrong = z.findIndex((row) => row.length !== x.length);
  if (wrong >= 0) {
    throw new RangeError(
      `Expected ${x.length} columns in z, one for each x, found ${z[wrong].length} in row ${wrong}`,
    );
  }
}

function checkTrajectory({ name, x, y }: Trajectory): void {
  if (x.length !== y.length || x.length === 0) {
    throw new RangeError(
      `Expected as many x as y in trajectory "${name}", and at least one, found ${x.length} and ${y.length}`,
    );
  }
  checkFinite(x, `x of trajectory "${name}"`);
  checkFinite(y, `y of trajectory "${name}"`);
}
