import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { loadDigits, selectImages } from "../../lib/data/mod.ts";
import {
  type ComparedOptimizer,
  comparedOptimizers,
  epochsFigure,
  type OptimizerRun,
  type OptimizerSetting,
  summarizeOptimizers,
  timeEpochs,
  timeEvaluation,
  trainWith,
} from "../../lib/experiments/mod.ts";

const all = await loadDigits();
const part = (start: number, count: number) =>
  selectImages(all, Array.from({ length: count }, (_, i) => start + i));
const digits = { train: part(0, 1000), test: part(1000, 500) };

const setting: OptimizerSetting = {
  optimizer: "adahesscale",
  stepSize: 0.01,
  delta: 1e-3,
  architecture: { kind: "mlp", widths: [784, 6, 10], activation: "tanh" },
  epochs: 2,
  batch: 50,
  validation: 300,
  seed: 1,
};

/** A run without what depends on the machine. */
function withoutSeconds({ epochs, ...run }: OptimizerRun) {
  return { ...run, epochs: epochs.map(({ seconds: _, ...epoch }) => epoch) };
}

Deno.test("every optimizer of the comparison learns, and the seed determines how", async () => {
  for (const optimizer of comparedOptimizers) {
    const run = await trainWith({ ...setting, optimizer, stepSize: 3e-3 }, digits);
    const again = await trainWith({ ...setting, optimizer, stepSize: 3e-3 }, digits);
    assertEquals(run.diverged, null);
    assertEquals(withoutSeconds(run), withoutSeconds(again));
    const [first, second] = run.epochs;
    if (optimizer !== "adabl89") assert(second.trainingLoss < first.trainingLoss, optimizer);
  }
});

Deno.test("scaling limits a step size that is too large, and leaves a small one alone", async () => {
  const at = async (optimizer: ComparedOptimizer, stepSize: number, delta = 1e-3) =>
    (await trainWith({ ...setting, optimizer, stepSize, delta }, digits)).epochs.at(-1)!;
  const large = await at("adahesscale", 1);
  assert((await at("adahesscale-scaled", 1)).trainingLoss < large.trainingLoss);
  const small = await at("adahesscale", 1e-4);
  const scaled = await at("adahesscale-scaled", 1e-4, 1e6);
  assertEquals(scaled.trainingLoss, small.trainingLoss);
});

Deno.test("a run that diverges is a result, with the reason", async () => {
  const { diverged, epochs } = await trainWith(
    { ...setting, optimizer: "sgd", stepSize: 1e38 },
    digits,
  );
  assert(diverged !== null && /finite/.test(diverged), String(diverged));
  assertEquals(epochs, []);
});

Deno.test("images must be left to train on, and to choose by", async () => {
  for (const validation of [1000, 0]) {
    await assertRejects(
      () => trainWith({ ...setting, validation }, digits),
      RangeError,
      `Expected from 1 to 999 validation images of the 1000 there are, found ${validation}`,
    );
  }
});

Deno.test("a convolutional network learns from normalised images; the test may be a part", async () => {
  const run = await trainWith({
    ...setting,
    architecture: {
      kind: "2c2d",
      image: [28, 28, 1],
      classes: 10,
      activation: "tanh",
      channels: [2, 3],
      dense: [8],
    },
    normalize: true,
    test: 40,
  }, digits);
  assertEquals(run.diverged, null);
  const [first, second] = run.epochs;
  assert(second.trainingLoss < first.trainingLoss);
  assertAlmostEquals((40 * second.testAccuracy) % 1, 0, 1e-9);
});

Deno.test("images of another size than the network's are refused", async () => {
  const image = [32, 32, 3];
  const architecture = { kind: "3c3d", image, classes: 10, activation: "tanh" } as const;
  await assertRejects(
    () => trainWith({ ...setting, architecture }, digits),
    TypeError,
    "Expected features of 784 numbers, as an image [28, 28] has, found [32, 32, 3]",
  );
});

Deno.test("timeEpochs gives a time for each setting", async () => {
  const settings = (["sgd", "adaggnmc"] as const).map((optimizer) => ({ ...setting, optimizer }));
  const seconds = await timeEpochs(settings, digits, { rounds: 1, steps: 5 });
  assertEquals(seconds.length, 2);
  assert(seconds.every((value) => value > 0 && Number.isFinite(value)));
  assert(timeEvaluation(setting, digits) > 0);
});

/** A run whose losses are given epoch by epoch. */
function given(
  optimizer: ComparedOptimizer,
  stepSize: number,
  seed: number,
  losses: readonly number[],
  validationLoss: number,
): OptimizerRun {
  const epochs = losses.map((trainingLoss, i) => ({
    trainingLoss,
    validationLoss,
    testAccuracy: 0.9,
    seconds: i + 1,
  }));
  return { optimizer, stepSize, seed, epochs, diverged: null };
}

Deno.test("the step size is that of the least validation loss, whatever the training loss", () => {
  const { best, sensitivity } = summarizeOptimizers([
    given("adam", 0.1, 0, [2, 0.1], 0.9),
    given("adam", 0.1, 1, [2, 0.1], 0.8),
    given("adam", 0.01, 0, [3, 1], 0.5),
    given("adam", 0.01, 1, [3, 2], 0.7),
    given("adahesscale", 0.01, 0, [1.4, 0.5], 0.6),
    given("adahesscale", 0.01, 1, [1.4, 0.5], 0.6),
    given("sgd", 0.01, 0, [5, 4], 0.6),
    given("sgd", 0.01, 1, [5, 4], 0.6),
  ]);
  assertEquals(
    best.map(({ optimizer, stepSize, epochsToAdam }) => [optimizer, stepSize, epochsToAdam]),
    [["sgd", 0.01, null], ["adam", 0.01, 2], ["adahesscale", 0.01, 1]],
  );
  assertAlmostEquals(best[1].trainingLoss.mean, 1.5);
  assertEquals(sensitivity.map(({ stepSize }) => stepSize), [0.01, 0.01, 0.1, 0.01]);
});

Deno.test("curves of scaled steps are drawn unless those of the same optimizer without are there", () => {
  const drawn = (...names: ComparedOptimizer[]) => {
    const runs = names.flatMap((name) => [0, 1].map((seed) => given(name, 0.01, seed, [2, 1], 1)));
    const { data } = epochsFigure(runs, summarizeOptimizers(runs));
    return new Set(data.map(({ legendgroup, name }) => legendgroup ?? name));
  };
  const [one, two] = [drawn("adam-scaled"), drawn("adahesscale", "adahesscale-scaled")];
  assertEquals([one.size > 0, drawn("adahesscale")], [true, two]);
});

Deno.test("a step size at which a run diverged is not chosen, and says so", () => {
  const diverged = { ...given("adam", 0.1, 1, [2], 0.1), diverged: "expected a finite loss" };
  const runs = [
    given("adam", 0.1, 0, [2, 0.1], 0.1),
    diverged,
    given("adam", 0.01, 0, [3, 1], 0.5),
    { ...diverged, optimizer: "sgd" as const, epochs: [] },
  ];
  const { best, sensitivity } = summarizeOptimizers(runs);
  assertEquals(best.map(({ optimizer, stepSize }) => [optimizer, stepSize]), [["adam", 0.01]]);
  assertEquals(
    sensitivity.map(({ optimizer, diverged, validationLoss }) => [
      optimizer,
      diverged,
      validationLoss,
    ]),
    [["sgd", 1, null], ["adam", 0, 0.5], ["adam", 1, null]],
  );
});

Deno.test("step sizes are chosen by the grid, results are of the runs that follow it", () => {
  const grid = [
    given("adam", 0.1, 0, [2], 0.4),
    given("adam", 0.01, 0, [3], 0.5),
    given("sgd", 0.01, 0, [3], 0.5),
  ];
  const diverged = { ...given("adam", 0.1, 2, [2], 0.1), diverged: "expected a finite loss" };
  const runs = [
    given("adam", 0.1, 0, [2, 1, 0.5], 0.3),
    given("adam", 0.1, 1, [2, 1, 0.7], 0.5),
    diverged,
    { ...diverged, optimizer: "sgd" as const, stepSize: 0.01 },
  ];
  const { best, sensitivity } = summarizeOptimizers(grid, runs);
  assertEquals(sensitivity.length, 3);
  assertEquals(best.map(({ optimizer, stepSize, diverged }) => [optimizer, stepSize, diverged]), [
    ["adam", 0.1, 1],
  ]);
  assertAlmostEquals(best[0].trainingLoss.mean, 0.6);
  assertAlmostEquals(best[0].validationLoss.standardError, 0.1);
});
