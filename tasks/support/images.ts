import { type ImageDataset, loadDigits, loadIdxDataset } from "../../lib/data/mod.ts";
import { formatWidths } from "./widths.ts";
import { UsageError } from "./usage_error.ts";

let loaded: { readonly folder: string | undefined; readonly images: Promise<ImageDataset> };

/** The training images of a folder of IDX files, or the 10,000 digits; read once. */
export function loadImages(folder: string | undefined): Promise<ImageDataset> {
  if (!loaded || loaded.folder !== folder) {
    const images = folder === undefined
      ? loadDigits()
      : loadIdxDataset(folder).then(({ train }) => train);
    loaded = { folder, images };
  }
  return loaded.images;
}

/** What has to suit the images. */
interface Demand {
  readonly network: readonly number[] | string;
  readonly samples: number;
  readonly batch: number;
}

/** Throws UsageError if the images do not suit the widths of `--network`, or are fewer than `--samples` or `--batch`. */
export function checkImages(
  { shape, classes, count }: ImageDataset,
  { network, ...numbers }: Demand,
): void {
  const pixels = shape.reduce((size, length) => size * length, 1);
  const suits = typeof network === "string" ||
    network[0] === pixels && network.at(-1) === classes;
  if (!suits) {
    throw new UsageError(
      `--network must lead from ${pixels} pixels to ${classes} classes, found ${
        formatWidths(network)
      }`,
    );
  }
  for (const name of ["samples", "batch"] as const) {
    if (numbers[name] > count) {
      throw new UsageError(
        `--${name} must be at most ${count}, the number of images, found ${numbers[name]}`,
      );
    }
  }
}
