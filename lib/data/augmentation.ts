import type { Random } from "../backend/random.ts";
import { channelsOf } from "./normalization.ts";

/** How images are varied, so that a network does not learn them by heart. */
export interface Augmentation {
  /** Whether each image is mirrored left to right with probability one half; `false` by default. */
  readonly flip?: boolean;
  /**
   * Pixels of black put around each image before a part of its size is cut out anywhere, which moves it by
   * so many pixels at most; 0 by default.
   */
  readonly padding?: number;
}

/**
 * Varies images where they are: a random part of the padded image, then a random mirroring, as usual for
 * CIFAR (He et al. 2016). The stream and the number of images determine everything.
 *
 * @param pixels Pixels of which 0 is black: `[count, height, width]`, with channels last if there are any
 * @param shape The shape of one image: `[height, width]` or `[height, width, channels]`
 * @param augmentation What to do
 * @param random Where the choices come from; it advances
 * @throws {TypeError} If the pixels are no images of that shape
 * @throws {RangeError} If `padding` is not a whole number of at least 0
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { augmentPixels, Random } from "@hesscale/hesscale/data";
 *
 * const pixels = new Float64Array([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]); // four images [1, 3]
 * augmentPixels(pixels, [1, 3], { flip: true }, new Random(1));
 * assertEquals([...pixels], [1, 2, 3, 1, 2, 3, 3, 2, 1, 3, 2, 1]);
 * ```
 */
export function augmentPixels(
  pixels: Float32Array | Float64Array,
  shape: readonly number[],
  { flip = false, padding = 0 }: Augmentation,
  random: Random,
): void {
  const [height, width] = shape;
  const channels = channelsOf(shape);
  const size = height * width * channels;
  if (shape.length < 2 || shape.length > 3 || pixels.length % size !== 0) {
    throw new TypeError(
      `Expected images [height, width] or [height, width, channels], found ` +
        `${pixels.length} numbers for [${shape.join(", ")}]`,
    );
  }
  if (!Number.isSafeInteger(padding) || padding < 0) {
    throw new RangeError(`Expected padding to be a whole number of at least 0, found ${padding}`);
  }
  const room = pixels.slice(0, size);
  for (let start = 0; start < pixels.length; start += size) {
    const [down, right] = [0, 0].map(() =>
      padding === 0 ? 0 : random.integer(2 * padding + 1) - padding
    );
    const mirrored = flip && random.integer(2) === 1;
    if (down === 0 && right === 0 && !mirrored) continue;
    const image = pixels.subarray(start, start + size);
    room.set(image);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const [y, x] = [row + down, (mirrored ? width - 1 - column : column) + right];
        const inside = y >= 0 && y < height && x >= 0 && x < width;
        const [to, from] = [(row * width + column) * channels, (y * width + x) * channels];
        for (let channel = 0; channel < channels; channel++) {
          image[to + channel] = inside ? room[from + channel] : 0;
        }
      }
    }
  }
}
