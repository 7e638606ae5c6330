import { join } from "node:path";
import { excerpt, listFolder, loadFile } from "./folder.ts";
import { type IdxArray, readIdx } from "./idx.ts";
import {
  createImageDataset,
  type DatasetSplit,
  type ImageDataset,
  type ImageSubject,
} from "./image_dataset.ts";

/** What the files do not say. */
export interface IdxDatasetOptions {
  /** The number of classes: 10 unless `names` says otherwise. */
  classes?: number;
  /** What the classes are called. */
  names?: readonly string[];
  /** What the images show. */
  subject?: ImageSubject;
}

/**
 * Loads a data set in the four files of MNIST, as Fashion-MNIST, Kuzushiji-MNIST and others have them too:
 * `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and the same with `t10k` instead of `train`, with a dot
 * instead of the second hyphen or not, compressed (`.gz`) or not.
 *
 * @param directory The folder with the files
 * @param options Number and names of the classes, and what the images show
 * @throws {Error} If the folder or a file is missing or cannot be read
 * @throws {TypeError} If a file is not IDX of the expected type and shape, or the files do not fit together
 * @throws {RangeError} If a file is cut off or too long, or a label is no class
 */
export async function loadIdxDataset(
  directory: string,
  options: IdxDatasetOptions = {},
): Promise<DatasetSplit> {
  const { names } = await listFolder(directory, "IDX files");
  const [train, test] = await Promise.all(
    ["train", "t10k"].map((part) => loadPart(directory, names, part, options)),
  );
  if (train.shape.join() !== test.shape.join()) {
    throw new TypeError(
      `Expected test images of the shape of the training images, [${train.shape.join(", ")}], ` +
        `in ${directory}, found [${test.shape.join(", ")}]`,
    );
  }
  return { train, test };
}

async function loadPart(
  directory: string,
  names: readonly string[],
  part: string,
  options: IdxDatasetOptions,
): Promise<ImageDataset> {
  const [images, labels] = await Promise.all([
    loadBytes(directory, names, `${part}-images-idx3-ubyte`, ["count", "height", "width"]),
    loadBytes(directory, names, `${part}-labels-idx1-ubyte`, ["count"]),
  ]);
  const [count, ...shape] = images.shape;
  if (count !== labels.shape[0]) {
    throw new TypeError(
      `Expected ${count} labels in ${labels.path}, as many as images in ${images.path}, ` +
        `found ${labels.shape[0]}`,
    );
  }
  return createImageDataset({
    ...options,
    images: images.values,
    labels: labels.values,
    shape,
    source: labels.path,
  });
}

/** An IDX file of unsigned bytes. */
interface ByteFile {
  readonly path: string;
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

async function loadBytes(
  directory: string,
  names: readonly string[],
  name: string,
  axes: readonly string[],
): Promise<ByteFile> {
  const usual = [name, name.replace("-idx", ".idx")].flatMap((plain) => [plain, `${plain}.gz`]);
  const found = usual.find((candidate) => names.includes(candidate));
  if (found === undefined) {
    throw new Error(
      `Expected ${usual.slice(0, -1).join(", ")} or ${usual.at(-1)} in ${directory}, ` +
        `found ${excerpt(names)}`,
    );
  }
  const path = join(directory, found);
  const { shape, values } = await load(path);
  if (!(values instanceof Uint8Array) || shape.length !== axes.length) {
    throw new TypeError(
      `Expected unsigned bytes of shape [${axes.join(", ")}] in ${path}, ` +
        `found ${values.constructor.name} of shape [${shape.join(", ")}]`,
    );
  }
  return { path, shape, values };
}

async function load(path: string): Promise<IdxArray> {
  return await readIdx(await loadFile(path), { name: path });
}
