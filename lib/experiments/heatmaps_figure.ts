import type { Figure } from "../plot/figure.ts";
import { heatMapGrid, type HeatMapPanel } from "../plot/heat_map.ts";
import type { HeatmapRun } from "./heatmaps.ts";

/** Fig. 3: Hessians with respect to pre-activations, a row per network and phase, a column per layer. */
export function heatmapsFigure(runs: readonly HeatmapRun[], steps: number): Figure {
  const rows = runs.flatMap((run) =>
    (["before", "after"] as const).map((phase) => ({
      title: phase === "before"
        ? `${run.activation}, before`
        : `${run.activation}, ${steps.toLocaleString("en")} steps`,
      layers: run.phases[phase],
    }))
  );
  const panels = rows.flatMap(({ layers }) =>
    layers.map(({ layer, magnitude, dominance }): HeatMapPanel => {
      // Of a layer whose units are all dead, everything is 0.
      const largest = Math.max(...magnitude.map((row) => Math.max(...row))) || 1;
      return {
        values: magnitude.map((row) => row.map((value) => value / largest)),
        title: `layer ${layer + 1}`,
        note: `diagonal ${(100 * dominance).toFixed(0)} % (even: ${
          (100 / magnitude.length).toFixed(0)
        } %)`,
      };
    })
  );
  return heatMapGrid(panels, {
    title: "Hessian of the loss with respect to pre-activations",
    caption:
      "Mean magnitude over single images, divided by the largest of its panel. Under each: the share of the sum of magnitudes that lies on the diagonal, and what it would be were all entries alike.",
    columns: rows[0].layers.length,
    rowTitles: rows.map(({ title }) => title),
    color: { title: "|∂²L/∂a∂a′| ÷ largest", scale: "log", range: [1e-3, 1] },
  });
}
