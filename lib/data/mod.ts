/**
 * Image data sets and mini-batches: ten thousand digits of MNIST without a download, and a reader for
 * full MNIST, Fashion-MNIST and other data sets in their format.
 *
 * @module
 */

export { Random, type RandomState } from "../backend/random.ts";
export { type Batch, batches, type BatchOptions } from "./batches.ts";
export { loadDigits } from "./digits.ts";
export { type IdxArray, type IdxValues, readIdx, type ReadIdxOptions } from "./idx.ts";
export { type IdxDatasetOptions, loadIdxDataset } from "./idx_dataset.ts";
export {
  createImageDataset,
  type DatasetSplit,
  type ImageDataset,
  type ImageDatasetParts,
  labelsAt,
  type PixelOptions,
  pixelsAt,
  selectImages,
  splitDataset,
  type SplitOptions,
} from "./image_dataset.ts";
