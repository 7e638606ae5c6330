import { stat } from "node:fs/promises";
import { didYouMean } from "../backend/nearest.ts";
import { CIFAR_MARKS, loadCifar } from "./cifar_dataset.ts";
import type { CifarFormat } from "./cifar.ts";
import { loadDigits } from "./digits.ts";
import { excerpt, listFolder } from "./folder.ts";
import { loadIdxDataset } from "./idx_dataset.ts";
import { type DatasetSplit, selectImages } from "./image_dataset.ts";
import { loadPngSplit } from "./png_folder.ts";

/** Where Debian's package `dataset-fashion-mnist` has its files. */
const FASHION_FOLDER = "/usr/share/datasets/fashion-mnist";

/** Of Fashion-MNIST's classes (H. Xiao, K. Rasul, R. Vollgraf, 2017). */
const FASHION_NAMES = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
];

/** Of the 10,000 digits; the others are for testing. */
const TRAINING_DIGITS = 8_000;

/** What has the files of each format; they are not to be had in a package. */
const CIFAR_ARCHIVES: Readonly<Record<CifarFormat, string>> = {
  "cifar10": "cifar-10-binary.tar.gz",
  "cifar100": "cifar-100-binary.tar.gz",
  "cifar100-coarse": "cifar-100-binary.tar.gz",
};

/** What {@linkcode loadDataset} takes, in words. */
export const DATASET_FORMS: string = "digits, mnist:DIR, fashion, fashion:DIR, cifar10:DIR, " +
  "cifar100:DIR, cifar100-coarse:DIR, or a folder of IDX files, CIFAR files or PNG images (class/name.png)";

/**
 * Loads a data set by what a command line calls it:
 *
 * - `digits`: {@linkcode loadDigits}, 8,000 to learn from and 2,000 to test on;
 * - `mnist:DIR`: full MNIST from its four IDX files;
 * - `fashion`: Fashion-MNIST where Debian's package `dataset-fashion-mnist` puts it, `fashion:DIR` from
 *   elsewhere;
 * - `cifar10:DIR`, `cifar100:DIR` (100 fine classes), `cifar100-coarse:DIR` (20): {@linkcode loadCifar};
 * - `DIR`: whatever the folder holds, IDX files, CIFAR files, or PNG images in folders of classes.
 *
 * Colours come last, `[height, width, channels]`.
 *
 * @throws {Error} If the data are not there, with how to get them; {TypeError} or {RangeError} if they are
 * not what they should be
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadDataset } from "@hesscale/hesscale/data";
 *
 * const { train, test } = await loadDataset("digits");
 * assertEquals([train.count, test.count], [8_000, 2_000]);
 * ```
 */
export async function loadDataset(name: string): Promise<DatasetSplit> {
  if (name === "digits") return await splitDigits();
  if (name === "fashion") return await loadFashion();
  const [, kind, directory] =
    /^(mnist|fashion|cifar10|cifar100|cifar100-coarse):(.+)$/.exec(name) ?? [];
  if (kind === "mnist") return await loadIdxDataset(directory, { subject: "digits" });
  if (kind === "fashion") return await loadIdxDataset(directory, { names: FASHION_NAMES });
  if (kind !== undefined) return await loadCifar(directory, { format: kind as CifarFormat });
  const { names: files, folders } = await listFolder(name, "images").catch((error) => {
    throw isWord(name) ? unknownName(name, error) : error;
  });
  if (files.some((file) => /^train-images.idx3-ubyte(\.gz)?$/.test(file))) {
    return await loadIdxDataset(name);
  }
  for (const format of ["cifar10", "cifar100"] as const) {
    if (files.includes(CIFAR_MARKS[format])) return await loadCifar(name, { format });
  }
  if (folders.length > 0) return await loadPngSplit(name);
  throw new Error(
    `Expected IDX files (train-images-idx3-ubyte and so on, also .gz), CIFAR files ` +
      `(${CIFAR_MARKS.cifar10} or ${CIFAR_MARKS.cifar100} and so on) or folders of PNG images in ` +
      `${name}, found ${excerpt(files)}`,
  );
}

/** Whether a name may be meant for one of a data set, and not for a folder. */
function isWord(name: string): boolean {
  return /^[\w-]*$/.test(name);
}

function unknownName(name: string, cause: unknown): Error {
  if (Object.hasOwn(CIFAR_ARCHIVES, name)) {
    return new Error(
      `Expected the folder with the files of ${
        CIFAR_ARCHIVES[name as CifarFormat]
      } unpacked, as ${name}:DIR, found "${name}" alone`,
      { cause },
    );
  }
  const words = ["digits", "mnist", "fashion", ...Object.keys(CIFAR_ARCHIVES)];
  const hint = words.includes(name) ? "" : didYouMean(name, words);
  return new Error(`Expected ${DATASET_FORMS}, found "${name}"${hint}`, { cause });
}

async function loadFashion(): Promise<DatasetSplit> {
  if (!await stat(FASHION_FOLDER).then(() => true, () => false)) {
    throw new Error(
      `Expected Fashion-MNIST in ${FASHION_FOLDER}, found no such folder: install Debian's package ` +
        "dataset-fashion-mnist, or name a folder with its four IDX files as fashion:DIR",
    );
  }
  return await loadIdxDataset(FASHION_FOLDER, { names: FASHION_NAMES });
}

/** Their order interleaves the digits evenly, so that both parts hold each as often. */
async function splitDigits(): Promise<DatasetSplit> {
  const digits = await loadDigits();
  const order = Uint32Array.from({ length: digits.count }, (_, index) => index);
  return {
    train: selectImages(digits, order.subarray(0, TRAINING_DIGITS)),
    test: selectImages(digits, order.subarray(TRAINING_DIGITS)),
  };
}
