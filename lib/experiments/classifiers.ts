import { didYouMean } from "../backend/nearest.ts";
import type { ImageDataset } from "../data/image_dataset.ts";
import { network2c2d } from "../layers/image_networks.ts";
import type { Layer } from "../layers/layer.ts";
import { type ActivationName, buildLayers } from "../train/architecture.ts";

/** A classifier of images that goes by a name. */
export type ClassifierName = "2c2d-small";

/**
 * A classifier of images: widths from input to output of a multilayer perceptron, the first of them the
 * size of an image, the last the number of classes; or the name of a network that fits any images.
 */
export type Classifier = readonly number[] | ClassifierName;

type Image = readonly [height: number, width: number, channels: number];

/** Layers for images and a number of classes. */
const named: Readonly<
  Record<ClassifierName, (classes: number, activation: () => Layer, image: Image) => Layer[]>
> = {
  /** 2C2D with 4 and 8 channels in place of 32 and 64, and 32 units in place of 1024. */
  "2c2d-small": (classes, activation, image) =>
    network2c2d(classes, activation, { image, channels: [4, 8], dense: [32] }),
};

/** The classifiers that go by a name. */
export const classifierNames: readonly ClassifierName[] = Object.keys(named) as ClassifierName[];

/** What the network of a {@linkcode Classifier} consists of. */
export interface ClassifierLayers {
  /** Its layers. */
  readonly layers: readonly Layer[];
  /** Features of its input: `[pixels]` for widths, else `[height, width, channels]`. */
  readonly features: readonly number[];
}

/**
 * The layers of a classifier for certain images.
 *
 * @throws RangeError for an unknown name or activation function, with the nearest, or widths that do not
 * fit the images.
 */
export function classifierLayers(
  network: Classifier,
  activation: ActivationName,
  { shape, classes }: Pick<ImageDataset, "shape" | "classes">,
): ClassifierLayers {
  const pixels = shape.reduce((size, length) => size * length, 1);
  if (typeof network !== "string") {
    const layers = buildLayers({ kind: "mlp", widths: network, activation });
    if (network[0] !== pixels || network.at(-1) !== classes) {
      throw new RangeError(
        `Expected a network from ${pixels} pixels to ${classes} classes, found ${
          network.join("-")
        }`,
      );
    }
    return { layers, features: [pixels] };
  }
  if (!Object.hasOwn(named, network)) {
    throw new RangeError(
      `Expected widths or a network among ${classifierNames.join(", ")}, found "${network}"${
        didYouMean(network, classifierNames)
      }`,
    );
  }
  const [height, width, channels = 1] = shape;
  const image = [height, width, channels] as const;
  return { layers: named[network](classes, () => elementwise(activation), image), features: image };
}

/** The layer of an activation function. */
function elementwise(activation: ActivationName): Layer {
  return buildLayers({ kind: "mlp", widths: [1, 1, 1], activation })[1];
}
