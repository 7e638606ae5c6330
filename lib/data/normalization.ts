import type { ImageDataset } from "./image_dataset.ts";

/** How pixels become (pixel − mean) / deviation, channel by channel. */
export interface Normalization {
  /** The mean of each channel: `[channels]`. */
  readonly mean: readonly number[];
  /** The standard deviation of each channel: `[channels]`. */
  readonly deviation: readonly number[];
}

/**
 * Mean and standard deviation of each channel over all images and places, for pixels from 0 to 1. They
 * should be those of the images to learn from, whatever images are normalised by them.
 *
 * @throws {RangeError} If a channel is the same everywhere
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createImageDataset, normalizationOf } from "@hesscale/hesscale/data";
 *
 * const images = new Uint8Array([0, 0, 255, 255]);
 * const labels = new Uint8Array([0, 1]);
 * const dataset = createImageDataset({ images, labels, shape: [1, 2], classes: 2 });
 * assertEquals(normalizationOf(dataset), { mean: [0.5], deviation: [0.5] });
 * ```
 */
export function normalizationOf({ images, shape }: ImageDataset): Normalization {
  const channels = channelsOf(shape);
  // Bytes are counted, so that the sums are exact.
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  for (let at = 0; at < images.length; at++) counts[at % channels][images[at]]++;
  const places = images.length / channels;
  const mean = counts.map((count) =>
    count.reduce((sum, times, byte) => sum + times * byte, 0) / places / 255
  );
  const deviation = counts.map((count, channel) =>
    Math.sqrt(
      count.reduce((sum, times, byte) => sum + times * (byte / 255 - mean[channel]) ** 2, 0) /
        places,
    )
  );
  const flat = deviation.findIndex((value) => value === 0);
  if (flat >= 0) {
    throw new RangeError(
      `Expected images that differ in channel ${flat}, found ${mean[flat]} everywhere`,
    );
  }
  return { mean, deviation };
}

/**
 * Normalises pixels where they are.
 *
 * @param pixels Pixels from 0 to 1, channels last
 * @throws {TypeError} If the pixels are no multiple of the channels
 */
export function normalizePixels(
  pixels: Float32Array | Float64Array,
  { mean, deviation }: Normalization,
): void {
  const channels = mean.length;
  if (pixels.length % channels !== 0 || deviation.length !== channels) {
    throw new TypeError(
      `Expected pixels of ${channels} channels with as many deviations, ` +
        `found ${pixels.length} numbers and ${deviation.length} deviations`,
    );
  }
  for (let channel = 0; channel < channels; channel++) {
    const [shift, scale] = [mean[channel], 1 / deviation[channel]];
    for (let at = channel; at < pixels.length; at += channels) {
      pixels[at] = (pixels[at] - shift) * scale;
    }
  }
}

/** How many channels an image `[height, width]` or `[height, width, channels]` has. */
export function channelsOf(shape: readonly number[]): number {
  return shape.length === 3 ? shape[2] : 1;
}
