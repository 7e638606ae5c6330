import { facets, type Figure, lines } from "../../lib/plot/mod.ts";
import type { Row } from "./measure.ts";

/** Prefixes of the cases that are drawn, and the titles of their panels. */
const panels: Readonly<Record<string, string>> = { depth: "Depth", width: "Width" };

/** Whether a case is a point of the figure. */
export function isDrawn(name: string): boolean {
  return Object.hasOwn(panels, name.split("-")[0]);
}

/** The cost study: time per update against depth and width, of which one may be left out. */
export function costFigure(rows: readonly Row[]): Figure {
  const panel = ([prefix, title]: [string, string]) => {
    const found = rows.filter((row) => row.case.startsWith(`${prefix}-`) && row.backend === "simd");
    const data = [...new Set(found.map(({ method }) => method))].map((name) => {
      const series = found.filter(({ method }) => method === name);
      return {
        name,
        x: series.map((row) => Number(row.case.slice(prefix.length + 1))),
        y: series.map((row) => row.median_us / 1000),
        band: [
          series.map((row) => row.p10_us / 1000),
          series.map((row) => row.p90_us / 1000),
        ] as [number[], number[]],
      };
    });
    return lines(data, {
      title,
      x: {
        title: prefix === "depth" ? "layers of 512 units" : "units in each layer",
        scale: "log",
      },
      y: { title: "time per update", unit: "ms", scale: "log" },
      interval: "10 % to 90 % of samples",
    });
  };
  const shown = Object.entries(panels).filter(([prefix]) =>
    rows.some((row) => row.case.startsWith(`${prefix}-`))
  );
  return facets(shown.map(panel), {
    title: "Cost of an update",
    caption:
      "Forward, backward and step; batch 1, tanh, cross-entropy over 10 classes; median with the range from the 10th to the 90th percentile.",
  });
}
