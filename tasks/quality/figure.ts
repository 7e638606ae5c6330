import {
  type Phase,
  type QualityRow,
  type QualityRun,
  ratioOf,
} from "../../lib/experiments/mod.ts";
import { type Dots, dots, type Figure } from "../../lib/plot/mod.ts";

const phases = ["before", "after"] as const;

/** Errors below this share of HesScale's are rounding; the figure shows them as zero. */
const rounding = 1e-9;

function shown(ratio: number): number {
  return ratio < rounding ? 0 : ratio;
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
    summary: "standard-error",
  });
}

function panelTitle(activation: string, phase: Phase, steps: number): string {
  return phase === "before"
    ? `${activation}, before training`
    : `${activation}, after ${steps.toLocaleString("en")} steps`;
}

/** Columns of the printed table. */
export const columns = [
  { title: "method" },
  { title: "before: error ÷ HesScale's [95 %]", align: "right" },
  { title: "after: error ÷ HesScale's [95 %]", align: "right" },
  { title: "error before", align: "right" },
  { title: "error after", align: "right" },
  { title: "ms", align: "right" },
] as const;

/** Rows of the printed table for one activation. */
export function tableRows(rows: readonly QualityRow[], activation: string): string[][] {
  const whole = rows.filter((row) => row.activation === activation && row.layer === null);
  return whole.filter(({ phase }) => phase === "before").map((before) => {
    const after = whole.find((row) => row.phase === "after" && row.method === before.method)!;
    return [
      before.method,
      interval(before),
      interval(after),
      before.error.toPrecision(3),
      after.error.toPrecision(3),
      after.time.toFixed(2),
    ];
  });
}

function interval({ ratio, low, high }: QualityRow): string {
  if (ratio < rounding) return "0 (rounding)";
  return `${ratio.toPrecision(3)} [${low.toPrecision(3)}, ${high.toPrecision(3)}]`;
}
