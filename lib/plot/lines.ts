import { type Axis, numberAxis } from "./axis.ts";
import { compose } from "./compose.ts";
import { clip, type Extent, extentOf } from "./extent.ts";
import type { Figure, FigureOptions, Trace } from "./figure.ts";
import type { Reference } from "./grouped.ts";
import { legendEntry } from "./legend.ts";
import { checkFinite } from "./numbers.ts";
import { describeSummary, summarize, type SummaryKind } from "./summary.ts";
import { ink, methodStyles, sizes, translucent } from "./theme.ts";

/** One curve: its points, or several runs whose mean or median is drawn. */
export type Line = NamedLine & (LineOfPoints | LineOfRuns);

/** What every curve has. */
export interface NamedLine {
  /** What the legend says; methods have fixed colours. */
  readonly name: string;
  /**
   * The panel it is drawn in, for instance an environment; panels have the same horizontal axis.
   */
  readonly panel?: string;
  /** Positions, in increasing order if the curve has a band. */
  readonly x: readonly number[];
}

/** A curve whose points are known. */
export interface LineOfPoints {
  /** One number for each position. */
  readonly y: readonly number[];
  /**
   * The lower and the upper edge of a band, each with one number for each position; needs the
   * option `interval`.
   */
  readonly band?: readonly [readonly number[], readonly number[]];
}

/** A curve that summarises several runs. */
export interface LineOfRuns {
  /** `[run, position]`: one number for each run and position. */
  readonly runs: readonly (readonly number[])[];
}

/** How a figure of curves looks. */
export interface LinesOptions extends FigureOptions {
  /** The horizontal axis. */
  readonly x: Axis;
  /** The vertical axis. */
  readonly y: Axis;
  /** How runs are summarised; `standard-error` unless told. */
  readonly summary?: SummaryKind;
  /** What one run is; `runs` unless told. */
  readonly noun?: string;
  /** What bands mean that the data bring along, for instance `95 % confidence interval`. */
  readonly interval?: string;
  /** Whether points are marked; only where there are at most 20 unless told. */
  readonly markers?: boolean;
  /** Horizontal lines to compare with. */
  readonly references?: readonly Reference[];
  /** Panels in a row; all of them unless told. */
  readonly columns?: number;
  /** Whether panels have the same vertical axis; yes unless told. */
  readonly shareY?: boolean;
}

/** A curve with its band worked out. */
interface Curve {
  readonly name: string;
  readonly panel: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly band?: readonly [readonly number[], readonly number[]];
}

/**
 * Curves with bands around them.
 *
 * @param data The curves.
 * @param options How the figure looks.
 * @returns The figure.
 * @throws {RangeError} If there is no curve, lengths differ, or a number is not finite.
 * @throws {TypeError} If a curve has a band and the option `interval` does not say what it means.
 *
 * @example Learning curves
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lines } from "@hesscale/hesscale/plot";
 *
 * const figure = lines([
 *   { name: "adam", x: [0, 1000], runs: [[10, 200], [12, 260]] },
 *   { name: "adahesscale", x: [0, 1000], runs: [[11, 300], [9, 340]] },
 * ], { x: { title: "environment steps" }, y: { title: "undiscounted return" } });
 * assertEquals(figure.data.find((trace) => trace.name === "Adam")?.y, [11, 230]);
 * ```
 */
export function lines(data: readonly Line[], options: LinesOptions): Figure {
  if (data.length === 0) throw new RangeError("Expected at least one curve to draw, found none");
  const { summary = "standard-error", noun = "runs", references = [], shareY = true } = options;
  const curves = data.map((line) => curveOf(line, summary, options.interval));
  const styles = methodStyles(curves.map((curve) => curve.name));
  const counts = data.flatMap((line) => "runs" in line ? [line.runs.length] : []);
  const meaning = options.interval ?? describeSummary(summary, counts, noun);
  const panels = [...new Set(curves.map((curve) => curve.panel))];
  const x = extentOf(curves.flatMap((curve) => curve.x), options.x);
  const extentY = (curves: readonly Curve[]) =>
    extentOf([
      ...curves.flatMap(({ y, band }) => [...y, ...(band?.flat() ?? [])]),
      ...references.map((it) => it.value),
    ], options.y);
  const common = extentY(curves);
  const width =
    (options.width ?? sizes.width) / Math.min(options.columns ?? panels.length, panels.length) -
    80;
  return compose(
    panels.map((panel) => {
      const own = curves.filter((curve) => curve.panel === panel);
      const y = shareY ? common : extentY(own);
      return {
        title: panel,
        data: [
          ...own.flatMap((curve) => bandTrace(curve, y, styles.get(curve.name)!.color)),
          ...references.map((reference) => referenceTrace(reference, x, y)),
          ...own.map((curve) =>
            lineTrace(curve, y, styles.get(curve.name)!, options.markers ?? curve.x.length <= 20)
          ),
          ...(own.some(({ band }) => band) ? [legendEntry(meaning, bandMark)] : []),
        ],
        xaxis: numberAxis(options.x, x, width),
        yaxis: numberAxis(options.y, y, options.panelHeight ?? sizes.panelHeight),
      };
    }),
    { ...options, share: shareY ? "both" : "x" },
  );
}

const bandMark = {
  symbol: "square",
  size: 13,
  color: translucent(ink.axis, 0.45),
  line: { width: 0 },
};

function curveOf(line: Line, kind: SummaryKind, meaning: string | undefined): Curve {
  const { name, panel = "", x } = line;
  checkFinite(x, `x of "${name}"`);
  const check = (values: readonly number[], what: string) => {
    if (values.length !== x.length) {
      throw new RangeError(
        `Expected ${x.length} numbers in ${what} of "${name}", one for each x, found ${values.length}`,
      );
    }
    checkFinite(values, `${what} of "${name}"`);
  };
  if ("runs" in line) {
    line.runs.forEach((run, index) => check(run, `run ${index}`));
    const marks = x.map((_, index) => summarize(line.runs.map((run) => run[index]), kind));
    const y = marks.map(({ center }) => center);
    const single = line.runs.length === 1;
    return {
      name,
      panel,
      x,
      y,
      ...(!single && { band: [marks.map((it) => it.lower), marks.map((it) => it.upper)] as const }),
    };
  }
  check(line.y, "y");
  if (line.band) {
    line.band.forEach((edge) => check(edge, "the band"));
    if (meaning === undefined) {
      throw new TypeError(
        `Expected the option \`interval\` to say what the band of "${name}" means, found none`,
      );
    }
  }
  return { name, panel, x, y: line.y, ...(line.band && { band: line.band }) };
}

function bandTrace({ name, x, band }: Curve, extent: Extent, color: string): Trace[] {
  if (!band) return [];
  const [lower, upper] = band.map((edge) => edge.map((value) => clip(value, extent)));
  return [{
    type: "scatter",
    mode: "lines",
    x: [...x, ...x.toReversed()],
    y: [...upper, ...lower.toReversed()],
    fill: "toself",
    fillcolor: translucent(color, 0.2),
    line: { width: 0 },
    hoverinfo: "skip",
    showlegend: false,
    legendgroup: name,
  }];
}

function lineTrace(
  { name, x, y }: Curve,
  extent: Extent,
  { label, color, dash }: { readonly label: string; readonly color: string; readonly dash: string },
  markers: boolean,
): Trace {
  return {
    type: "scatter",
    mode: markers ? "lines+markers" : "lines",
    name: label,
    legendgroup: name,
    x,
    y: y.map((value) => clip(value, extent)),
    line: { color, dash, width: 2.2 },
    ...(markers && { marker: { size: 6, color } }),
    hovertemplate: `${label}: %{y:.4g} at %{x}<extra></extra>`,
  };
}

function referenceTrace({ value, label }: Reference, x: Extent, y: Extent): Trace {
  const position = clip(value, y);
  return {
    type: "scatter",
    mode: "lines",
    name: label,
    legendrank: 1100,
    x: [x.low, x.high],
    y: [position, position],
    line: { color: ink.faint, width: 1.5, dash: "dash" },
    hoverinfo: "skip",
  };
}
