import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import {
  createImageDataset,
  labelsAt,
  pixelsAt,
  Random,
  selectImages,
  splitDataset,
} from "../../lib/data/mod.ts";

/** Twenty images of 1×2 pixels; image `i` holds `i` and `10 i`, and has the label `i % 10`. */
function makeDataset() {
  return createImageDataset({
    images: Uint8Array.from({ length: 40 }, (_, i) => (i % 2 ? 10 : 1) * Math.floor(i / 2)),
    labels: Uint8Array.from({ length: 20 }, (_, i) => i % 10),
    shape: [1, 2],
  });
}

Deno.test("pixelsAt gives numbers from 0 to 1 in either precision", () => {
  const dataset = makeDataset();
  assertEquals(
    pixelsAt(dataset, [3, 19]),
    new Float32Array([3 / 255, 30 / 255, 19 / 255, 190 / 255]),
  );
  const into = new Float64Array(2);
  const pixels: Float64Array = pixelsAt(dataset, [7], { into });
  assert(pixels === into);
  assertEquals([...into], [7 / 255, 70 / 255]);
  const extremes = createImageDataset({
    images: new Uint8Array([0, 255]),
    labels: new Uint8Array([0]),
    shape: [2],
  });
  assertEquals([...pixelsAt(extremes, [0])], [0, 1]);
});

Deno.test("labelsAt and selectImages take the same images", () => {
  const dataset = makeDataset();
  const indices = new Uint32Array([5, 5, 12]);
  assertEquals([...labelsAt(dataset, indices)], [5, 5, 2]);
  const selected = selectImages(dataset, indices);
  assertEquals([...selected.images], [5, 50, 5, 50, 12, 120]);
  assertEquals([selected.count, [...selected.labels], selected.shape], [3, [5, 5, 2], [1, 2]]);
  selected.images.fill(0);
  assertEquals(dataset.images[10], 5, "a copy");
});

Deno.test("splitDataset divides without loss or overlap, by the seed", () => {
  const dataset = makeDataset();
  const first = (seed: number) => splitDataset(dataset, { test: 6, random: new Random(seed) });
  const { train, test } = first(1);
  assertEquals([train.count, test.count], [14, 6]);
  const pixels = [...train.images, ...test.images].filter((_, i) => i % 2 === 0);
  assertEquals(pixels.sort((a, b) => a - b), Array.from({ length: 20 }, (_, i) => i));
  for (const part of [train, test]) {
    part.labels.forEach((label, i) => assertEquals(label, part.images[2 * i] % 10));
  }
  assertEquals(first(1), { train, test });
  assertNotEquals(first(2), { train, test });
});

const bytes = (length: number) => new Uint8Array(length);

const BAD: [string, () => unknown, typeof TypeError | typeof RangeError, string][] = [
  [
    "createImageDataset refuses too few images",
    () => createImageDataset({ images: bytes(7), labels: bytes(2), shape: [2, 2] }),
    TypeError,
    "Expected 8 bytes of images for 2 labels and shape [2, 2], found 7",
  ],
  [
    "createImageDataset refuses images without pixels",
    () => createImageDataset({ images: bytes(0), labels: bytes(2), shape: [0, 3], source: "here" }),
    RangeError,
    "Expected images of at least 1 pixel in here, found shape [0, 3]",
  ],
  [
    "createImageDataset refuses a label that is no class",
    () =>
      createImageDataset({ images: bytes(2), labels: bytes(2).fill(3), shape: [1], classes: 3 }),
    RangeError,
    "Expected classes from 0 to 2 in the labels, found 3 at index 0",
  ],
  [
    "createImageDataset refuses too few names",
    () =>
      createImageDataset({ images: bytes(1), labels: bytes(1), shape: [1], classes: 3, names: [] }),
    TypeError,
    "Expected 3 names of classes, found 0",
  ],
  [
    "selectImages refuses an index beyond the end",
    () => selectImages(makeDataset(), [0, 20]),
    RangeError,
    "Expected an index of an image from 0 to 19, found 20",
  ],
  [
    "selectImages refuses to select nothing",
    () => selectImages(makeDataset(), []),
    RangeError,
    "Expected at least 1 image, found 0",
  ],
  [
    "pixelsAt refuses half an index",
    () => pixelsAt(makeDataset(), [0.5]),
    RangeError,
    "Expected an index of an image from 0 to 19, found 0.5",
  ],
  [
    "pixelsAt refuses an array of another length",
    () => pixelsAt(makeDataset(), [1, 2], { into: new Float32Array(3) }),
    TypeError,
    "Expected room for 4 pixels (2 images of 2), found 3",
  ],
  [
    "labelsAt refuses a negative index",
    () => labelsAt(makeDataset(), [-1]),
    RangeError,
    "Expected an index of an image from 0 to 19, found -1",
  ],
  ...[0, 20, 1.5, NaN].map((test): typeof BAD[number] => [
    `splitDataset refuses a test set of ${test}`,
    () => splitDataset(makeDataset(), { test, random: new Random(1) }),
    RangeError,
    `Expected test to be a whole number from 1 to 19, found ${test}`,
  ]),
];

for (const [name, act, kind, message] of BAD) {
  Deno.test(name, () => {
    const error = assertThrows(act, kind);
    assertEquals(error.message, message);
  });
}
