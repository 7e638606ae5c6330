import {
  type DatasetSplit,
  type ImageDataset,
  loadDataset,
  loadDigits,
  Random,
  selectImages,
} from "../../lib/data/mod.ts";
import { checkWidths } from "./network.ts";
import { UsageError } from "./usage_error.ts";

let loaded: { readonly folder: string | undefined; readonly images: Promise<ImageDataset> };
let split: { readonly key: string; readonly images: Promise<DatasetSplit> };

/** The images to learn from of a data set, or the 10,000 digits; read once. */
export function loadImages(data: string | undefined): Promise<ImageDataset> {
  if (!loaded || loaded.folder !== data) {
    const images = data === undefined ? loadDigits() : loadDataset(data).then(({ train }) => train);
    loaded = { folder: data, images };
  }
  return loaded.images;
}

/**
 * A data set in its two parts; read once.
 *
 * @param data What `loadDataset` takes
 * @param images So many of the images to learn from alone: a part chosen at random, always the same
 */
export function loadSplit(data: string, images?: number): Promise<DatasetSplit> {
  const key = JSON.stringify([data, images]);
  if (split?.key !== key) {
    split = {
      key,
      images: loadDataset(data).then(({ train, test }) => ({ train: part(train, images), test })),
    };
  }
  return split.images;
}

function part(train: ImageDataset, images: number | undefined): ImageDataset {
  if (images === undefined) return train;
  if (images > train.count) {
    throw new UsageError(
      `--images must be at most ${train.count}, the number of images, found ${images}`,
    );
  }
  const order = new Random(0).split("part of the images").permutation(train.count);
  return selectImages(train, order.subarray(0, images));
}

/** What has to suit the images. */
interface Demand {
  readonly network: readonly number[];
  readonly samples: number;
  readonly batch: number;
}

/** Throws UsageError if the images do not suit `--network`, or are fewer than `--samples` or `--batch`. */
export function checkImages(images: ImageDataset, { network, ...numbers }: Demand): void {
  checkWidths(network, images);
  for (const name of ["samples", "batch"] as const) checkCount(images, name, numbers[name]);
}

/** Throws UsageError if an option asks for more images than there are. */
export function checkCount({ count }: ImageDataset, name: string, value: number): void {
  if (value <= count) return;
  throw new UsageError(
    `--${name} must be at most ${count}, the number of images, found ${value}`,
  );
}
