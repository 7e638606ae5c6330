import { type ImageDataset, loadDigits, loadIdxDataset } from "../../lib/data/mod.ts";

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
