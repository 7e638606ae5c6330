import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { loadDigits, pixelsAt } from "../../../lib/data/mod.ts";
import type { Picture } from "../../../tasks/predict/read_image.ts";
import { normalizeDigit } from "../../../tasks/predict/normalize.ts";

const digits = await loadDigits();
const SHAPE = [28, 28];

/** A digit of MNIST as a picture. */
const digit = (index: number): Picture => ({
  width: 28,
  height: 28,
  pixels: Float64Array.from(pixelsAt(digits, [index])),
});

const inverted = (image: Picture): Picture => ({
  ...image,
  pixels: image.pixels.map((value) => 1 - value),
});

/** The picture so many times as large, somewhere on a page. */
function onPage(image: Picture, times: number, left: number, top: number): Picture {
  const [width, height] = [28 * times + 90, 28 * times + 50];
  const pixels = Float64Array.from({ length: width * height }, (_, at) => {
    const x = Math.floor((at % width - left) / times);
    const y = Math.floor((Math.floor(at / width) - top) / times);
    return x >= 0 && x < 28 && y >= 0 && y < 28 ? image.pixels[y * 28 + x] : 0;
  });
  return { width, height, pixels };
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));
}

Deno.test("a digit of MNIST stays as it is, and is inverted where it is dark on light", () => {
  for (let index = 0; index < 50; index++) {
    const image = digit(index);
    const plain = normalizeDigit(image, SHAPE, { name: "x" });
    assertEquals(plain, { pixels: image.pixels, notes: [] });
    const { pixels, notes } = normalizeDigit(inverted(image), SHAPE, { name: "x" });
    assertLess(distance(pixels, image.pixels), 1e-6);
    assertEquals(notes, ["inverted, for its background is light"]);
  }
});

Deno.test("whether a digit is inverted can be told", () => {
  const [plain, negative] = [digit(3), inverted(digit(3))];
  const forced = normalizeDigit(plain, SHAPE, { name: "x", invert: "yes" });
  assertEquals(forced, { pixels: negative.pixels, notes: ["inverted, as --invert yes says"] });
  const left = normalizeDigit(negative, SHAPE, { name: "x", invert: "no" });
  assertEquals(left, { pixels: negative.pixels, notes: [] });
});

Deno.test("an enlarged digit anywhere on a light page becomes the digit of MNIST that it was", () => {
  let same = 0;
  for (let index = 0; index < 100; index++) {
    const image = digit(index);
    const page = inverted(onPage(image, 2 + index % 6, (index * 7) % 90, (index * 3) % 50));
    const { pixels, notes } = normalizeDigit(page, SHAPE, { name: "x" });
    assertEquals(notes.length, 2);
    if (distance(pixels, image.pixels) < 0.05) same++;
  }
  // Of some digits faint edges are lost, or the centre of mass is at the border of two pixels.
  assertEquals(same >= 90, true, `${same}`);
});

Deno.test("a digit keeps its proportions, fits, and has its centre of mass in the middle", () => {
  const bar = (width: number, height: number): Picture => ({
    width: 80,
    height: 70,
    pixels: Float64Array.from({ length: 80 * 70 }, (_, at) => {
      const [x, y] = [at % 80 - 5, Math.floor(at / 80) - 9];
      return x >= 0 && x < width && y >= 0 && y < height ? 0.8 : 0.1;
    }),
  });
  for (const [width, height] of [[8, 40], [60, 3], [1, 1], [50, 50]]) {
    const { pixels } = normalizeDigit(bar(width, height), SHAPE, { name: "x" });
    let [mass, across, down] = [0, 0, 0];
    const [columns, rows] = [new Set<number>(), new Set<number>()];
    for (const [at, value] of pixels.entries()) {
      mass += value;
      across += value * (at % 28);
      down += value * Math.floor(at / 28);
      if (value > 0) columns.add(at % 28), rows.add(Math.floor(at / 28));
    }
    const scale = 20 / Math.max(width, height);
    assertEquals(columns.size, Math.max(1, Math.round(width * scale)));
    assertEquals(rows.size, Math.max(1, Math.round(height * scale)));
    assertAlmostEquals(across / mass, 14, 0.5001);
    assertAlmostEquals(down / mass, 14, 0.5001);
    assertAlmostEquals(Math.max(...pixels), 1, 1e-6);
  }
});

Deno.test("a picture of nothing is refused", () => {
  for (const brightness of [0, 0.4, 1]) {
    const pixels = new Float64Array(50 * 50).fill(brightness);
    assertThrows(
      () => normalizeDigit({ width: 50, height: 50, pixels }, SHAPE, { name: "page.png" }),
      RangeError,
      "Expected a digit in page.png, found brightness from",
    );
  }
});
