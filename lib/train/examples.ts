import type { Numbers } from "../backend/backend.ts";
import { reference } from "../backend/reference/mod.ts";
import type { Random } from "../backend/random.ts";
import { type NestedNumbers, toTensor } from "../backend/tensor_like.ts";
import { sizeOf } from "../backend/shapes.ts";
import { type Augmentation, augmentPixels } from "../data/augmentation.ts";
import { type ImageDataset, labelsAt, pixelsAt } from "../data/image_dataset.ts";
import { type Normalization, normalizePixels } from "../data/normalization.ts";

/** Inputs with what a network should make of them, which a loss takes: labels, rows of numbers, … */
export interface Examples<Targets> {
  /** How many there are. */
  readonly count: number;
  /** Lengths of the dimensions of one input. */
  readonly features: readonly number[];
  /**
   * Writes the inputs of some examples, `[indices.length, ...features]`, into an array of that length.
   *
   * @param random What examples are varied with in training; none in evaluation, where they are as they are.
   */
  inputs(indices: ArrayLike<number>, into: Numbers, random?: Random): void;
  /** What the loss takes for these examples. */
  targets(indices: ArrayLike<number>): Targets;
  /** How many rows of an output `[batch, outputs]` are right; absent where that has no meaning. */
  correct?(output: Numbers, targets: Targets): number;
}

/** How {@linkcode imageExamples} presents images. */
export interface ImageExamplesOptions {
  /** Features of an input; `[pixels]` by default, `[height, width, channels]` for convolutions. */
  readonly features?: readonly number[];
  /** How images are varied in training; not at all by default. */
  readonly augmentation?: Augmentation;
  /** What makes pixels of mean 0 and deviation 1; they are from 0 to 1 by default. */
  readonly normalization?: Normalization;
}

/**
 * Images as examples: pixels from 0 to 1, and labels. Augmentation comes before normalisation, so that
 * what is cropped in is black.
 *
 * @throws TypeError if `features` are of another size than an image.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadDigits } from "@hesscale/hesscale/data";
 * import { imageExamples } from "@hesscale/hesscale/train";
 *
 * const examples = imageExamples(await loadDigits());
 * assertEquals([examples.count, examples.features], [10_000, [784]]);
 * ```
 */
export function imageExamples(
  images: ImageDataset,
  { features = [sizeOf(images.shape)], augmentation, normalization }: ImageExamplesOptions = {},
): Examples<Uint8Array> {
  if (sizeOf(features) !== sizeOf(images.shape)) {
    throw new TypeError(
      `Expected features of ${sizeOf(images.shape)} numbers, as an image [${
        images.shape.join(", ")
      }] has, found [${features.join(", ")}]`,
    );
  }
  return {
    count: images.count,
    features,
    inputs(indices, into, random) {
      pixelsAt(images, indices, { into });
      if (augmentation && random) augmentPixels(into, images.shape, augmentation, random);
      if (normalization) normalizePixels(into, normalization);
    },
    targets: (indices) => labelsAt(images, indices),
    correct: countCorrect,
  };
}

/**
 * Arrays as examples: `inputs[i]` belongs to `targets[i]`, which is a label or a row of numbers.
 *
 * @param inputs `[count, ...features]`.
 * @param targets One for each input.
 * @throws TypeError if the inputs are ragged, or there are not as many targets; RangeError if there is
 * no example.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { arrayExamples } from "@hesscale/hesscale/train";
 *
 * const examples = arrayExamples([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]);
 * assertEquals([examples.count, examples.features], [4, [2]]);
 * assertEquals(examples.targets([1, 3]), [1, 0]);
 * ```
 */
export function arrayExamples<Target extends number | NestedNumbers>(
  inputs: readonly NestedNumbers[],
  targets: ArrayLike<Target>,
): Examples<Target[]> {
  const count = inputs.length;
  if (count === 0) throw new RangeError("Expected at least 1 example, found 0");
  if (targets.length !== count) {
    throw new TypeError(`Expected ${count} targets, as many as inputs, found ${targets.length}`);
  }
  const all = toTensor(reference, inputs);
  const features = all.shape.slice(1);
  const [numbers, size] = [reference.read(all), sizeOf(features)];
  return {
    count,
    features,
    inputs(indices, into) {
      for (let row = 0; row < indices.length; row++) {
        const start = indices[row] * size;
        into.set(numbers.subarray(start, start + size), row * size);
      }
    },
    targets: (indices) => Array.from(indices, (index) => targets[index]),
    ...(typeof targets[0] === "number" &&
      { correct: (output: Numbers, labels: Target[]) => countCorrect(output, labels as number[]) }),
  };
}

/** How many rows of an output have their largest number at the label. */
function countCorrect(output: Numbers, labels: ArrayLike<number>): number {
  const classes = classesIn(output, labels.length);
  return classes.reduce((correct, label, row) => correct + Number(label === labels[row]), 0);
}

/** Where each row of an output `[rows, outputs]` has its largest number. */
export function classesIn(output: Numbers, rows: number): Uint32Array {
  const outputs = output.length / rows;
  return Uint32Array.from({ length: rows }, (_, row) => {
    let largest = row * outputs;
    for (let at = largest + 1; at < (row + 1) * outputs; at++) {
      if (output[at] > output[largest]) largest = at;
    }
    return largest - row * outputs;
  });
}
