import { join } from "node:path";
import { checkChoice } from "../backend/choice.ts";
import { CIFAR_LABELS, CIFAR_SHAPE, type CifarFormat, readCifar } from "./cifar.ts";
import { excerpt, listFolder, loadFile } from "./folder.ts";
import { createImageDataset, type DatasetSplit, type ImageDataset } from "./image_dataset.ts";

/** The files of a format, as the archives have them. */
interface CifarFiles {
  readonly train: readonly string[];
  readonly test: readonly string[];
  /** The classes' names, one a line. */
  readonly names: string;
}

const FILES: Readonly<Record<CifarFormat, CifarFiles>> = {
  "cifar10": {
    train: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`),
    test: ["test_batch.bin"],
    names: "batches.meta.txt",
  },
  "cifar100": { train: ["train.bin"], test: ["test.bin"], names: "fine_label_names.txt" },
  "cifar100-coarse": { train: ["train.bin"], test: ["test.bin"], names: "coarse_label_names.txt" },
};

/** What tells the folders of the formats from others. */
export const CIFAR_MARKS: Readonly<Record<"cifar10" | "cifar100", string>> = {
  cifar10: FILES.cifar10.train[0],
  cifar100: FILES.cifar100.train[0],
};

/**
 * Loads CIFAR-10 or CIFAR-100 from the files of its binary version, `cifar-10-binary.tar.gz` or
 * `cifar-100-binary.tar.gz` unpacked; images are `[32, 32, 3]`, channels last. The classes have their
 * names if the list of these is there.
 *
 * @param directory The folder with the files
 * @param options.format Which data set with which labels; `"cifar10"` by default
 * @throws {Error} If the folder or a file is missing or cannot be read
 * @throws {RangeError} If a file is cut off, with its name and the bytes expected, or a label is no class
 * @throws {TypeError} If there are more or fewer names than classes
 */
export async function loadCifar(
  directory: string,
  { format = "cifar10" }: { readonly format?: CifarFormat } = {},
): Promise<DatasetSplit> {
  checkChoice("format", format, Object.keys(FILES));
  const { train, test, names: list } = FILES[format];
  const { names: files } = await listFolder(directory, "CIFAR files");
  const missing = [...train, ...test].filter((name) => !files.includes(name));
  if (missing.length > 0) {
    throw new Error(`Expected ${missing.join(", ")} in ${directory}, found ${excerpt(files)}`);
  }
  const names = files.includes(list)
    ? await loadNames(join(directory, list), CIFAR_LABELS[format].classes)
    : undefined;
  const parts = { format, names, directory };
  return { train: await loadPart(train, parts), test: await loadPart(test, parts) };
}

/** The classes' names, one a line; empty lines do not count. */
async function loadNames(path: string, classes: number): Promise<readonly string[]> {
  const lines = new TextDecoder().decode(await loadFile(path)).split("\n");
  const names = lines.map((line) => line.trim()).filter(Boolean);
  if (names.length === classes) return names;
  throw new TypeError(`Expected ${classes} names of classes in ${path}, found ${names.length}`);
}

async function loadPart(
  files: readonly string[],
  { format, names, directory }: {
    readonly format: CifarFormat;
    readonly names: readonly string[] | undefined;
    readonly directory: string;
  },
): Promise<ImageDataset> {
  const contents = await Promise.all(files.map((name) => loadFile(join(directory, name))));
  const sizes = contents.map(({ length }) => length);
  const parts = contents.map((bytes, i) =>
    readCifar(bytes, { format, name: join(directory, files[i]) })
  );
  // A file that ends after a whole image would else not be noticed.
  const [largest, short] = [
    Math.max(...sizes),
    sizes.findIndex((size) => size !== Math.max(...sizes)),
  ];
  if (short >= 0) {
    throw new RangeError(
      `Expected ${largest} bytes in ${join(directory, files[short])}, ` +
        `as in ${files[sizes.indexOf(largest)]}, found ${sizes[short]}`,
    );
  }
  return createImageDataset({
    images: concatenated(parts.map(({ images }) => images)),
    labels: concatenated(parts.map(({ labels }) => labels)),
    shape: CIFAR_SHAPE,
    classes: CIFAR_LABELS[format].classes,
    names,
    source: directory,
  });
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    all.set(part, start);
    start += part.length;
  }
  return all;
}
