import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { createImageDataset, loadDigits, pixelsAt } from "../../lib/data/mod.ts";
import {
  errorOf,
  measureQuality,
  type MethodName,
  type Phase,
  type QualityRun,
  type QualitySetting,
} from "../../lib/experiments/mod.ts";
import {
  createNetwork,
  crossEntropy,
  exactDiagonal,
  mlp,
  Random,
  reference,
  tanh,
} from "../../mod.ts";
import { withoutTimes } from "../tasks/support/task_process.ts";

const digits = await loadDigits();

const setting: QualitySetting = {
  activation: "tanh",
  network: [784, 6, 5, 10],
  steps: 40,
  batch: 16,
  stepSize: 0.01,
  samples: 2,
  seed: 3,
  methods: ["hesscale", "hesscale-gn", "hesscale-full", "ggn", "ggn-mc-1", "hutchinson-1", "zero"],
};
const run = measureQuality(setting, digits);
const PHASES: readonly Phase[] = ["before", "after"];

/** Errors of layers, as shares of the diagonal's own norm in the whole network. */
function shares(from: QualityRun, phase: Phase, method: MethodName): number[] {
  const { layers } = from.phases[phase].find((found) => found.method === method)!;
  return layers.map((error) => error / errorOf(from, phase, "zero", null));
}

Deno.test("the last layer's diagonal is exact by HesScale and HesScaleGN, the first's is not", () => {
  for (const phase of PHASES) {
    for (const method of ["hesscale", "hesscale-gn"] as const) {
      const [first, second, last] = shares(run, phase, method);
      assert(first > 1e-4 && second > 1e-4, `${method}: ${first}, ${second}`);
      assert(last < 1e-14, `${method}: ${last}`);
    }
  }
});

Deno.test("with all columns HesScale is exact for two hidden layers", () => {
  for (const phase of PHASES) {
    for (const share of shares(run, phase, "hesscale-full")) assert(share < 1e-13, `${share}`);
    assert(shares(run, phase, "ggn")[0] > 1e-4, "the Gauss–Newton matrix is another one for tanh");
  }
});

Deno.test("the Gauss–Newton diagonal is exact for ReLU, and HesScale is HesScaleGN", () => {
  const methods = ["hesscale", "hesscale-gn", "ggn", "zero"] as const;
  const relu = measureQuality({
    ...setting,
    activation: "relu",
    network: [784, 12, 12, 10],
    methods,
  }, digits);
  for (const phase of PHASES) {
    for (const share of shares(relu, phase, "ggn")) assert(share < 1e-13, `${share}`);
    assertEquals(shares(relu, phase, "hesscale"), shares(relu, phase, "hesscale-gn"));
    assert(shares(relu, phase, "hesscale")[0] > 1e-4);
  }
});

Deno.test("the error of zero is the norm of the exact diagonal of the images that the seed chooses", () => {
  const { seed, samples } = setting;
  const network = createNetwork(mlp([784, 6, 5, 10], tanh), { seed, backend: reference });
  const order = new Random(seed).split("samples").permutation(digits.count);
  let norm = 0;
  for (const index of order.subarray(0, samples)) {
    const input = [[...pixelsAt(digits, [index])]];
    const { curvature } = exactDiagonal(network, input, crossEntropy([digits.labels[index]]));
    norm += curvature.flat().reduce((sum, value) => sum + Math.abs(value), 0) / samples;
  }
  const error = errorOf(run, "before", "zero", null);
  assertAlmostEquals(error / norm, 1, 1e-12);
});

Deno.test("the same seed gives the same bits, another one other numbers", () => {
  assertEquals(withoutTimes(measureQuality(setting, digits)), withoutTimes(run));
  const other = measureQuality({ ...setting, seed: 4 }, digits);
  for (const phase of PHASES) {
    for (const method of ["hesscale", "ggn-mc-1", "hutchinson-1", "zero"] as const) {
      assertNotEquals(shares(other, phase, method), shares(run, phase, method));
    }
  }
});

Deno.test("what is measured beside a method does not change its error", () => {
  const alone = measureQuality({ ...setting, methods: ["hutchinson-1"] }, digits);
  for (const phase of PHASES) {
    assertEquals(
      errorOf(alone, phase, "hutchinson-1", null),
      errorOf(run, phase, "hutchinson-1", null),
    );
  }
});

Deno.test("training lowers the loss; without steps there is none, and both phases are alike", () => {
  const methods = ["hesscale"] as const;
  const short = measureQuality({ ...setting, methods, steps: 1 }, digits);
  assert(run.trainingLoss! < 0.8 * short.trainingLoss!, `${run.trainingLoss}`);
  assertAlmostEquals(short.trainingLoss!, Math.log(10), 1);
  const none = measureQuality({ ...setting, methods, steps: 0 }, digits);
  assertEquals(none.trainingLoss, null);
  assertEquals(withoutTimes(none.phases.before), withoutTimes(none.phases.after));
  assertEquals(withoutTimes(none.phases.before), withoutTimes(run.phases.before.slice(0, 1)));
});

Deno.test("times are positive, and zero takes none", () => {
  for (const phase of PHASES) {
    for (const { method, time } of run.phases[phase]) assertEquals(time > 0, method !== "zero");
  }
});

/** The digits' first images, every fourth pixel of every fourth row. */
const small = createImageDataset({
  images: digits.images.subarray(0, 40 * 784).filter((_, i) =>
    i % 28 % 4 === 2 && Math.floor(i / 28) % 28 % 4 === 2
  ),
  labels: digits.labels.subarray(0, 40),
  shape: [7, 7],
});

Deno.test("a convolutional network with ReLU: columns are exact in its dense layers, the Gauss–Newton diagonal in all", () => {
  const convolutional = { ...setting, network: "2c2d-small", activation: "relu" } as const;
  const methods = ["hesscale", "hesscale-full", "ggn", "zero"] as const;
  const found = measureQuality({ ...convolutional, methods }, small);
  assert(found.trainingLoss! < Math.log(10), `${found.trainingLoss}`);
  for (const phase of PHASES) {
    const full = shares(found, phase, "hesscale-full");
    assertEquals(full.length, 4);
    assert(full[2] < 1e-14 && full[3] < 1e-14, `${full}`);
    const [first, second, third, last] = shares(found, phase, "hesscale");
    assert(first > 1e-4 && second > 1e-4 && third > 1e-4, `${first}, ${second}, ${third}`);
    assert(last < 1e-14, `${last}`);
    for (const share of shares(found, phase, "ggn")) assert(share < 1e-13, `${share}`);
  }
});

Deno.test("settings that do not suit the images or name nothing are refused", () => {
  const refused: [Partial<QualitySetting>, string][] = [
    [{ samples: 10_001 }, "Expected at most 10000 samples, the number of images, found 10001"],
    [{ network: [783, 10] }, "Expected a network from 784 pixels to 10 classes, found 783-10"],
    [{ network: "2c2d-smal" as "2c2d-small" }, 'found "2c2d-smal", did you mean "2c2d-small"?'],
    [{ activation: "tahn" as "tanh" }, 'found "tahn", did you mean "tanh"?'],
    [{ methods: ["ggm" as "ggn"] }, 'found "ggm", did you mean "ggn"?'],
    [{ batch: 10_001 }, "found 10001"],
  ];
  for (const [change, message] of refused) {
    assertThrows(() => measureQuality({ ...setting, ...change }, digits), RangeError, message);
  }
});
