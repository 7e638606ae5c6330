import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  createNetwork,
  crossEntropy,
  linear,
  meanSquaredError,
  Random,
  reference,
} from "../../mod.ts";
import { createImageDataset } from "../../lib/data/mod.ts";
import { arrayExamples, confusionOn, evaluateOn, imageExamples } from "../../lib/train/mod.ts";
import { smallNetwork, threeSectors } from "./support.ts";

const images = createImageDataset({
  images: new Uint8Array([0, 51, 102, 153, 204, 255]),
  labels: new Uint8Array([1, 0, 2]),
  shape: [1, 2],
  classes: 3,
});

Deno.test("images are examples with pixels from 0 to 1, in any arrangement of features", () => {
  const flat = imageExamples(images);
  assertEquals([flat.count, flat.features], [3, [2]]);
  const into = new Float64Array(4);
  flat.inputs([2, 0], into);
  assertEquals([...into], [0.8, 1, 0, 0.2]);
  assertEquals([...flat.targets([2, 0])], [2, 1]);
  assertEquals(imageExamples(images, { features: [1, 1, 2] }).features, [1, 1, 2]);
  assertThrows(
    () => imageExamples(images, { features: [3] }),
    TypeError,
    "Expected features of 2 numbers, as an image [1, 2] has, found [3]",
  );
});

Deno.test("images are varied where there is a stream, then normalised; not in evaluation", () => {
  const normalization = { mean: [0.5], deviation: [0.25] };
  const varied = imageExamples(images, { augmentation: { flip: true, padding: 1 }, normalization });
  const inputs = (random?: Random) => {
    const into = new Float64Array(6);
    varied.inputs([0, 1, 2], into, random);
    return [...into];
  };
  const plain = [0, 0.2, 0.4, 0.6, 0.8, 1].map((value) => (value - 0.5) * 4);
  assertEquals(inputs(), plain);
  const seen = Array.from({ length: 30 }, (_, seed) => inputs(new Random(seed)));
  assertEquals(seen[7], inputs(new Random(7)));
  assert(new Set(seen.map(String)).size > 10);
  // What is cropped in is black, which is -2 here.
  assertEquals(new Set(seen.flat()), new Set([...plain, -2]));
});

Deno.test("confusion counts answers by class, in parts as in one", () => {
  const [network, examples] = [smallNetwork(), threeSectors(50)];
  const whole = confusionOn(network, examples);
  assertEquals(confusionOn(network, examples, { batch: 7 }), whole);
  assertEquals(whole.flat().reduce((a, b) => a + b), 50);
  const { accuracy } = evaluateOn(network, crossEntropy, examples);
  assertAlmostEquals((whole[0][0] + whole[1][1] + whole[2][2]) / 50, accuracy!, 1e-12);
  assertThrows(
    () => confusionOn(network, arrayExamples([[1, 2], [3, 4]], [2, 3])),
    RangeError,
    "Expected labels from 0 to 2, found 3 of example 1",
  );
});

Deno.test("arrays are examples, with labels or rows of numbers", () => {
  const rows = arrayExamples([[[1, 2]], [[3, 4]], [[5, 6]]], [[1], [2], [3]]);
  assertEquals([rows.count, rows.features], [3, [1, 2]]);
  const into = new Float32Array(4);
  rows.inputs([2, 1], into);
  assertEquals([...into], [5, 6, 3, 4]);
  assertEquals(rows.targets([2, 1]), [[3], [2]]);
  assertEquals(rows.correct, undefined);
  assertEquals(arrayExamples([[1]], [0]).correct?.(new Float32Array([2, 1]), [0]), 1);
  assertThrows(() => arrayExamples([], []), RangeError, "Expected at least 1 example, found 0");
  assertThrows(
    () => arrayExamples([[1], [2]], [0]),
    TypeError,
    "Expected 2 targets, as many as inputs, found 1",
  );
  assertThrows(() => arrayExamples([[1], [2, 3]], [0, 1]), TypeError, "found 2 entries at depth 1");
});

Deno.test("the score does not depend on how many examples go at a time", () => {
  const [network, examples] = [smallNetwork(), threeSectors(50)];
  const whole = evaluateOn(network, crossEntropy, examples, { batch: 50 });
  for (const batch of [1, 7, 49, 50, 51, 500]) {
    const { loss, accuracy } = evaluateOn(network, crossEntropy, examples, { batch });
    assertAlmostEquals(loss, whole.loss, 1e-6);
    assertEquals(accuracy, whole.accuracy);
  }
});

Deno.test("loss and accuracy against values by hand", () => {
  const network = createNetwork([linear(1, 2, { bias: false })], { backend: reference });
  network.load({ "0.weight": [1, -1] });
  const inputs = [[1], [-2], [0.5]];
  const labels = evaluateOn(network, crossEntropy, arrayExamples(inputs, [0, 0, 1]));
  const logistic = (margin: number) => Math.log1p(Math.exp(-margin));
  assertAlmostEquals(labels.loss, (logistic(2) + logistic(-4) + logistic(-1)) / 3, 1e-14);
  assertEquals(labels.accuracy, 1 / 3);
  const rows = evaluateOn(
    network,
    meanSquaredError,
    arrayExamples(inputs, [[0, 0], [0, 0], [0, 1]]),
  );
  assertAlmostEquals(rows.loss, (2 + 8 + 0.25 + 2.25) / 6, 1e-14);
  assertEquals("accuracy" in rows, false);
});

Deno.test("a score that is not finite is an error, and a batch of none", () => {
  const network = createNetwork([linear(1, 2)]);
  const examples = arrayExamples([[1e38], [1]], [[1e30, 0], [0, 0]]);
  assertThrows(
    () => evaluateOn(network, meanSquaredError, examples),
    RangeError,
    "meanSquaredError: expected a finite loss on examples 0 to 1, found Infinity",
  );
  assertThrows(
    () => evaluateOn(network, meanSquaredError, examples, { batch: 0 }),
    RangeError,
    "Expected batch to be a whole number of at least 1, found 0",
  );
});
