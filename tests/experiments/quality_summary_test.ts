import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  errorOf,
  type MethodError,
  type QualityRun,
  ratioOf,
  summarizeQuality,
} from "../../lib/experiments/mod.ts";

/** A run with these errors of two layers, the same in both phases save for a factor after training. */
function runOf(
  seed: number,
  errors: Partial<Record<MethodError["method"], [number, number]>>,
  time = seed,
): QualityRun {
  const phase = (factor: number) =>
    Object.entries(errors).map(([method, layers]) => ({
      method: method as MethodError["method"],
      layers: layers.map((error) => factor * error),
      time,
    }));
  return {
    activation: "tanh",
    seed,
    trainingLoss: 1,
    phases: { before: phase(1), after: phase(3) },
  };
}

const runs = [
  runOf(1, { hesscale: [1, 1], ggn: [4, 2] }),
  runOf(2, { hesscale: [4, 0], ggn: [3, 1] }),
  runOf(9, { hesscale: [2, 2], ggn: [0, 8] }),
];

Deno.test("errors are divided by HesScale's on the whole network, seed by seed", () => {
  const rows = summarizeQuality(runs);
  assertEquals(rows.length, 2 * 2 * 3);
  const find = (method: string, layer: number | null) =>
    rows.find((row) => row.phase === "before" && row.method === method && row.layer === layer)!;
  const whole = find("ggn", null);
  assertAlmostEquals(whole.ratio, (3 + 1 + 2) / 3);
  assertAlmostEquals(whole.error, (6 + 4 + 8) / 3);
  assertEquals(whole.time, 2);
  assert(whole.low >= 1 && whole.low < whole.ratio && whole.high > whole.ratio && whole.high <= 3);
  assertAlmostEquals(find("ggn", 0).ratio, (4 / 2 + 3 / 4 + 0) / 3);
  assertAlmostEquals(find("hesscale", 1).ratio, (1 / 2 + 0 + 1 / 2) / 3);
  const { ratio, low, high } = find("hesscale", null);
  assertEquals([ratio, low, high], [1, 1, 1]);
  for (const row of rows.filter(({ phase }) => phase === "after")) {
    const before = find(row.method, row.layer);
    assertAlmostEquals(row.ratio, before.ratio);
    assertAlmostEquals(row.error, 3 * before.error);
  }
});

Deno.test("activations are put together each for itself", () => {
  const relu = runs.map((run) => ({ ...run, activation: "relu" }));
  const rows = summarizeQuality([...runs, ...relu]);
  assertEquals([...new Set(rows.map(({ activation }) => activation))], ["tanh", "relu"]);
  assertEquals(
    rows.slice(12),
    rows.slice(0, 12).map((row) => ({ ...row, activation: "relu" })),
  );
  assertEquals(summarizeQuality([]), []);
});

Deno.test("errorOf and ratioOf read one layer or the whole", () => {
  assertEquals([0, 1, null].map((layer) => errorOf(runs[0], "after", "ggn", layer)), [12, 6, 18]);
  assertEquals([0, 1, null].map((layer) => ratioOf(runs[0], "after", "ggn", layer)), [2, 1, 3]);
});

Deno.test("without an error of HesScale there is nothing to divide by", () => {
  for (const run of [runOf(5, { ggn: [1, 1] }), runOf(5, { hesscale: [0, 0] })]) {
    assertThrows(
      () => summarizeQuality([run]),
      RangeError,
      "Expected HesScale's error above 0 to divide by, found 0 (seed 5)",
    );
  }
});
