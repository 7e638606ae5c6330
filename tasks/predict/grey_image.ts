import { convertIndexedToRgb, decode, type DecodedPng, hasPngSignature } from "fast-png";
import { readIdx } from "../../lib/data/mod.ts";

/** A picture: brightness from 0 to 1, row by row. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float64Array;
}

/**
 * The picture in the bytes of a PNG file, or one of those in an IDX file.
 *
 * @param bytes The file's bytes
 * @param name What errors call it
 * @param index Which image of an IDX file; the first by default
 * @throws {TypeError} If it is neither, or an IDX file of something else than images
 * @throws {RangeError} If there is no image of that index, or the file is damaged
 */
export async function readGreyImage(
  bytes: Uint8Array,
  name: string,
  index?: number,
): Promise<GreyImage> {
  if (hasPngSignature(bytes)) {
    if (index !== undefined) {
      throw new RangeError(`Expected no --index for ${name}, a PNG image, found ${index}`);
    }
    return decodePng(bytes, name);
  }
  if (isIdx(bytes)) return await imageOfIdx(bytes, name, index ?? 0);
  const start = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0"));
  throw new TypeError(
    `Expected a PNG or IDX image in ${name}, found ${bytes.length} bytes${
      start.length > 0 ? ` that begin with ${start.join(" ")}` : ""
    }`,
  );
}

function isIdx([first, second]: Uint8Array): boolean {
  return (first === 0 && second === 0) || (first === 0x1f && second === 0x8b);
}

async function imageOfIdx(bytes: Uint8Array, name: string, index: number): Promise<GreyImage> {
  const { shape, values } = await readIdx(bytes, { name });
  const [count, height, width] = shape.length === 2 ? [1, ...shape] : shape;
  if (!(values instanceof Uint8Array) || width === undefined || shape.length > 3) {
    throw new TypeError(
      `Expected unsigned bytes of shape [count, height, width] in ${name}, ` +
        `found ${values.constructor.name} of shape [${shape.join(", ")}]`,
    );
  }
  if (!(index < count)) {
    throw new RangeError(`Expected --index from 0 to ${count - 1} for ${name}, found ${index}`);
  }
  const size = height * width;
  const image = values.subarray(index * size, (index + 1) * size);
  return { width, height, pixels: Float64Array.from(image, (byte) => byte / 255) };
}

function decodePng(bytes: Uint8Array, name: string): GreyImage {
  try {
    return toGrey(decode(bytes, { checkCrc: true }));
  } catch (cause) {
    throw new RangeError(
      `Expected a whole PNG image in ${name}, found one of ${bytes.length} bytes that cannot be ` +
        `decoded: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** Grey by luminance, transparent parts on white. */
function toGrey(png: DecodedPng): GreyImage {
  const { width, height } = png;
  const { data, channels, most } = unpacked(png);
  const [hasColor, hasAlpha] = [channels >= 3, channels % 2 === 0];
  const pixels = Float64Array.from({ length: width * height }, (_, pixel) => {
    const at = pixel * channels;
    // Rec. 709.
    const grey = hasColor
      ? 0.2126 * data[at] + 0.7152 * data[at + 1] + 0.0722 * data[at + 2]
      : data[at];
    const alpha = hasAlpha ? data[at + channels - 1] / most : 1;
    return alpha * (grey / most) + 1 - alpha;
  });
  return { width, height, pixels };
}

/** One number for each channel of each pixel, and the largest that there may be. */
function unpacked(png: DecodedPng) {
  if (png.palette) {
    return { data: convertIndexedToRgb(png), channels: png.palette[0].length, most: 255 };
  }
  const { data, channels, depth } = png;
  if (depth >= 8) return { data, channels, most: 2 ** depth - 1 };
  // Several pixels in a byte are those of a palette of greys.
  const palette = Array.from({ length: 2 ** depth }, (_, grey) => [grey]);
  return { data: convertIndexedToRgb({ ...png, palette }), channels: 1, most: 2 ** depth - 1 };
}
