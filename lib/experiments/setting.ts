import type { Backend, Tensor } from "../backend/backend.ts";
import { Random } from "../backend/random.ts";
import { reference } from "../backend/reference/mod.ts";
import { simd } from "../backend/simd/mod.ts";
import { batches } from "../data/batches.ts";
import { type ImageDataset, labelsAt, pixelsAt } from "../data/image_dataset.ts";
import { createNetwork, type Network } from "../layers/network.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import { adam } from "../optim/adam.ts";
import { type ActivationName, buildLayers, inputFeatures } from "../train/architecture.ts";
import { type Classifier, classifierOf } from "./classifiers.ts";

/** What determines a network trained as classifier of images. */
export interface Setting {
  /** The activation function of the hidden layers. */
  readonly activation: ActivationName;
  /** The network: widths from the size of an image to the number of classes, or a name. */
  readonly network: Classifier;
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
 * A network with initial parameters, in float64 unless told otherwise.
 *
 * @throws RangeError for an unknown activation function or sizes that do not fit the images.
 */
export function untrainedNetwork(
  setting: Setting,
  images: ImageDataset,
  backend: Backend = reference,
): Network {
  const { activation, network, seed } = setting;
  const layers = buildLayers(classifierOf(network, activation, images));
  return createNetwork(layers, { seed, backend });
}

/**
 * Trains a network by Adam on cross-entropy, in float32 on the simd backend wherever the network
 * itself lives, and returns the mean loss of the last tenth of the steps; null without steps.
 */
export function train(network: Network, setting: Setting, images: ImageDataset): number | null {
  const { steps, batch, stepSize, seed } = setting;
  if (steps === 0) return null;
  const fast = untrainedNetwork(setting, images, simd);
  fast.load(network.read());
  const optimizer = adam(fast, { stepSize });
  const rows = rowsOf(fast, setting, images);
  const order = new Random(seed).split("data order");
  const tail = Math.max(1, Math.ceil(steps / 10));
  let step = 0;
  let sum = 0;
  const options = { size: batch, random: order, epochs: Infinity, dropLast: true };
  for (const { indices } of batches(images, options)) {
    step++;
    simd.scope(() => {
      const { input, labels } = rows(indices);
      const { loss } = optimizer.step(input, crossEntropy(labels));
      if (step > steps - tail) sum += loss;
    });
    if (step === steps) break;
  }
  network.load(fast.read());
  return sum / tail;
}

/**
 * Measures a network before and after its training.
 *
 * @throws RangeError for more samples than images.
 */
export function beforeAndAfter<Found>(
  setting: Setting & { readonly samples: number },
  images: ImageDataset,
  measure: (network: Network) => Found,
) {
  const { activation, seed, samples } = setting;
  if (samples > images.count) {
    throw new RangeError(
      `Expected at most ${images.count} samples, the number of images, found ${samples}`,
    );
  }
  const network = untrainedNetwork(setting, images);
  const before = measure(network);
  const trainingLoss = train(network, setting, images);
  const after = measure(network);
  return { activation, seed, trainingLoss, phases: { before, after } };
}

/** Gives images as an input `[batch, ...features]` of a network, and their labels. */
export function rowsOf(
  { backend }: Network,
  { network, activation }: Setting,
  images: ImageDataset,
): (indices: ArrayLike<number>) => { readonly input: Tensor; readonly labels: Uint8Array } {
  const features = inputFeatures(classifierOf(network, activation, images));
  return (indices) => ({
    input: backend.tensor(pixelsAt(images, indices), [indices.length, ...features]),
    labels: labelsAt(images, indices),
  });
}
