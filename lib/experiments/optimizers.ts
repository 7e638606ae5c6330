import { Random } from "../backend/random.ts";
import { type ImageDataset, selectImages } from "../data/image_dataset.ts";
import { createNetwork } from "../layers/network.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import { type ActivationName, buildLayers } from "../train/architecture.ts";
import { evaluateOn } from "../train/evaluate_on.ts";
import { imageExamples } from "../train/examples.ts";
import { fit } from "../train/fit.ts";
import { type ComparedOptimizer, makeCompared } from "./compared_optimizers.ts";

/** One run of the comparison of optimizers. */
export interface OptimizerSetting {
  /** What trains. */
  readonly optimizer: ComparedOptimizer;
  /** α. */
  readonly stepSize: number;
  /** δ of step-size scaling, for the optimizers that have it. */
  readonly delta: number;
  /** The activation function of the hidden layers. */
  readonly activation: ActivationName;
  /** Widths from input to output. */
  readonly network: readonly number[];
  /** Passes over the training images. */
  readonly epochs: number;
  /** Images in a mini-batch. */
  readonly batch: number;
  /** Images that step sizes are chosen by, and images for the test; all others are trained on. */
  readonly held: { readonly validation: number; readonly test: number };
  /** Determines initial parameters, order of the data and whatever the optimizer draws. */
  readonly seed: number;
}

/** What is measured after an epoch. */
export interface OptimizerEpoch {
  /** The mean loss of the epoch's mini-batches, each before its step. */
  readonly trainingLoss: number;
  /** The loss on the validation images. */
  readonly validationLoss: number;
  /** The share of test images that are classified correctly. */
  readonly testAccuracy: number;
  /** Seconds spent on steps so far, whatever else the machine did meanwhile. */
  readonly seconds: number;
}

/** What one run gives. */
export interface OptimizerRun {
  /** What trained. */
  readonly optimizer: ComparedOptimizer;
  /** α. */
  readonly stepSize: number;
  /** The seed. */
  readonly seed: number;
  /** One entry for each epoch; fewer if the run diverged. */
  readonly epochs: readonly OptimizerEpoch[];
  /** Why the run ended before its last epoch: something was no longer finite; null if it did not. */
  readonly diverged: string | null;
}

/**
 * Trains one network and measures it after every epoch.
 *
 * The last images of the data set are held back, the same for every seed: first those for the
 * validation, then those for the test.
 *
 * @throws RangeError for an unknown optimizer, or if too few images are left to train on.
 */
export async function trainWith(
  setting: OptimizerSetting,
  images: ImageDataset,
): Promise<OptimizerRun> {
  const { optimizer: name, stepSize, delta, activation, network: widths, seed } = setting;
  const { epochs, batch } = setting;
  const parts = holdBack(images, setting.held);
  const network = createNetwork(buildLayers({ kind: "mlp", widths, activation }), { seed });
  const random = new Random(seed);
  const draw = (stream: string) => random.split(stream).integer(2 ** 32);
  const optimizer = makeCompared(name, network, { stepSize, delta, seed: draw("optimizer") });
  const measured: OptimizerEpoch[] = [];
  let diverged: string | null = null;
  try {
    const options = { epochs, batch, seed: draw("data") };
    for await (const event of fit(network, crossEntropy, parts.training, optimizer, options)) {
      if (event.kind !== "epoch") continue;
      measured.push({
        trainingLoss: event.loss,
        validationLoss: evaluateOn(network, crossEntropy, parts.validation).loss,
        testAccuracy: evaluateOn(network, crossEntropy, parts.test).accuracy!,
        seconds: event.seconds,
      });
    }
  } catch (error) {
    // Too large a step size is a result, not a mistake: the sensitivity curve ends there.
    if (!(error instanceof RangeError)) throw error;
    diverged = error.message;
  }
  return { optimizer: name, stepSize, seed, epochs: measured, diverged };
}

/**
 * Seconds that the steps of an epoch take, for each of some optimizers: the least of several epochs,
 * in which the optimizers take turns, so that whatever else the machine does meets all of them.
 *
 * @param settings Epochs, step sizes and seeds are as in {@linkcode trainWith}, but for one epoch each.
 * @throws RangeError as {@linkcode trainWith}.
 */
export async function timeEpochs(
  settings: readonly OptimizerSetting[],
  images: ImageDataset,
  { rounds = 5 }: { readonly rounds?: number } = {},
): Promise<number[]> {
  const seconds = settings.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    for (const [i, setting] of settings.entries()) {
      const { epochs } = await trainWith({ ...setting, epochs: 1 }, images);
      seconds[i] = Math.min(seconds[i], epochs.at(-1)?.seconds ?? Infinity);
    }
  }
  return seconds;
}

function holdBack(images: ImageDataset, { validation, test }: OptimizerSetting["held"]) {
  const training = images.count - validation - test;
  if (training < 1) {
    throw new RangeError(
      `Expected fewer than ${images.count} images held back, all there are, found ${
        validation + test
      }`,
    );
  }
  const range = (start: number, count: number) =>
    imageExamples(selectImages(images, Array.from({ length: count }, (_, i) => start + i)));
  return {
    training: range(0, training),
    validation: range(training, validation),
    test: range(training + validation, test),
  };
}
