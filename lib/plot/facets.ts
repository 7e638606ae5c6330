import type { Colors } from "./colors.ts";
import { compose } from "./compose.ts";
import type { Attributes, Figure, FigureOptions } from "./figure.ts";
import type { Panel, SharedAxes } from "./grid.ts";
import { textNames } from "./texts.ts";

/** How figures are put beside each other. */
export interface FacetOptions extends FigureOptions {
  /** Figures in a row; all of them unless told. */
  readonly columns?: number;
  /**
   * Which axes are the same in all figures: they get one range, are labelled once and zoom
   * together. None unless told.
   */
  readonly share?: SharedAxes;
}

/**
 * Puts several figures into one. Their titles become the headings of the panels, traces of the same
 * name share an entry in the legend, and figures with colours share one colour scale; their
 * captions and sizes are dropped.
 *
 * @param figures Figures with one panel each.
 * @param options Title, caption, size and order.
 * @returns The figure.
 * @throws {TypeError} If a figure has several panels, or figures with different colour scales shall
 * be put together.
 * @throws {RangeError} If there is no figure, or there are too many for the width.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { facets, lines } from "@hesscale/hesscale/plot";
 *
 * const x = { title: "epoch" };
 * const loss = lines([{ name: "adam", x: [1, 2], y: [2, 1] }], { title: "Loss", x, y: { title: "loss" } });
 * const error = lines([{ name: "adam", x: [1, 2], y: [50, 40] }], { title: "Error", x, y: { title: "error", unit: "%" } });
 * const both = facets([loss, error], { title: "Training" });
 * assertEquals(both.data.map((trace) => trace.xaxis), ["x", "x2"]);
 * ```
 */
export function facets(figures: readonly Figure[], options: FacetOptions = {}): Figure {
  const panels = figures.map(panelOf);
  const colors = figures.flatMap(colorsOf);
  return compose(panels, {
    ...options,
    ...(colors.length > 0 && { colors: commonColors(colors) }),
  });
}

function colorsOf({ layout }: Figure): Colors[] {
  if (!layout.coloraxis) return [];
  const texts = (layout.annotations ?? []) as readonly Attributes[];
  const title = texts.find(({ name }) => name === textNames.colors)?.text as string | undefined;
  return [{ axis: layout.coloraxis as Attributes, title: title ?? "" }];
}

function panelOf({ data, layout }: Figure): Panel {
  const extra = Object.keys(layout).find((key) => /^xaxis\d/.test(key));
  if (extra !== undefined) {
    throw new TypeError(
      `Expected figures with one panel each, found one with several ("${extra}")`,
    );
  }
  const title = (layout.title as Attributes | undefined)?.text as string | undefined;
  const traces = data.map((trace) => ({
    ...trace,
    ...(trace.name !== undefined && { name: unwrap(trace.name) }),
  }));
  return {
    title: unwrap(title ?? ""),
    data: traces,
    xaxis: layout.xaxis as Attributes,
    yaxis: layout.yaxis as Attributes,
  };
}

/** Undoes line breaks that were right for another width. */
function unwrap(text: string): string {
  return text.replaceAll("<br>", " ");
}

function commonColors(all: readonly Colors[]): Colors {
  const [{ title, axis: { colorscale } }] = all;
  const other = all.find((colors) =>
    colors.title !== title || String(colors.axis.colorscale) !== String(colorscale)
  );
  if (other) {
    throw new TypeError(
      `Expected figures with the same colours and colour title, found "${title}" and "${other.title}"`,
    );
  }
  const axes = all.map(({ axis }) => axis);
  const widest = axes.toSorted((a, b) => span(b) - span(a))[0];
  const cmin = Math.min(...axes.map((axis) => axis.cmin as number));
  const cmax = Math.max(...axes.map((axis) => axis.cmax as number));
  return { title, axis: { ...widest, cmin, cmax } };
}

function span(axis: Attributes): number {
  return (axis.cmax as number) - (axis.cmin as number);
}
