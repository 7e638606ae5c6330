import { didYouMean } from "../backend/nearest.ts";
import { Random } from "../backend/random.ts";
import { gradient } from "../curvature/gradient.ts";
import { batches } from "../data/batches.ts";
import { type ImageDataset, pixelsAt } from "../data/image_dataset.ts";
import { elu, gelu, relu, selu, sigmoid, silu, softplus, tanh } from "../layers/elementwise.ts";
import type { Layer } from "../layers/layer.ts";
import { mlp } from "../layers/mlp.ts";
import { createNetwork, type Network } from "../layers/network.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import { Adam } from "../optim/adam.ts";

/** An activation function's name. */
export type ActivationName =
  | "tanh"
  | "relu"
  | "sigmoid"
  | "elu"
  | "selu"
  | "softplus"
  | "gelu"
  | "silu";

const activations: Readonly<Record<ActivationName, () => Layer>> = {
  tanh,
  relu,
  sigmoid,
  elu,
  selu,
  softplus,
  gelu,
  silu,
};

/** The activation functions that experiments know. */
export const activationNames: readonly ActivationName[] = Object.keys(
  activations,
) as ActivationName[];

/** What determines a network trained as classifier of images. */
export interface Setting {
  /** The activation function of the hidden layers. */
  readonly activation: ActivationName;
  /** Widths from input to output; the first is the size of an image, the last the number of classes. */
  readonly network: readonly number[];
  /** Adam's steps of training. */
  readonly steps: number;
  /** Images in a mini-batch. */
  readonly batch: number;
  /** Adam's step size. */
  readonly stepSize: number;
  /** Determines initial parameters, order of the data and whatever methods draw. */
  readonly seed: number;
}

/**
 * A network with initial parameters.
 *
 * @throws RangeError for an unknown activation function or sizes that do not fit the images.
 */
export function untrainedNetwork(setting: Setting, images: ImageDataset): Network {
  const { activation, network: widths, seed } = setting;
  if (!Object.hasOwn(activations, activation)) {
    throw new RangeError(
      `Expected an activation among ${activationNames.join(", ")}, found "${activation}"${
        didYouMean(activation, activationNames)
      }`,
    );
  }
  const pixels = images.shape.reduce((size, length) => size * length, 1);
  if (widths[0] !== pixels || widths.at(-1) !== images.classes) {
    throw new RangeError(
      `Expected a network from ${pixels} pixels to ${images.classes} classes, found ${
        widths.join("-")
      }`,
    );
  }
  return createNetwork(mlp(widths, activations[activation]), { seed });
}

/** Trains a network by Adam on cross-entropy, and returns the mean loss of the last tenth of the steps; null without steps. */
export function train(network: Network, setting: Setting, images: ImageDataset): number | null {
  const { steps, batch, stepSize, seed } = setting;
  const optimizer = new Adam(network, { stepSize });
  const random = new Random(seed).split("data order");
  const tail = Math.max(1, Math.ceil(steps / 10));
  let step = 0;
  let sum = 0;
  if (steps === 0) return null;
  for (
    const { indices } of batches(images, { size: batch, random, epochs: Infinity, dropLast: true })
  ) {
    const { input, labels } = rowsAt(network, images, indices);
    const { loss, gradient: g } = gradient(network, input, crossEntropy(labels));
    optimizer.step(g);
    step++;
    if (step > steps - tail) sum += loss;
    if (step === steps) break;
  }
  return sum / tail;
}

/** Images as an input `[batch, pixels]`, and their labels. */
export function rowsAt(network: Network, images: ImageDataset, indices: ArrayLike<number>) {
  const pixels = images.shape.reduce((size, length) => size * length, 1);
  const data = pixelsAt(images, indices);
  return {
    input: network.backend.tensor(data, [indices.length, pixels]),
    labels: Uint8Array.from(indices, (index) => images.labels[index]),
  };
}
