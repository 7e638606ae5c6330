/**
 * Image data sets and mini-batches: ten thousand digits of MNIST without a download, readers for full
 * MNIST, Fashion-MNIST and others in their format, for CIFAR-10 and CIFAR-100, and for folders of PNG
 * images; augmentation, and normalisation by training statistics.
 *
 * @module
 */

export { Random, type RandomState } from "../backend/random.ts";
export { type Augmentation, augmentPixels } from "./augmentation.ts";
export { type Batch, batches, type BatchOptions } from "./batches.ts";
export { type CifarFormat, type CifarImages, readCifar, type ReadCifarOptions } from "./cifar.ts";
export { loadCifar } from "./cifar_dataset.ts";
export { DATASET_FORMS, loadDataset } from "./dataset.ts";
export { loadDigits } from "./digits.ts";
export { type IdxArray, type IdxValues, readIdx, type ReadIdxOptions } from "./idx.ts";
export { type IdxDatasetOptions, loadIdxDataset } from "./idx_dataset.ts";
export {
  createImageDataset,
  type DatasetSplit,
  type ImageDataset,
  type ImageDatasetParts,
  type ImageSubject,
  labelsAt,
  type PixelOptions,
  pixelsAt,
  selectImages,
  splitDataset,
  type SplitOptions,
} from "./image_dataset.ts";
export { type Normalization, normalizationOf, normalizePixels } from "./normalization.ts";
export { type PngImage, readPng, type ReadPngOptions } from "./png.ts";
export { loadPngFolder, loadPngSplit } from "./png_folder.ts";
