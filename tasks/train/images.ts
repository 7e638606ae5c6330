import {
  type ImageDataset,
  loadDigits,
  loadIdxDataset,
  Random,
  selectImages,
  splitDataset,
} from "../../lib/data/mod.ts";
import { checkImages } from "../support/images.ts";
import { UsageError } from "../support/usage_error.ts";
import type { TrainValues } from "./options.ts";

/** Of the 10,000 digits; the others are for testing. */
const TRAINING_DIGITS = 8_000;

/** Images by what they are for. */
export interface Images {
  readonly training: ImageDataset;
  /** What the network is evaluated on after each epoch. */
  readonly validation: ImageDataset;
  readonly test: ImageDataset;
}

/**
 * The images of a folder, or digits.
 *
 * @throws {UsageError} If `--network`, `--batch`, `--validation` or `--patience` does not suit them
 */
export async function loadSplitImages(
  { data, network, batch, validation, patience, seed }: TrainValues,
): Promise<Images> {
  if (patience !== undefined && validation === 0) {
    throw new UsageError("--patience needs --validation images that are not for testing, found 0");
  }
  const { train, test } = data === "digits" ? await splitDigits() : await loadIdxDataset(data);
  checkImages(train, { network, batch, samples: 0 });
  if (validation === 0) return { training: train, validation: test, test };
  if (validation >= train.count) {
    throw new UsageError(
      `--validation must be less than ${train.count}, the number of images, found ${validation}`,
    );
  }
  const random = new Random(seed).split("validation");
  const parts = splitDataset(train, { test: validation, random });
  return { training: parts.train, validation: parts.test, test };
}

/** Their order interleaves the digits evenly, so that both parts hold each as often. */
async function splitDigits(): Promise<{ train: ImageDataset; test: ImageDataset }> {
  const digits = await loadDigits();
  const order = Uint32Array.from({ length: digits.count }, (_, index) => index);
  return {
    train: selectImages(digits, order.subarray(0, TRAINING_DIGITS)),
    test: selectImages(digits, order.subarray(TRAINING_DIGITS)),
  };
}
