import type { DecodedPng } from "fast-png";

/** A picture. */
export interface PngImage {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: 1 | 3;
  /** Brightness from 0 to 1, channels last: `[height, width, channels]`, row-major. */
  readonly pixels: Float64Array;
}

/** How {@linkcode readPng} reads. */
export interface ReadPngOptions {
  /** What errors call the data, for instance their file; "the PNG data" by default. */
  name?: string;
}

/**
 * Reads a PNG image of any kind: grey or coloured, 1 to 16 bits, with a palette or not, interlaced if it
 * has at least 8 bits. Transparent parts are laid on white.
 *
 * @throws {RangeError} If the data are no whole PNG image, have no pixel, or are interlaced with fewer bits
 *
 * @example
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import { encode } from "fast-png";
 * import { readPng } from "@hesscale/hesscale/data";
 *
 * const data = new Uint8Array([0, 255]);
 * const bytes = encode({ width: 2, height: 1, channels: 1, depth: 8, data });
 * assertEquals((await readPng(bytes)).pixels, new Float64Array([0, 1]));
 * await assertRejects(() => readPng(bytes.subarray(0, 40)), RangeError, "Expected a whole PNG image");
 * ```
 */
export async function readPng(
  bytes: Uint8Array,
  { name = "the PNG data" }: ReadPngOptions = {},
): Promise<PngImage> {
  // Loaded by whoever has such images alone.
  const { convertIndexedToRgb, decode } = await import("fast-png");
  try {
    checkHeader(bytes);
    const png = decode(bytes, { checkCrc: true });
    if (bytes[HEADER.color] === BY_PALETTE && !png.palette) throw new RangeError("no palette");
    return flattened(png, convertIndexedToRgb);
  } catch (cause) {
    throw new RangeError(
      `Expected a whole PNG image in ${name}, found ${bytes.length} bytes that cannot be ` +
        `decoded: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** The first chunk, the header, as the PNG specification has it (W3C, 11.2.1). */
const HEADER = { type: 12, width: 16, height: 20, depth: 24, color: 25, interlace: 28, end: 29 };
/** "IHDR". */
const HEADER_TYPE = 0x49484452;
const BY_PALETTE = 3;

/** Throws for what the decoder would take for something else, once these bytes begin as PNG. */
function checkHeader(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER.end || view.getUint32(HEADER.type) !== HEADER_TYPE) return;
  const [width, height] = [view.getUint32(HEADER.width), view.getUint32(HEADER.height)];
  if (width === 0 || height === 0) throw new RangeError(`${width}×${height} pixels`);
  const depth = bytes[HEADER.depth];
  if (bytes[HEADER.interlace] !== 0 && depth < 8) {
    throw new RangeError(`interlaced with ${depth} ${depth === 1 ? "bit" : "bits"}`);
  }
}

/** Without transparency and palette. */
function flattened(png: DecodedPng, unpack: (png: DecodedPng) => ArrayLike<number>): PngImage {
  const { width, height, transparency } = png;
  const { data, channels: given, most } = unpacked(png, unpack);
  const [channels, hasAlpha] = [given >= 3 ? 3 : 1, given % 2 === 0] as const;
  // One colour without alpha may stand for transparency.
  const key = transparency?.length === channels ? [...transparency] : undefined;
  const pixels = new Float64Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = pixel * given;
    const isKey = key !== undefined && key.every((value, channel) => data[at + channel] === value);
    const alpha = isKey ? 0 : hasAlpha ? data[at + given - 1] / most : 1;
    for (let channel = 0; channel < channels; channel++) {
      pixels[pixel * channels + channel] = alpha * (data[at + channel] / most) + (1 - alpha);
    }
  }
  return { width, height, channels, pixels };
}

/** One number for each channel of each pixel, and the largest that there may be. */
function unpacked(png: DecodedPng, unpack: (png: DecodedPng) => ArrayLike<number>) {
  if (png.palette) return { data: unpack(png), channels: png.palette[0].length, most: 255 };
  const { data, channels, depth } = png;
  if (depth >= 8) return { data, channels, most: 2 ** depth - 1 };
  // Several pixels in a byte are those of a palette of greys.
  const palette = Array.from({ length: 2 ** depth }, (_, grey) => [grey]);
  return { data: unpack({ ...png, palette } as DecodedPng), channels: 1, most: 2 ** depth - 1 };
}
