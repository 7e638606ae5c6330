import type { Attributes, Trace } from "./figure.ts";
import { lineCount, lineSpacing, markupWidth, wrapText } from "./text_metrics.ts";
import { fontSizes } from "./theme.ts";

/** Where the legend stands and how much room it takes, in pixels. */
export interface Legend {
  /** Above the panels in one line, or at their right. */
  readonly side: "top" | "right" | "none";
  /** Room it takes from the width of the panels. */
  readonly width: number;
  /** Room it takes from the height. */
  readonly height: number;
}

/** Width of the symbol before an entry and the gaps around it, as Plotly draws them. */
const SYMBOL = 46;
/** Entries of a legend at the right are broken into lines of this width. */
const ENTRY_WIDTH = 150;
/** Plotly's gap between entries, one above the other. */
const ENTRY_GAP = 5;

/** Whether a trace has an entry in the legend. */
function hasEntry(trace: Trace): boolean {
  return trace.name !== undefined && trace.showlegend !== false;
}

/**
 * Gives every name one entry, however many traces have it, and lets an entry switch all of them on
 * and off.
 *
 * @param traces The traces of all panels.
 * @returns The same traces with Plotly's attributes about legends.
 */
export function mergeEntries(traces: readonly Trace[]): Trace[] {
  const seen = new Set<string>();
  return traces.map((trace) => {
    if (!hasEntry(trace)) return { ...trace, showlegend: false };
    const first = !seen.has(trace.name!);
    seen.add(trace.name!);
    return { ...trace, showlegend: first, legendgroup: trace.legendgroup ?? trace.name };
  });
}

/**
 * Chooses the legend's side: above the panels if it fits there in one line, at the right otherwise.
 * Names are broken into lines if they stand at the right.
 *
 * @param traces The traces, with merged entries.
 * @param width Pixels between the figure's edges.
 * @returns The legend, and the traces with the names it shows.
 */
export function placeLegend(
  traces: readonly Trace[],
  width: number,
): { readonly legend: Legend; readonly traces: readonly Trace[] } {
  const names = traces.filter(hasEntry).map((trace) => trace.name!);
  if (names.length === 0) return { legend: { side: "none", width: 0, height: 0 }, traces };
  const widths = names.map((name) => markupWidth(name, fontSizes.legend) + SYMBOL);
  if (widths.reduce((sum, entry) => sum + entry, 0) <= width) {
    return {
      legend: { side: "top", width: 0, height: fontSizes.legend * lineSpacing + 12 },
      traces,
    };
  }
  const wrap = (name: string) => wrapText(name, ENTRY_WIDTH, fontSizes.legend);
  const wrapped = names.map(wrap);
  const widest = Math.max(...wrapped.map((name) => markupWidth(name, fontSizes.legend)));
  const lines = wrapped.reduce((sum, name) => sum + lineCount(name), 0);
  return {
    legend: {
      side: "right",
      width: widest + SYMBOL + 10,
      height: lines * fontSizes.legend * lineSpacing + wrapped.length * ENTRY_GAP + 12,
    },
    traces: traces.map((trace) => hasEntry(trace) ? { ...trace, name: wrap(trace.name!) } : trace),
  };
}

/**
 * Plotly's attributes of a legend.
 *
 * @param side Where it stands.
 * @param x Its left end, as a share of the figure's width.
 * @param y Its upper end, as a share of the figure's height, counted from below.
 * @returns The attributes.
 */
export function legendAttributes(side: "top" | "right", x: number, y: number): Attributes {
  return {
    orientation: side === "top" ? "h" : "v",
    x,
    y,
    xanchor: "left",
    yanchor: "top",
    traceorder: "normal",
    bgcolor: "rgba(0, 0, 0, 0)",
    font: { size: fontSizes.legend },
  };
}
/**
 * An entry of the legend that explains a kind of mark and draws nothing. Entries of groups come
 * before those of other traces, and entries without a group after them.
 *
 * @param name What the mark means.
 * @param marker Plotly's attributes of the mark.
 * @param group Traces of this `legendgroup` are switched on and off together with the entry.
 * @returns The trace.
 */
export function legendEntry(name: string, marker: Attributes, group?: string): Trace {
  return {
    type: "scatter",
    mode: "markers",
    name,
    x: [null],
    y: [null],
    marker,
    hoverinfo: "skip",
    legendrank: group === undefined ? 1050 : 900,
    ...(group !== undefined && { legendgroup: group }),
  };
}
