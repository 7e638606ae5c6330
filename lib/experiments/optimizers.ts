import { Random } from "../backend/random.ts";
import { type DatasetSplit, type ImageDataset, selectImages } from "../data/image_dataset.ts";
import { normalizationOf } from "../data/normalization.ts";
import { createNetwork } from "../layers/network.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import { type Architecture, buildLayers, inputFeatures } from "../train/architecture.ts";
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
  /** The network. */
  readonly architecture: Architecture;
  /** Passes over the training images. */
  readonly epochs: number;
  /** Images in a mini-batch. */
  readonly batch: number;
  /** Images to learn from, the last ones, that step sizes are chosen by instead. */
  readonly validation: number;
  /** Images of the test, the first ones; all of them by default. */
  readonly test?: number;
  /** Whether pixels get mean 0 and deviation 1 over the images that are learnt from; false by default. */
  readonly normalize?: boolean;
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
 * @throws RangeError for an unknown optimizer, or if too few images are left to train on; TypeError for
 * images that do not suit the network.
 */
export async function trainWith(
  setting: OptimizerSetting,
  images: DatasetSplit,
): Promise<OptimizerRun> {
  const { optimizer, stepSize, seed, epochs } = setting;
  const { network, validation, test, training } = prepare(setting, images);
  const measured: OptimizerEpoch[] = [];
  let diverged: string | null = null;
  try {
    for await (const event of training(epochs)) {
      if (event.kind !== "epoch") continue;
      measured.push({
        trainingLoss: event.loss,
        validationLoss: evaluateOn(network, crossEntropy, validation).loss,
        testAccuracy: evaluateOn(network, crossEntropy, test).accuracy!,
        seconds: event.seconds,
      });
    }
  } catch (error) {
    // Too large a step size is a result, not a mistake: the sensitivity curve ends there.
    if (!(error instanceof RangeError)) throw error;
    diverged = error.message;
  }
  return { optimizer, stepSize, seed, epochs: measured, diverged };
}

/**
 * Seconds that the steps of an epoch take, for each of some optimizers: from the least time of several
 * parts of an epoch, in which the optimizers take turns, so that whatever else the machine does meets all
 * of them.
 *
 * @param settings As in {@linkcode trainWith}; how many epochs does not matter.
 * @param options.rounds How often each has its turn; 5 by default.
 * @param options.steps Steps in a turn; those of an epoch, but at most 100, by default.
 * @throws RangeError as {@linkcode trainWith}.
 */
export async function timeEpochs(
  settings: readonly OptimizerSetting[],
  images: DatasetSplit,
  { rounds = 5, steps = 100 }: { readonly rounds?: number; readonly steps?: number } = {},
): Promise<number[]> {
  const seconds = settings.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    for (const [i, setting] of settings.entries()) {
      const { training, perEpoch } = prepare(setting, images);
      const last = Math.min(steps, perEpoch);
      for await (const event of training(1)) {
        if (event.kind !== "step" || event.step < last) continue;
        seconds[i] = Math.min(seconds[i], event.seconds * perEpoch / last);
        break;
      }
    }
  }
  return seconds;
}

/**
 * Seconds that measuring a network after an epoch takes, on the validation and the test images.
 *
 * @throws RangeError as {@linkcode trainWith}.
 */
export function timeEvaluation(setting: OptimizerSetting, images: DatasetSplit): number {
  const { network, validation, test } = prepare(setting, images);
  let least = Infinity;
  for (let round = 0; round < 2; round++) {
    const start = performance.now();
    for (const part of [validation, test]) evaluateOn(network, crossEntropy, part);
    least = Math.min(least, (performance.now() - start) / 1000);
  }
  return least;
}

/** A network at its start, what it is measured on, and its training. */
function prepare(setting: OptimizerSetting, images: DatasetSplit) {
  const { optimizer: name, stepSize, delta, architecture, seed, batch } = setting;
  const parts = partsOf(setting, images);
  const network = createNetwork(buildLayers(architecture), { seed });
  const random = new Random(seed);
  const draw = (stream: string) => random.split(stream).integer(2 ** 32);
  const optimizer = makeCompared(name, network, { stepSize, delta, seed: draw("optimizer") });
  const training = (epochs: number) =>
    fit(network, crossEntropy, parts.training, optimizer, { epochs, batch, seed: draw("data") });
  const perEpoch = Math.ceil(parts.training.count / batch);
  return { network, validation: parts.validation, test: parts.test, training, perEpoch };
}

function partsOf(
  { validation, test, normalize, architecture }: OptimizerSetting,
  images: DatasetSplit,
) {
  const training = images.train.count - validation;
  if (training < 1 || validation < 1) {
    throw new RangeError(
      `Expected from 1 to ${images.train.count - 1} validation images of the ` +
        `${images.train.count} there are, found ${validation}`,
    );
  }
  const range = (part: ImageDataset, start: number, end: number) =>
    selectImages(part, Array.from({ length: end - start }, (_, i) => start + i));
  const learnt = range(images.train, 0, training);
  const options = {
    features: inputFeatures(architecture),
    normalization: normalize ? normalizationOf(learnt) : undefined,
  };
  return {
    training: imageExamples(learnt, options),
    validation: imageExamples(range(images.train, training, images.train.count), options),
    test: imageExamples(range(images.test, 0, test ?? images.test.count), options),
  };
}
