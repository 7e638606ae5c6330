import { assertEquals, assertRejects } from "@std/assert";
import { readIdx } from "../../lib/data/mod.ts";
import { gzip, idx } from "./idx_files.ts";

const bigEndian = (bytes: number, set: (view: DataView) => void) => {
  const view = new DataView(new ArrayBuffer(bytes));
  set(view);
  return new Uint8Array(view.buffer);
};

Deno.test("readIdx reads every type of number", async () => {
  const cases = [
    [0x08, [0, 200, 255], new Uint8Array([0, 200, 255])],
    [0x09, [0, 200, 255], new Int8Array([0, -56, -1])],
    [0x0b, [0x01, 0x02, 0xff, 0xfe], new Int16Array([258, -2])],
    [0x0c, [0, 1, 0, 0, 0xff, 0xff, 0xff, 0xfd], new Int32Array([65536, -3])],
    [
      0x0d,
      bigEndian(8, (view) => {
        view.setFloat32(0, 1.5);
        view.setFloat32(4, -Math.PI);
      }),
      new Float32Array([1.5, -Math.PI]),
    ],
    [0x0e, bigEndian(8, (view) => view.setFloat64(0, Math.E)), new Float64Array([Math.E])],
  ] as const;
  for (const [type, data, expected] of cases) {
    const { shape, values } = await readIdx(idx([expected.length], data, type));
    assertEquals(shape, [expected.length]);
    assertEquals(values, expected);
  }
});

Deno.test("readIdx reads any number of dimensions, plain and compressed alike", async () => {
  const data = Array.from({ length: 24 }, (_, i) => i);
  for (const shape of [[24], [4, 6], [2, 3, 4], [1, 2, 3, 4], [24, 1, 1, 1, 1]]) {
    const plain = await readIdx(idx(shape, data));
    assertEquals(plain, { shape, values: new Uint8Array(data) });
    assertEquals(await readIdx(gzip(idx(shape, data))), plain);
  }
});

Deno.test("readIdx reads from the middle of a buffer", async () => {
  const file = idx([2], [0, 0, 0, 5, 0, 0, 0, 6], 0x0c);
  const buffer = new Uint8Array(file.length + 7);
  buffer.set(file, 3);
  const { values } = await readIdx(buffer.subarray(3, 3 + file.length));
  assertEquals(values, new Int32Array([5, 6]));
});

Deno.test("readIdx reads an array with no numbers", async () => {
  assertEquals(await readIdx(idx([0, 28, 28], [])), {
    shape: [0, 28, 28],
    values: new Uint8Array(0),
  });
});

const good = idx([2, 2], [1, 2, 3, 4]);
const damaged = gzip(good);
damaged[damaged.length - 8] ^= 1; // in the checksum

const BAD: [string, Uint8Array, typeof TypeError | typeof RangeError, string][] = [
  [
    "an empty file",
    good.subarray(0, 0),
    RangeError,
    "at least 4 bytes, the magic number, in F, found 0",
  ],
  [
    "half a magic number",
    good.subarray(0, 3),
    RangeError,
    "at least 4 bytes, the magic number, in F, found 3",
  ],
  [
    "no first length",
    good.subarray(0, 4),
    RangeError,
    "at least 12 bytes, the header of 2 dimensions, in F, found 4",
  ],
  [
    "half a first length",
    good.subarray(0, 6),
    RangeError,
    "at least 12 bytes, the header of 2 dimensions, in F, found 6",
  ],
  [
    "no second length",
    good.subarray(0, 8),
    RangeError,
    "at least 12 bytes, the header of 2 dimensions, in F, found 8",
  ],
  [
    "half a second length",
    good.subarray(0, 11),
    RangeError,
    "at least 12 bytes, the header of 2 dimensions, in F, found 11",
  ],
  [
    "a cut header of one dimension",
    idx([5], []).subarray(0, 7),
    RangeError,
    "at least 8 bytes, the header of 1 dimension, in F, found 7",
  ],
  [
    "no data",
    good.subarray(0, 12),
    RangeError,
    "Expected 16 bytes in F, a header of 12 and 2 × 2 unsigned bytes, found 12",
  ],
  [
    "one byte too few",
    good.subarray(0, 15),
    RangeError,
    "Expected 16 bytes in F, a header of 12 and 2 × 2 unsigned bytes, found 15",
  ],
  [
    "one byte too many",
    new Uint8Array([...good, 0]),
    RangeError,
    "Expected 16 bytes in F, a header of 12 and 2 × 2 unsigned bytes, found 17",
  ],
  [
    "half a number",
    idx([2], [0, 0, 0, 0, 0, 0, 0], 0x0d),
    RangeError,
    "Expected 16 bytes in F, a header of 8 and 2 32-bit floats, found 15",
  ],
  [
    "lengths beyond all memory",
    idx([0xffffffff, 0xffffffff], [1]),
    RangeError,
    "4294967295 × 4294967295 unsigned bytes, found 13",
  ],
  ["an unknown type", idx([2], [1, 2], 0x0a), TypeError, "in F, found 0x00000a01"],
  ["no dimensions", idx([], [1]), TypeError, "at least 1 dimension dd in F, found 0x00000800"],
  [
    "another format",
    new TextEncoder().encode("<!DOCTYPE html>"),
    TypeError,
    "in F, found 0x3c21444f",
  ],
  [
    "a little-endian magic number",
    new Uint8Array([1, 8, 0, 0, 2, 0, 0, 0]),
    TypeError,
    "in F, found 0x01080000",
  ],
  [
    "gzip with a wrong checksum",
    damaged,
    TypeError,
    `complete gzip data in F, found ${damaged.length} bytes`,
  ],
  [
    "half a gzip file",
    gzip(good).subarray(0, 20),
    TypeError,
    "complete gzip data in F, found 20 bytes",
  ],
  [
    "only the mark of gzip",
    gzip(good).subarray(0, 2),
    TypeError,
    "complete gzip data in F, found 2 bytes",
  ],
  [
    "a gzip file of half an IDX file",
    gzip(good.subarray(0, 13)),
    RangeError,
    "Expected 16 bytes in F, a header of 12 and 2 × 2 unsigned bytes, found 13",
  ],
  ["gzip within gzip", gzip(gzip(good)), TypeError, "in F, found 0x1f8b08"],
];

for (const [what, bytes, kind, message] of BAD) {
  Deno.test(`readIdx refuses ${what}`, async () => {
    await assertRejects(() => readIdx(bytes, { name: "F" }), kind, message);
  });
}
