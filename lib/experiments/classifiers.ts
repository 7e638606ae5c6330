import { didYouMean } from "../backend/nearest.ts";
import { sizeOf } from "../backend/shapes.ts";
import type { ImageDataset } from "../data/image_dataset.ts";
import type {
  ActivationName,
  Architecture,
  ConvolutionalArchitecture,
} from "../train/architecture.ts";

/** A classifier of images that goes by a name. */
export type ClassifierName = "2c2d-small";

/**
 * A classifier of images: widths from input to output of a multilayer perceptron, the first of them the
 * size of an image, the last the number of classes; or the name of a network that fits any images.
 */
export type Classifier = readonly number[] | ClassifierName;

/** What sizes go by a name. */
const named: Readonly<
  Record<ClassifierName, Pick<ConvolutionalArchitecture, "kind" | "channels" | "dense">>
> = {
  "2c2d-small": { kind: "2c2d", channels: [4, 8], dense: [32] },
};

/** The classifiers that go by a name. */
export const classifierNames: readonly ClassifierName[] = Object.keys(named) as ClassifierName[];

/**
 * What a classifier is for certain images.
 *
 * @throws RangeError for an unknown name, with the nearest, or widths that do not fit the images.
 */
export function classifierOf(
  network: Classifier,
  activation: ActivationName,
  { shape, classes }: Pick<ImageDataset, "shape" | "classes">,
): Architecture {
  if (typeof network !== "string") {
    const pixels = sizeOf(shape);
    if (network[0] === pixels && network.at(-1) === classes) {
      return { kind: "mlp", widths: network, activation };
    }
    throw new RangeError(
      `Expected a network from ${pixels} pixels to ${classes} classes, found ${network.join("-")}`,
    );
  }
  if (Object.hasOwn(named, network)) {
    const [height, width, channels = 1] = shape;
    return { ...named[network], image: [height, width, channels], classes, activation };
  }
  throw new RangeError(
    `Expected widths or a network among ${classifierNames.join(", ")}, found "${network}"${
      didYouMean(network, classifierNames)
    }`,
  );
}
