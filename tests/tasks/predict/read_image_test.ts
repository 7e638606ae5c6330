import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { encode, type ImageData } from "fast-png";
import { deflateSync } from "node:zlib";
import { readGreyImage } from "../../../tasks/predict/read_image.ts";
import { gzip, idx } from "../../data/idx_files.ts";

const grey = async (image: ImageData) => await readGreyImage(encode(image), "a.png");

const rounded = ({ pixels }: { pixels: Float64Array }) =>
  [...pixels].map((value) => Number(value.toFixed(3)));

Deno.test("PNG images of all kinds of colour become grey", async () => {
  const size = { width: 2, height: 1 };
  const byte = { ...size, depth: 8 as const };
  assertEquals(rounded(await grey({ ...byte, channels: 1, data: new Uint8Array([0, 51]) })), [
    ...[0, 0.2],
  ]);
  const short = { ...size, depth: 16 as const, channels: 1, data: new Uint16Array([65535, 13107]) };
  assertEquals(rounded(await grey(short)), [1, 0.2]);
  const colors = new Uint8Array([255, 0, 0, 0, 255, 0]);
  assertEquals(rounded(await grey({ ...byte, channels: 3, data: colors })), [0.213, 0.715]);
  // Black, half and wholly transparent: on white.
  const veiled = new Uint8Array([0, 51, 0, 0]);
  assertEquals(rounded(await grey({ ...byte, channels: 2, data: veiled })), [0.8, 1]);
  const clear = new Uint8Array([0, 0, 0, 0, 255, 255, 255, 255]);
  assertEquals(rounded(await grey({ ...byte, channels: 4, data: clear })), [1, 1]);
});

/** A chunk of a PNG file; its checksum is that of the polynomial 0xedb88320. */
function chunk(type: string, data: Uint8Array): number[] {
  const body = [...new TextEncoder().encode(type), ...data];
  let crc = -1;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const number = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
  return [...number(data.length), ...body, ...number(~crc)];
}

/** A PNG file of 5 × 2 pixels with fewer than 8 bits each. */
function narrowPng(
  depth: number,
  color: number,
  lines: number[][],
  palette?: number[],
): Uint8Array {
  const raw = lines.flatMap((line) => [0, ...line]);
  return new Uint8Array([
    ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ...chunk("IHDR", new Uint8Array([0, 0, 0, 5, 0, 0, 0, 2, depth, color, 0, 0, 0])),
    ...(palette ? chunk("PLTE", new Uint8Array(palette)) : []),
    ...chunk("IDAT", new Uint8Array(deflateSync(new Uint8Array(raw)))),
    ...chunk("IEND", new Uint8Array()),
  ]);
}

Deno.test("PNG images with several pixels in a byte, and with a palette", async () => {
  const one = await readGreyImage(narrowPng(1, 0, [[0b10110_000], [0b01001_000]]), "a.png");
  assertEquals([one.width, one.height, ...rounded(one)], [5, 2, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1]);
  const two = narrowPng(2, 0, [[0b00_01_10_11, 0b11_000000], [0, 0]]);
  assertEquals(rounded(await readGreyImage(two, "a.png")).slice(0, 5), [0, 0.333, 0.667, 1, 1]);
  const palette = [255, 255, 255, 0, 0, 0, 51, 51, 51];
  const indexed = narrowPng(4, 3, [[0x01, 0x20, 0x10], [0, 0, 0]], palette);
  assertEquals(rounded(await readGreyImage(indexed, "a.png")).slice(0, 5), [1, 0, 0.2, 1, 0]);
});

Deno.test("images of IDX files, compressed or not, one or many", async () => {
  const many = idx([2, 1, 3], [0, 51, 255, 255, 0, 0]);
  for (const bytes of [many, gzip(many)]) {
    const { width, height, pixels } = await readGreyImage(bytes, "x", 0);
    assertEquals([width, height], [3, 1]);
    assertAlmostEquals(pixels[1], 0.2, 1e-12);
    assertEquals([...(await readGreyImage(bytes, "x", 1)).pixels], [1, 0, 0]);
  }
  assertEquals((await readGreyImage(idx([2, 1], [0, 255]), "x")).height, 2);
});

const png = encode({ width: 9, height: 9, depth: 8, channels: 1, data: new Uint8Array(81) });
const damaged = png.slice();
damaged[50] ^= 255;

const refused: [what: string, bytes: Uint8Array, index: number | undefined, message: string][] = [
  ["nothing", new Uint8Array(), undefined, "Expected a PNG or IDX image in x, found 0 bytes"],
  ["text", new TextEncoder().encode("GIF89a.."), undefined, "found 8 bytes that begin with 47 49"],
  ["a PNG file cut off", png.subarray(0, 40), undefined, "Expected a whole PNG image in x, found"],
  ["a PNG file of 8 bytes", png.subarray(0, 8), undefined, "found 8 bytes that cannot be"],
  ["a damaged PNG file", damaged, undefined, "cannot be decoded: "],
  ["an index for a PNG file", png, 1, "Expected no --index for x, a PNG image, found 1"],
  [
    "an index beyond the last",
    idx([2, 1, 1], [1, 2]),
    2,
    "Expected --index from 0 to 1 for x, found 2",
  ],
  ["labels", idx([3], [1, 2, 3]), undefined, "found Uint8Array of shape [3]"],
  ["colours", idx([1, 1, 1, 3], [1, 2, 3]), undefined, "of shape [1, 1, 1, 3]"],
  ["floats", idx([1, 1, 1], [0, 0, 0, 0], 0x0d), undefined, "found Float32Array"],
  ["an IDX file cut off", idx([2, 1, 1], [1]), undefined, "Expected 18 bytes in x"],
];

for (const [what, bytes, index, message] of refused) {
  Deno.test(`no image: ${what}`, async () => {
    await assertRejects(() => readGreyImage(bytes, "x", index), Error, message);
  });
}
