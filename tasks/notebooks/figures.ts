import { SaxesParser } from "saxes";
import { joinLines, type MimeBundle, type MultilineText } from "./notebook.ts";

const PLOTLY = "application/vnd.plotly.v1+json";
const SVG = "image/svg+xml";

/** The keys of a Plotly trace that hold what is drawn. */
const DATA_KEYS = [
  ...["x", "y", "z", "values", "r", "theta", "a", "b", "c", "lat", "lon"],
  ...["open", "high", "low", "close", "q1", "median", "q3", "u", "v", "w"],
];

/** What an SVG is seen by; a bare `rect` is mostly the background. */
const MARKS = new Set([
  "circle",
  "ellipse",
  "image",
  "line",
  "path",
  "polygon",
  "polyline",
  "text",
]);

/** Elements whose content is drawn only where something else refers to it. */
const HIDDEN = new Set(["clipPath", "defs", "marker", "mask", "pattern", "symbol"]);

/**
 * What is wrong with the figure in an output: no trace, only empty traces, an SVG that shows nothing or is
 * no XML.
 *
 * @param bundle What the output shows, by MIME type
 * @returns The first problem in words, or `undefined` if there is none or no figure
 */
export function describeEmptyFigure(bundle: MimeBundle): string | undefined {
  if (PLOTLY in bundle) {
    const data = (bundle[PLOTLY] as { data?: unknown } | null)?.data;
    if (!Array.isArray(data) || data.length === 0) {
      return "Expected a figure with data, found no trace";
    }
    if (!data.some(hasData)) {
      return `Expected a figure with data, found ${data.length} traces without any`;
    }
  }
  if (SVG in bundle) return describeEmptySvg(joinLines(bundle[SVG] as MultilineText));
  return undefined;
}

function hasData(trace: Record<string, unknown>): boolean {
  const present = DATA_KEYS.filter((key) => trace[key] !== undefined);
  return present.length > 0 && present.every((key) => hasValue(trace[key]));
}

/** Whether something in it can be drawn: JSON has `null` where a number is not finite. */
function hasValue(data: unknown): boolean {
  if (Array.isArray(data)) return data.some(hasValue);
  if (typeof data === "object" && data !== null && "bdata" in data) return data.bdata !== "";
  return typeof data === "string" || Number.isFinite(data);
}

function describeEmptySvg(svg: string): string | undefined {
  let marks = 0;
  let hidden = 0;
  const parser = new SaxesParser();
  parser.on("opentag", ({ name }) => {
    if (HIDDEN.has(name)) hidden++;
    if (MARKS.has(name) && hidden === 0) marks++;
  });
  parser.on("closetag", ({ name }) => {
    if (HIDDEN.has(name)) hidden--;
  });
  parser.on("error", (error) => {
    throw error;
  });
  try {
    parser.write(svg).close();
  } catch (error) {
    return `Expected an SVG that is well-formed XML, found: ${(error as Error).message}`;
  }
  return marks > 0 ? undefined : "Expected an SVG with marks, found none";
}
