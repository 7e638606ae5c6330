import type { Random } from "../backend/random.ts";
import { sizeOf } from "../backend/shapes.ts";

/** Images, each with its class, as bytes; any number of images shares one shape. */
export interface ImageDataset {
  /** Brightness from 0 to 255, image after image: `[count, ...shape]`, row-major. */
  readonly images: Uint8Array;
  /** The class of each image, from 0 to `classes - 1`: `[count]`. */
  readonly labels: Uint8Array;
  /** The number of images. */
  readonly count: number;
  /** The shape of one image, `[height, width]` for grey ones. */
  readonly shape: readonly number[];
  /** The number of classes. */
  readonly classes: number;
  /** What the classes are called: `[classes]`. */
  readonly names?: readonly string[];
  /** What the images show, if that is known. */
  readonly subject?: ImageSubject;
}

/**
 * What images show, for those who want to make others like them. `"digits"`: one character each, light on
 * black, its longer side 20 of 28 pixels and its centre of mass in the middle, as in MNIST.
 */
export type ImageSubject = "digits";

/** What {@linkcode createImageDataset} makes a data set of. */
export interface ImageDatasetParts {
  /** Brightness from 0 to 255: `[labels.length, ...shape]`, row-major; kept, not copied. */
  images: Uint8Array;
  /** The class of each image; kept, not copied. */
  labels: Uint8Array;
  /** The shape of one image. */
  shape: readonly number[];
  /** The number of classes: 10 unless `names` says otherwise. */
  classes?: number;
  /** What the classes are called. */
  names?: readonly string[];
  /** What the images show, if that is known. */
  subject?: ImageSubject;
  /** What errors call the labels, for instance their file; "the labels" by default. */
  source?: string;
}

/**
 * Puts a data set together from its parts, and checks that they fit.
 *
 * @throws {TypeError} If images, labels and names differ in number
 * @throws {RangeError} If there is no image, or none with a pixel, or a label is no class
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createImageDataset } from "@hesscale/hesscale/data";
 *
 * const dataset = createImageDataset({
 *   images: new Uint8Array([0, 255, 255, 0, 51, 51, 51, 51]),
 *   labels: new Uint8Array([1, 0]),
 *   shape: [2, 2],
 *   names: ["flat", "diagonal"],
 * });
 * assertEquals([dataset.count, dataset.classes], [2, 2]);
 * ```
 */
export function createImageDataset(parts: ImageDatasetParts): ImageDataset {
  const { images, labels, shape, names, subject, source = "the labels" } = parts;
  const classes = parts.classes ?? names?.length ?? 10;
  const count = labels.length;
  const where = parts.source === undefined ? "" : ` in ${parts.source}`;
  if (count === 0) throw new RangeError(`Expected at least 1 image${where}, found 0`);
  if (!(sizeOf(shape) > 0)) {
    throw new RangeError(
      `Expected images of at least 1 pixel${where}, found shape [${shape.join(", ")}]`,
    );
  }
  const expected = count * sizeOf(shape);
  if (images.length !== expected) {
    throw new TypeError(
      `Expected ${expected} bytes of images for ${count} labels and shape [${shape.join(", ")}], ` +
        `found ${images.length}`,
    );
  }
  if (names && names.length !== classes) {
    throw new TypeError(`Expected ${classes} names of classes, found ${names.length}`);
  }
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new RangeError(
      `Expected classes from 0 to ${classes - 1} in ${source}, ` +
        `found ${labels[wrong]} at index ${wrong}`,
    );
  }
  return { images, labels, count, shape, classes, names, ...(subject && { subject }) };
}

/**
 * The images with these indices, in this order, as a data set of its own (a copy).
 *
 * @throws {RangeError} If an index is not in the data set, or there is none
 */
export function selectImages(dataset: ImageDataset, indices: ArrayLike<number>): ImageDataset {
  const size = sizeOf(dataset.shape);
  const images = new Uint8Array(indices.length * size);
  const labels = labelsAt(dataset, indices);
  for (let row = 0; row < indices.length; row++) {
    const start = indices[row] * size;
    images.set(dataset.images.subarray(start, start + size), row * size);
  }
  return createImageDataset({ ...dataset, images, labels });
}

/** How {@linkcode splitDataset} divides a data set. */
export interface SplitOptions {
  /** How many images to hold out, from 1 to one less than there are. */
  test: number;
  /** Where the choice of the test images comes from; it advances. */
  random: Random;
}

/** A data set in two parts that share no image. */
export interface DatasetSplit {
  /** The images to learn from. */
  readonly train: ImageDataset;
  /** The images held out. */
  readonly test: ImageDataset;
}

/**
 * Divides a data set at random into one to learn from and one to test on. The same seed gives the same parts.
 *
 * @throws {RangeError} If `test` is not a whole number from 1 to one less than there are images
 */
export function splitDataset(
  dataset: ImageDataset,
  { test, random }: SplitOptions,
): DatasetSplit {
  if (!Number.isInteger(test) || test < 1 || test >= dataset.count) {
    throw new RangeError(
      `Expected test to be a whole number from 1 to ${dataset.count - 1}, found ${test}`,
    );
  }
  const order = random.permutation(dataset.count);
  return {
    train: selectImages(dataset, order.subarray(test)),
    test: selectImages(dataset, order.subarray(0, test)),
  };
}

/** What each byte stands for: looking it up is faster than dividing. */
const BRIGHTNESS = Float64Array.from({ length: 256 }, (_, byte) => byte / 255);

/** Where {@linkcode pixelsAt} writes. */
export interface PixelOptions<Pixels extends Float32Array | Float64Array> {
  /** Receives the pixels: `[indices.length, ...shape]`. */
  into: Pixels;
}

/**
 * The pixels of some images as numbers from 0 (byte 0) to 1 (byte 255): `[indices.length, ...shape]`, row-major.
 *
 * @param dataset Where the images are
 * @param indices Which images, in which order
 * @param options An array to reuse, of either precision; without it the pixels come in a new `Float32Array`
 * @throws {RangeError} If an index is not in the data set
 * @throws {TypeError} If `into` has another length
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadDigits, pixelsAt } from "@hesscale/hesscale/data";
 *
 * const digits = await loadDigits();
 * const pixels = pixelsAt(digits, [0, 1, 2]);
 * assertEquals(pixels.length, 3 * 28 * 28);
 * assertEquals([Math.min(...pixels), Math.max(...pixels)], [0, 1]);
 * ```
 */
export function pixelsAt<Pixels extends Float32Array | Float64Array = Float32Array>(
  dataset: ImageDataset,
  indices: ArrayLike<number>,
  options?: PixelOptions<Pixels>,
): Pixels {
  const size = sizeOf(dataset.shape);
  const length = indices.length * size;
  const pixels = options?.into ?? new Float32Array(length);
  if (pixels.length !== length) {
    throw new TypeError(
      `Expected room for ${length} pixels (${indices.length} images of ${size}), ` +
        `found ${pixels.length}`,
    );
  }
  const { images } = dataset;
  for (let row = 0; row < indices.length; row++) {
    const from = checkIndex(dataset, indices[row]) * size;
    const to = row * size;
    for (let pixel = 0; pixel < size; pixel++) {
      pixels[to + pixel] = BRIGHTNESS[images[from + pixel]];
    }
  }
  return pixels as Pixels;
}

/**
 * The classes of some images: `[indices.length]`.
 *
 * @throws {RangeError} If an index is not in the data set
 */
export function labelsAt(dataset: ImageDataset, indices: ArrayLike<number>): Uint8Array {
  return Uint8Array.from(indices, (index) => dataset.labels[checkIndex(dataset, index)]);
}

function checkIndex({ count }: ImageDataset, index: number): number {
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RangeError(`Expected an index of an image from 0 to ${count - 1}, found ${index}`);
  }
  return index;
}
