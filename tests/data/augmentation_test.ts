import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  augmentPixels,
  createImageDataset,
  normalizationOf,
  normalizePixels,
  Random,
} from "../../lib/data/mod.ts";

/** Images [5, 4, 2] whose pixels are 1, 2, 3, … */
const images = (count: number) => Float64Array.from({ length: count * 40 }, (_, at) => 1 + at % 40);

Deno.test("augmentation moves an image by at most its padding and mirrors it, and nothing else", () => {
  const count = 400;
  const pixels = images(count);
  augmentPixels(pixels, [5, 4, 2], { flip: true, padding: 2 }, new Random(1));
  const [whole] = [images(1)];
  const seen = new Set<string>();
  for (let image = 0; image < count; image++) {
    const found = pixels.subarray(image * 40, (image + 1) * 40);
    // Where the image went, by the place of any pixel that is still there.
    const matches: string[] = [];
    for (const mirrored of [false, true]) {
      for (let down = -2; down <= 2; down++) {
        for (let right = -2; right <= 2; right++) {
          const same = found.every((value, at) => {
            const [row, column, channel] = [at >> 3, (at >> 1) & 3, at & 1];
            const [y, x] = [row + down, (mirrored ? 3 - column : column) + right];
            const inside = y >= 0 && y < 5 && x >= 0 && x < 4;
            return value === (inside ? whole[(y * 4 + x) * 2 + channel] : 0);
          });
          if (same) matches.push(`${mirrored} ${down} ${right}`);
        }
      }
    }
    assertEquals(matches.length, 1);
    seen.add(matches[0]);
  }
  assertEquals(seen.size, 50);
});

Deno.test("augmentation depends on the stream alone; without any nothing changes", () => {
  const varied = (seed: number) => {
    const pixels = images(20);
    augmentPixels(pixels, [5, 4, 2], { flip: true, padding: 1 }, new Random(seed));
    return pixels;
  };
  assertEquals(varied(3), varied(3));
  assert(varied(3).some((value, at) => value !== varied(4)[at]));
  const pixels = images(2);
  augmentPixels(pixels, [5, 4, 2], {}, new Random(1));
  assertEquals(pixels, images(2));
});

Deno.test("augmentation refuses other shapes and paddings", () => {
  const refuse = (shape: number[], padding: number) => () =>
    augmentPixels(images(1), shape, { padding }, new Random(1));
  assertThrows(refuse([5, 3, 2], 1), TypeError, "found 40 numbers for [5, 3, 2]");
  assertThrows(refuse([40], 1), TypeError, "found 40 numbers for [40]");
  assertThrows(refuse([5, 4, 2], 1.5), RangeError, "Expected padding to be a whole number");
});

Deno.test("normalised training pixels have mean 0 and deviation 1 in each channel", () => {
  const random = new Random(1);
  const bytes = Uint8Array.from(
    { length: 50 * 12 },
    (_, at) => random.integer(at % 3 === 0 ? 256 : 40),
  );
  const dataset = createImageDataset({
    images: bytes,
    labels: new Uint8Array(50),
    shape: [2, 2, 3],
  });
  const pixels = Float64Array.from(bytes, (byte) => byte / 255);
  normalizePixels(pixels, normalizationOf(dataset));
  for (let channel = 0; channel < 3; channel++) {
    const values = pixels.filter((_, at) => at % 3 === channel);
    assertAlmostEquals(values.reduce((a, b) => a + b) / values.length, 0, 1e-12);
    assertAlmostEquals(values.reduce((a, b) => a + b * b, 0) / values.length, 1, 1e-12);
  }
});

Deno.test("normalisation refuses a channel without contrast, and other channels", () => {
  const flat = { images: new Uint8Array(8).fill(51), labels: new Uint8Array(2), shape: [2, 2] };
  assertThrows(
    () => normalizationOf(createImageDataset(flat)),
    RangeError,
    "Expected images that differ in channel 0, found 0.2 everywhere",
  );
  assertThrows(
    () => normalizePixels(new Float32Array(4), { mean: [0, 0, 0], deviation: [1, 1, 1] }),
    TypeError,
    "Expected pixels of 3 channels with as many deviations, found 4 numbers and 3 deviations",
  );
});
