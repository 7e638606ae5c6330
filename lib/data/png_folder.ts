import { join } from "node:path";
import { Random } from "../backend/random.ts";
import { excerpt, listFolder, loadFile } from "./folder.ts";
import { type PngImage, readPng } from "./png.ts";
import {
  createImageDataset,
  type DatasetSplit,
  type ImageDataset,
  selectImages,
  splitDataset,
} from "./image_dataset.ts";

/** Labels are bytes. */
const MOST_CLASSES = 256;

/** The share of a folder without a part for testing that is held out. */
const TEST_SHARE = 1 / 5;

/**
 * Loads PNG images from a folder with a folder for each class, `class/name.png`. Classes and images come
 * in alphabetical order. Images are `[height, width]` if all of them are grey, else `[height, width, 3]`.
 *
 * @param directory The folder with the classes' folders
 * @param options.classes The classes that there must be, all that there are by default
 * @throws {Error} If there is no class or no image in one, or a file cannot be read
 * @throws {RangeError} If a file is no whole PNG image
 * @throws {TypeError} If an image has another size than the first, with its name and both sizes, or a
 * class is not among `classes`
 */
export async function loadPngFolder(
  directory: string,
  { classes }: { readonly classes?: readonly string[] } = {},
): Promise<ImageDataset> {
  const { folders } = await listFolder(directory, "PNG images in folders named after classes");
  const names = classes ?? folders;
  const unknown = folders.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`Expected the classes ${excerpt(names)} in ${directory}, found ${unknown}`);
  }
  if (folders.length === 0 || names.length > MOST_CLASSES) {
    throw new Error(
      `Expected from 1 to ${MOST_CLASSES} folders named after classes in ${directory}, found ${names.length}`,
    );
  }
  const images: PngImage[] = [];
  const labels: number[] = [];
  let first = "";
  for (const name of folders) {
    const { names: files } = await listFolder(join(directory, name), "PNG images");
    const pictures = files.filter((file) => /\.png$/i.test(file));
    if (pictures.length === 0) {
      throw new Error(`Expected PNG images in ${join(directory, name)}, found ${excerpt(files)}`);
    }
    for (const file of pictures) {
      const path = join(directory, name, file);
      const image = await readPng(await loadFile(path), { name: path });
      first ||= path;
      const { width, height } = images[0] ?? image;
      if (image.width !== width || image.height !== height) {
        throw new TypeError(
          `Expected an image of ${width}×${height} pixels, as ${first} is, in ${path}, ` +
            `found ${image.width}×${image.height}`,
        );
      }
      images.push(image);
      labels.push(names.indexOf(name));
    }
  }
  const { width, height } = images[0];
  const channels = images.some((image) => image.channels === 3) ? 3 : 1;
  const size = width * height * channels;
  const bytes = new Uint8Array(images.length * size);
  for (const [i, image] of images.entries()) {
    const repeat = channels / image.channels;
    for (let at = 0; at < size; at++) {
      bytes[i * size + at] = Math.round(255 * image.pixels[Math.floor(at / repeat)]);
    }
  }
  return createImageDataset({
    images: bytes,
    labels: Uint8Array.from(labels),
    shape: channels === 1 ? [height, width] : [height, width, channels],
    names,
    source: directory,
  });
}

/**
 * Loads PNG images in two parts: those under `train` and `test` if the folder has these, else a fifth of
 * all, chosen at random but always the same, is held out. Those to learn from are in an order that mixes
 * the classes.
 *
 * @throws As {@linkcode loadPngFolder}, {TypeError} if the parts have images of different shapes, and
 * {RangeError} if there is a single image
 */
export async function loadPngSplit(directory: string): Promise<DatasetSplit> {
  const { folders } = await listFolder(directory, "PNG images in folders named after classes");
  if (!folders.includes("train") || !folders.includes("test")) {
    const all = await loadPngFolder(directory);
    if (all.count < 2) {
      throw new RangeError(
        `Expected at least 2 images in ${directory}, one to learn from and one to test on, found 1`,
      );
    }
    const test = Math.max(1, Math.round(TEST_SHARE * all.count));
    return splitDataset(all, { test, random: new Random(0).split("test") });
  }
  const sorted = await loadPngFolder(join(directory, "train"));
  const train = selectImages(sorted, new Random(0).split("order").permutation(sorted.count));
  const test = await loadPngFolder(join(directory, "test"), { classes: train.names });
  if (train.shape.join() === test.shape.join()) return { train, test };
  throw new TypeError(
    `Expected test images of the shape of the training images, [${train.shape.join(", ")}], ` +
      `in ${directory}, found [${test.shape.join(", ")}]`,
  );
}
