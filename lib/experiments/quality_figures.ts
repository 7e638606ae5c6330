import { type Dots, dots } from "../plot/dots.ts";
import type { Figure } from "../plot/figure.ts";
import type { Phase, QualityRun } from "./quality.ts";
import { ratioOf, roundingShare } from "./quality_summary.ts";

const phases = ["before", "after"] as const;

/** Five digits are more than anyone can see, and keep the figure's file small. */
function shown(ratio: number): number {
  return ratio < roundingShare ? 0 : Number(ratio.toPrecision(5));
}

/** Fig. 2a: each method's error on the whole network, one dot per seed. */
export function qualityFigure(runs: readonly QualityRun[], steps: number): Figure {
  const data: Dots[] = [];
  for (const activation of new Set(runs.map((run) => run.activation))) {
    const seeds = runs.filter((run) => run.activation === activation);
    for (const phase of phases) {
      for (const { method } of seeds[0].phases[phase]) {
        data.push({
          category: method,
          panel: panelTitle(activation, phase, steps),
          values: seeds.map((run) => shown(ratioOf(run, phase, method, null))),
        });
      }
    }
  }
  return dots(data, {
    title: "Error of approximations of the Hessian diagonal",
    caption:
      "L1 distance to the exact diagonal divided by HesScale's. One dot is one network (seed); zero stands for rounding errors.",
    value: { title: "error ÷ HesScale's error", scale: "log" },
    references: [{ value: 1, label: "HesScale" }],
    columns: 2,
    summary: "standard-error",
  });
}

/** Fig. 2b: the same for each layer. */
export function layersFigure(runs: readonly QualityRun[], steps: number): Figure {
  const data: Dots[] = [];
  const activation = runs[0].activation;
  const seeds = runs.filter((run) => run.activation === activation);
  for (const { method, layers } of seeds[0].phases.after) {
    for (const layer of layers.keys()) {
      data.push({
        category: method,
        panel: `layer ${layer + 1}, ${activation}`,
        values: seeds.map((run) => shown(ratioOf(run, "after", method, layer))),
      });
    }
  }
  return dots(data, {
    title: `Error in each layer after ${steps.toLocaleString("en")} steps`,
    caption:
      "L1 distance to the exact diagonal within a layer divided by HesScale's of the whole network. One dot is one network (seed).",
    value: { title: "error ÷ HesScale's error", scale: "log" },
    references: [{ value: 1, label: "HesScale, all layers" }],
    ...(seeds[0].phases.after[0].layers.length > 3 && { columns: 2 }),
    summary: "standard-error",
  });
}

function panelTitle(activation: string, phase: Phase, steps: number): string {
  return phase === "before"
    ? `${activation}, before training`
    : `${activation}, after ${steps.toLocaleString("en")} steps`;
}
