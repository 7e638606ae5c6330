import { createImageDataset } from "../../lib/data/mod.ts";
import { imageExamples, inputFeatures, type ModelDescription } from "../../lib/train/mod.ts";
import type { Network } from "../../mod.ts";
import { type Invert, INVERTED, normalizeDigit, type NormalizedImage } from "./normalize.ts";
import { readColorImage, readGreyImage } from "./read_image.ts";

/** What {@linkcode classifyImage} has to know beside the network and the image. */
export interface ClassifyImageOptions {
  /** What errors call the model. */
  readonly model: string;
  /** What errors call the image. */
  readonly name: string;
  /** Which image of an IDX file. */
  readonly index?: number;
  /** Whether the image is made its negative; by default digits on a light ground alone. */
  readonly invert?: Invert;
}

/** What an image shows. */
export interface Answer {
  /** Of each class. */
  readonly probabilities: readonly number[];
  /** What had to be done to the image, in words. */
  readonly notes: readonly string[];
}

/**
 * What a network says about the image in a file's bytes, which takes the way of those that networks are
 * evaluated on: bytes, normalised as the model says. An image of the data set that the network learnt from
 * gets the answer that it gets there.
 *
 * @throws {TypeError} If the network takes no images, or the file holds none, or one of another size that
 * shows no digit
 * @throws {RangeError} If the file is damaged, or shows nothing
 */
export async function classifyImage(
  { network, description }: { readonly network: Network; readonly description: ModelDescription },
  bytes: Uint8Array,
  options: ClassifyImageOptions,
): Promise<Answer> {
  const shape = shapeOf(description, options.model);
  const { pixels, notes } = await prepare(bytes, shape, description, options);
  const images = Uint8Array.from(pixels, (value) => Math.round(255 * value));
  const features = inputFeatures(description.architecture);
  const { normalization } = description;
  const labels = new Uint8Array(1); // of no meaning
  const examples = imageExamples(createImageDataset({ images, labels, shape }), {
    features,
    normalization,
  });
  const input = new Float32Array(images.length);
  examples.inputs([0], input);
  const { backend: b } = network;
  const output = network.forward(b.tensor(input, [1, ...features]));
  return { probabilities: [...b.read(b.softmax(output))], notes };
}

function shapeOf({ image: shape }: ModelDescription, model: string): readonly number[] {
  if (Array.isArray(shape) && shape.length >= 2 && [1, 3].includes(shape[2] ?? 1)) return shape;
  throw new TypeError(
    `Expected a network for images [height, width] or [height, width, 3] in ${model}, ` +
      `found one for ${shape ? `[${shape.join(", ")}]` : "anything"}`,
  );
}

/** The picture as the network knows such, but for normalisation. */
async function prepare(
  bytes: Uint8Array,
  [height, width, channels = 1]: readonly number[],
  { subject }: ModelDescription,
  { name, index, invert = "auto" }: ClassifyImageOptions,
): Promise<NormalizedImage> {
  const image = channels === 3
    ? await readColorImage(bytes, name)
    : await readGreyImage(bytes, name, index);
  if (subject === "digits" && channels === 1) {
    return normalizeDigit(image, [height, width], { name, invert });
  }
  if (image.width !== width || image.height !== height) {
    throw new TypeError(
      `Expected an image of ${width}×${height} pixels, as the network takes them, in ${name}, ` +
        `found ${image.width}×${image.height}`,
    );
  }
  const { pixels } = image;
  return invert === "yes"
    ? { pixels: pixels.map((value) => 1 - value), notes: [INVERTED] }
    : { pixels, notes: [] };
}
