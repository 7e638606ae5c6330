import { assertEquals } from "@std/assert";
import type { HeatmapRun, LayerHessian } from "../../lib/experiments/heatmaps.ts";
import { heatmapsFigure } from "../../lib/experiments/heatmaps_figure.ts";

const layer = (magnitude: number[][], dominance: number): LayerHessian[] => [
  { layer: 0, magnitude, dominance },
];

const run = (after: number[][]): HeatmapRun => ({
  activation: "tanh",
  seed: 0,
  trainingLoss: 1,
  phases: { before: layer([[20, 2], [2, 0.2]], 0.83), after: layer(after, 1) },
});

Deno.test("magnitudes are divided by the largest of their panel", () => {
  const { data } = heatmapsFigure([run([[1, 0.1], [0.1, 1]])], 10);
  assertEquals(data.map(({ z }) => z), [[[0, -1], [-1, -2]], [[0, -1], [-1, 0]]]);
});

Deno.test("a layer of dead units has a panel without magnitudes", () => {
  const { data } = heatmapsFigure([run([[0, 0], [0, 0]])], 10);
  assertEquals(data[1].z, [[-3, -3], [-3, -3]]);
});

Deno.test("each panel says its diagonal's share, and that of equal entries", () => {
  const text = JSON.stringify(heatmapsFigure([run([[1, 0], [0, 1]])], 1000).layout);
  for (const part of ["diagonal 83 % (even: 50 %)", "tanh, before", "tanh, 1,000 steps"]) {
    assertEquals(text.includes(part), true, part);
  }
});
