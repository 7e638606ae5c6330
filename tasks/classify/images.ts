import {
  type Augmentation,
  type ImageDataset,
  type Normalization,
  normalizationOf,
  Random,
  splitDataset,
} from "../../lib/data/mod.ts";
import { checkCount, loadSplit } from "../support/images.ts";
import { UsageError } from "../support/usage_error.ts";
import type { ClassifyValues } from "./options.ts";

/** `crop` moves an image by at most this share of its height, 4 of CIFAR's 32 pixels. */
const CROP_SHARE = 1 / 8;

/** Images by what they are for. */
export interface Images {
  readonly training: ImageDataset;
  /** What the network is evaluated on after each epoch. */
  readonly validation: ImageDataset;
  readonly test: ImageDataset;
  /** What all of them are normalised by. */
  readonly normalization: Normalization | undefined;
  /** How those to learn from are varied. */
  readonly augmentation: Augmentation | undefined;
}

/**
 * The images that the command line asks for.
 *
 * @throws {UsageError} If `--images`, `--batch`, `--validation` or `--patience` does not suit them
 */
export async function imagesOf(
  { data, images, batch, validation, patience, seed, normalize, augment }: ClassifyValues,
): Promise<Images> {
  if (patience !== undefined && validation === 0) {
    throw new UsageError("--patience needs --validation images that are not for testing, found 0");
  }
  const { train, test } = await loadSplit(data, images);
  checkCount(train, "batch", batch);
  if (validation >= train.count) {
    throw new UsageError(
      `--validation must be less than ${train.count}, the number of images, found ${validation}`,
    );
  }
  const random = new Random(seed).split("validation");
  const parts = validation === 0
    ? { train, test }
    : splitDataset(train, { test: validation, random });
  const padding = Math.ceil(CROP_SHARE * train.shape[0]);
  return {
    training: parts.train,
    validation: parts.test,
    test,
    normalization: normalize ? normalizationOf(parts.train) : undefined,
    augmentation: augment && {
      flip: augment.includes("flip"),
      padding: augment.includes("crop") ? padding : 0,
    },
  };
}
