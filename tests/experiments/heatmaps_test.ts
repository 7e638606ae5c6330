import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { loadDigits } from "../../lib/data/mod.ts";
import { type HeatmapSetting, heatmapsFigure, measureHeatmaps } from "../../lib/experiments/mod.ts";

const digits = await loadDigits();
const setting: HeatmapSetting = {
  activation: "tanh",
  network: [784, 5, 4, 10],
  steps: 5,
  batch: 8,
  stepSize: 0.01,
  samples: 3,
  seed: 1,
};
const run = measureHeatmaps(setting, digits);

Deno.test("every Hessian is symmetric, with magnitudes and the share of their diagonal", () => {
  for (const layers of [run.phases.before, run.phases.after]) {
    assertEquals(layers.map(({ layer, magnitude }) => [layer, magnitude.length]), [
      [0, 5],
      [1, 4],
      [2, 10],
    ]);
    for (const { magnitude, dominance } of layers) {
      let [all, diagonal] = [0, 0];
      for (const [i, row] of magnitude.entries()) {
        diagonal += row[i];
        for (const [j, value] of row.entries()) {
          assert(value > 0, "single images of tanh leave no zero");
          assertAlmostEquals(value, magnitude[j][i], 1e-15);
          all += value;
        }
      }
      assertAlmostEquals(dominance, diagonal / all, 1e-14);
    }
  }
});

Deno.test("the last layer's Hessian is diag(p) − ppᵀ, whose rows have their half on the diagonal", () => {
  for (const phase of ["before", "after"] as const) {
    const { magnitude, dominance } = run.phases[phase][2];
    assertAlmostEquals(dominance, 0.5, 1e-14);
    for (const [i, row] of magnitude.entries()) {
      const others = row.reduce((sum, value) => sum + value, -row[i]);
      assertAlmostEquals(others, row[i], 1e-15);
    }
  }
});

Deno.test("the seed and the training decide", () => {
  assertEquals(measureHeatmaps(setting, digits), run);
  assertNotEquals(
    measureHeatmaps({ ...setting, seed: 2 }, digits).phases.before,
    run.phases.before,
  );
  assertNotEquals(run.phases.after, run.phases.before);
});

Deno.test("one ReLU unit is dead for some images: then all is zero, and the figure is drawn", () => {
  const dead = [0, 1, 2, 3, 4, 5, 6, 7].map((seed) =>
    measureHeatmaps(
      { ...setting, activation: "relu", network: [784, 1, 10], samples: 1, steps: 0, seed },
      digits,
    )
  ).filter(({ phases }) => phases.before[0].magnitude[0][0] === 0);
  assert(dead.length > 0);
  assertEquals(dead[0].phases.before[0].dominance, 1);
  assertEquals(dead[0].trainingLoss, null);
  assert(heatmapsFigure(dead.slice(0, 1), 0).data.length > 0);
});

Deno.test("more samples than images are refused", () => {
  assertThrows(
    () => measureHeatmaps({ ...setting, samples: 10_001 }, digits),
    RangeError,
    "Expected at most 10000 samples, the number of images, found 10001",
  );
});
