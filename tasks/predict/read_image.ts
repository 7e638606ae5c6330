import { hasPngSignature } from "fast-png";
import { type PngImage, readIdx, readPng } from "../../lib/data/mod.ts";

/** A picture: brightness from 0 to 1, row by row, channels last; one channel is grey. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float64Array;
}

/**
 * The picture in the bytes of a PNG file, or one of those in an IDX file, in grey.
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
): Promise<Picture> {
  if (hasPngSignature(bytes)) {
    if (index !== undefined) {
      throw new RangeError(`Expected no --index for ${name}, a PNG image, found ${index}`);
    }
    return toGrey(await readPng(bytes, { name }));
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

async function imageOfIdx(bytes: Uint8Array, name: string, index: number): Promise<Picture> {
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

/**
 * The colours of the picture in the bytes of a PNG file, `[height, width, 3]` from 0 to 1.
 *
 * @param bytes The file's bytes
 * @param name What errors call it
 * @throws {TypeError} If it is no PNG image
 * @throws {RangeError} If the file is damaged
 */
export async function readColorImage(bytes: Uint8Array, name: string): Promise<Picture> {
  if (!hasPngSignature(bytes)) {
    throw new TypeError(`Expected a PNG image for a network that takes colours in ${name}`);
  }
  const { width, height, channels, pixels } = await readPng(bytes, { name });
  const repeat = 3 / channels;
  return {
    width,
    height,
    pixels: Float64Array.from(
      { length: 3 * width * height },
      (_, at) => pixels[Math.floor(at / repeat)],
    ),
  };
}

/** By luminance. */
function toGrey({ width, height, channels, pixels }: PngImage): Picture {
  if (channels === 1) return { width, height, pixels };
  const grey = Float64Array.from({ length: width * height }, (_, pixel) => {
    const [red, green, blue] = pixels.subarray(3 * pixel, 3 * pixel + 3);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue; // Rec. 709
  });
  return { width, height, pixels: grey };
}
