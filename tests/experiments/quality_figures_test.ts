import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { MethodError, QualityRun } from "../../lib/experiments/quality.ts";
import { layersFigure, qualityFigure } from "../../lib/experiments/quality_figures.ts";

const errors = (hesscale: number[], ggn: number[]): MethodError[] => [
  { method: "hesscale", layers: hesscale, time: 1 },
  { method: "ggn", layers: ggn, time: 1 },
];

const run = (activation: string, seed: number): QualityRun => ({
  activation,
  seed,
  trainingLoss: null,
  phases: { before: errors([3, 1], [2, 6]), after: errors([1, 0], [1e-15, 0]) },
});

const runs = [run("tanh", 0), run("tanh", 1), run("relu", 0)];

/** What the dots of a method show, panel by panel. */
function dotsOf(figure: ReturnType<typeof qualityFigure>, label: string): unknown[] {
  return figure.data
    .filter(({ hovertemplate, mode }) => mode === "markers" && `${hovertemplate}`.startsWith(label))
    .map(({ customdata, x }) => customdata ?? x);
}

Deno.test("each panel has one dot for each seed: the error divided by HesScale's", () => {
  const dots = dotsOf(qualityFigure(runs, 1000), "GGN");
  assertEquals(dots, [[2, 2], [0, 0], [2], [0]]);
});

Deno.test("panels name the activation function and the phase", () => {
  const titles = JSON.stringify(qualityFigure(runs, 1000).layout);
  for (
    const title of ["tanh, before training", "tanh, after 1,000 steps", "relu, before training"]
  ) {
    assertEquals(titles.includes(title), true, title);
  }
});

Deno.test("layers add up to the whole network, for the first activation only", () => {
  const trained = runs.map((one) => ({
    ...one,
    phases: { before: one.phases.before, after: one.phases.before },
  }));
  const dots = dotsOf(layersFigure(trained, 1000), "GGN") as number[][];
  assertEquals(dots, [[0.5, 0.5], [1.5, 1.5]]);
  assertAlmostEquals(dots[0][0] + dots[1][0], 2);
});
