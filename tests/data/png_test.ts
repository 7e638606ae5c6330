import { assertEquals, assertRejects } from "@std/assert";
import { crc32, deflateSync } from "node:zlib";
import { readPng } from "../../lib/data/mod.ts";

/** Colour types of the PNG specification. */
const [GREY, COLOUR, PALETTE] = [0, 2, 3];

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly color: number;
  readonly interlaced?: boolean;
}

/** A chunk: length, type, data, and the check of the latter two. */
function chunk(type: string, data: readonly number[] | Uint8Array): number[] {
  const body = [...new TextEncoder().encode(type), ...data];
  return [...bigEndian(data.length), ...body, ...bigEndian(crc32(Uint8Array.from(body)))];
}

const bigEndian = (n: number) => [24, 16, 8, 0].map((shift) => n >>> shift & 0xff);

/** A PNG image, its rows with a filter type before each, and chunks that stand before them. */
function png(
  { width, height, depth, color, interlaced = false }: Header,
  rows: readonly number[],
  ...chunks: readonly number[][]
): Uint8Array {
  const header = [
    ...bigEndian(width),
    ...bigEndian(height),
    depth,
    color,
    0,
    0,
    Number(interlaced),
  ];
  return Uint8Array.from([
    ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ...chunk("IHDR", header),
    ...chunks.flat(),
    ...chunk("IDAT", deflateSync(Uint8Array.from(rows))),
    ...chunk("IEND", []),
  ]);
}

/** The pixels as bytes. */
const pixelsOf = async (bytes: Uint8Array) =>
  [...(await readPng(bytes)).pixels].map((pixel) => Math.round(255 * pixel));

const twoColours = chunk("PLTE", [255, 0, 0, 0, 255, 0]);
const pixel = { width: 1, height: 1 };
const pair = { width: 2, height: 1 };

Deno.test("readPng: greys of 1, 2, 4 and 16 bits, colours of 16, palettes of 1 and 8", async () => {
  assertEquals(
    await pixelsOf(png({ width: 9, height: 2, depth: 1, color: GREY }, [0, 0xa5, 0x80, 0, 0, 0])),
    [255, 0, 255, 0, 0, 255, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  );
  const four = { width: 4, height: 1, depth: 2, color: GREY };
  assertEquals(await pixelsOf(png(four, [0, 0x1b])), [0, 85, 170, 255]);
  assertEquals(await pixelsOf(png({ ...pair, depth: 4, color: GREY }, [0, 0x3f])), [51, 255]);
  assertEquals(await pixelsOf(png({ ...pixel, depth: 16, color: GREY }, [0, 51, 51])), [51]);
  const deep = { ...pixel, depth: 16, color: COLOUR };
  assertEquals(await pixelsOf(png(deep, [0, 255, 255, 51, 51, 0, 0])), [255, 51, 0]);
  const red = [255, 0, 0], green = [0, 255, 0];
  const packed = png({ ...pair, depth: 1, color: PALETTE }, [0, 0x40], twoColours);
  assertEquals(await pixelsOf(packed), [...red, ...green]);
  const plain = png({ ...pair, depth: 8, color: PALETTE }, [0, 1, 0], twoColours);
  assertEquals(await pixelsOf(plain), [...green, ...red]);
});

Deno.test("readPng: interlaced images, with passes that are empty", async () => {
  // The passes of 3 × 3 pixels that are not empty, a row a line; pixels are 10 · row + column.
  const rows = [[0, 0], [0, 2], [0, 20, 22], [0, 1], [0, 21], [0, 10, 11, 12]].flat();
  const header = { width: 3, height: 3, depth: 8, color: GREY, interlaced: true };
  assertEquals(await pixelsOf(png(header, rows)), [0, 1, 2, 10, 11, 12, 20, 21, 22]);
});

Deno.test("readPng: a colour that stands for transparency is white, and so is one of a palette", async () => {
  const grey = png({ ...pair, depth: 8, color: GREY }, [0, 5, 6], chunk("tRNS", [0, 5]));
  assertEquals(await pixelsOf(grey), [255, 6]);
  const key = chunk("tRNS", [0, 1, 0, 2, 0, 3]);
  const colours = png({ ...pair, depth: 8, color: COLOUR }, [0, 1, 2, 3, 1, 2, 4], key, []);
  // As many alphas as pixels at most, says the decoder; three more rows make room.
  const tall = png(
    { width: 2, height: 4, depth: 8, color: COLOUR },
    [0, 1, 2, 3, 1, 2, 4, ...Array(3).fill([0, 9, 9, 9, 9, 9, 9]).flat()],
    key,
  );
  assertEquals((await pixelsOf(tall)).slice(0, 6), [255, 255, 255, 1, 2, 4]);
  await assertRejects(() => readPng(colours), RangeError, "tRNS chunk contains more");
  const palette = [twoColours, chunk("tRNS", [0])];
  const found = await pixelsOf(png({ ...pair, depth: 8, color: PALETTE }, [0, 0, 1], ...palette));
  assertEquals(found, [255, 255, 255, 0, 255, 0]);
});

Deno.test("readPng: what is no whole image is refused by name, with what is wrong", async () => {
  const whole = png({ width: 2, height: 2, depth: 8, color: GREY }, [0, 1, 2, 0, 3, 4]);
  for (let end = 0; end < whole.length; end++) {
    await assertRejects(
      () => readPng(whole.subarray(0, end), { name: "a.png" }),
      RangeError,
      `Expected a whole PNG image in a.png, found ${end} bytes`,
    );
  }
  const damaged = whole.slice();
  damaged[damaged.length - 14] ^= 1;
  const grey = { depth: 8, color: GREY };
  const wrong: readonly [Uint8Array, string][] = [
    [damaged, "CRC mismatch for chunk IDAT"],
    [png({ ...grey, width: 0, height: 2 }, [0, 0]), "0×2 pixels"],
    [png({ ...grey, width: 2, height: 2 }, [0, 1, 2]), "filter"], // a row is missing
    [png({ ...grey, ...pixel }, [9, 1]), "Unsupported filter: 9"],
    [png({ ...pair, depth: 1, color: GREY, interlaced: true }, [0, 128, 0, 128]), "with 1 bit"],
    [png({ ...pair, depth: 8, color: PALETTE }, [0, 0, 1]), "no palette"],
    [png({ ...pair, depth: 8, color: PALETTE }, [0, 0, 5], twoColours), "palette color"],
    [Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, ...Array(60).fill(0)), "signature"],
  ];
  for (const [bytes, message] of wrong) {
    await assertRejects(() => readPng(bytes, { name: "b.png" }), RangeError, message);
  }
});
