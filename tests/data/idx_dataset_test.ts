import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { loadIdxDataset, pixelsAt } from "../../lib/data/mod.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { gzip, idx, smallFiles } from "./idx_files.ts";

Deno.test("loadIdxDataset reads the four files", async () => {
  await using folder = await TemporaryFolder.create(smallFiles());
  const { train, test } = await loadIdxDataset(folder.path);
  assertEquals(train, {
    images: Uint8Array.from({ length: 18 }, (_, i) => i * 15),
    labels: new Uint8Array([7, 0, 9]),
    count: 3,
    shape: [2, 3],
    classes: 10,
    names: undefined,
  });
  assertEquals([test.count, [...test.labels], test.images[11]], [2, [1, 2], 244]);
  assertEquals([...pixelsAt(train, [0])].at(-1), Math.fround(75 / 255));
});

Deno.test("loadIdxDataset finds files by all their usual names", async () => {
  await using plain = await TemporaryFolder.create(smallFiles());
  const expected = await loadIdxDataset(plain.path);
  const rename: Record<string, (name: string, bytes: Uint8Array) => [string, Uint8Array]> = {
    compressed: (name, bytes) => [`${name}.gz`, gzip(bytes)],
    dotted: (name, bytes) => [name.replace("-idx", ".idx"), bytes],
    "dotted and compressed": (name, bytes) => [`${name.replace("-idx", ".idx")}.gz`, gzip(bytes)],
    "plain under the name of compressed": (name, bytes) => [`${name}.gz`, bytes],
  };
  for (const [how, change] of Object.entries(rename)) {
    const files = Object.entries(smallFiles()).map(([name, bytes]) => change(name, bytes));
    await using folder = await TemporaryFolder.create(Object.fromEntries(files));
    assertEquals(await loadIdxDataset(folder.path), expected, how);
  }
});

Deno.test("loadIdxDataset takes names and numbers of classes", async () => {
  await using folder = await TemporaryFolder.create(smallFiles());
  const names = "abcdefghijkl".split("");
  const { train, test } = await loadIdxDataset(folder.path, { names });
  assertEquals([train.classes, train.names, test.names], [12, names, names]);
  assertEquals((await loadIdxDataset(folder.path, { classes: 47 })).test.classes, 47);
});

const TRAIN_IMAGES = "train-images-idx3-ubyte";
const TRAIN_LABELS = "train-labels-idx1-ubyte";
const TEST_IMAGES = "t10k-images-idx3-ubyte";

interface BadFolder {
  what: string;
  change: Record<string, Uint8Array | undefined>;
  options?: { classes?: number; names?: string[] };
  kind?: typeof TypeError | typeof RangeError;
  /** Without the folder's path, where `…` stands. */
  message: string;
}

const BAD: BadFolder[] = [
  {
    what: "a missing file",
    change: { [TEST_IMAGES]: undefined },
    message: `Expected ${TEST_IMAGES}, ${TEST_IMAGES}.gz, t10k-images.idx3-ubyte or ` +
      `t10k-images.idx3-ubyte.gz in …, found t10k-labels-idx1-ubyte, ${TRAIN_IMAGES}, ${TRAIN_LABELS}`,
  },
  {
    what: "a cut file",
    change: { [TRAIN_IMAGES]: smallFiles()[TRAIN_IMAGES].subarray(0, 20) },
    kind: RangeError,
    message:
      `Expected 34 bytes in …/${TRAIN_IMAGES}, a header of 16 and 3 × 2 × 3 unsigned bytes, found 20`,
  },
  {
    what: "an empty file",
    change: { [TRAIN_LABELS]: new Uint8Array() },
    kind: RangeError,
    message: `Expected at least 4 bytes, the magic number, in …/${TRAIN_LABELS}, found 0`,
  },
  {
    what: "labels where images should be",
    change: { [TRAIN_IMAGES]: idx([3], [7, 0, 9]) },
    kind: TypeError,
    message:
      `Expected unsigned bytes of shape [count, height, width] in …/${TRAIN_IMAGES}, found Uint8Array of shape [3]`,
  },
  {
    what: "labels of another type",
    change: { [TRAIN_LABELS]: idx([1], [0, 0, 0, 7], 0x0c) },
    kind: TypeError,
    message:
      `Expected unsigned bytes of shape [count] in …/${TRAIN_LABELS}, found Int32Array of shape [1]`,
  },
  {
    what: "fewer labels than images",
    change: { [TRAIN_LABELS]: idx([2], [7, 0]) },
    kind: TypeError,
    message:
      `Expected 3 labels in …/${TRAIN_LABELS}, as many as images in …/${TRAIN_IMAGES}, found 2`,
  },
  {
    what: "the label 255",
    change: { [TRAIN_LABELS]: idx([3], [7, 255, 9]) },
    kind: RangeError,
    message: `Expected classes from 0 to 9 in …/${TRAIN_LABELS}, found 255 at index 1`,
  },
  {
    what: "a label beyond the classes that were asked for",
    change: {},
    options: { classes: 9 },
    kind: RangeError,
    message: `Expected classes from 0 to 8 in …/${TRAIN_LABELS}, found 9 at index 2`,
  },
  {
    what: "names for another number of classes",
    change: {},
    options: { classes: 10, names: ["a", "b"] },
    kind: TypeError,
    message: "Expected 10 names of classes, found 2",
  },
  {
    what: "test images of another shape",
    change: { [TEST_IMAGES]: idx([2, 3, 2], new Uint8Array(12)) },
    kind: TypeError,
    message: "Expected test images of the shape of the training images, [2, 3], in …, found [3, 2]",
  },
  {
    what: "no images at all",
    change: { [TRAIN_IMAGES]: idx([0, 2, 3], []), [TRAIN_LABELS]: idx([0], []) },
    kind: RangeError,
    message: "Expected at least 1 image in …/train-labels-idx1-ubyte, found 0",
  },
];

for (const { what, change, options, kind, message } of BAD) {
  Deno.test(`loadIdxDataset refuses ${what}`, async () => {
    const files = Object.entries({ ...smallFiles(), ...change }).filter(([, bytes]) => bytes);
    await using folder = await TemporaryFolder.create(
      Object.fromEntries(files) as Record<string, Uint8Array>,
    );
    const error = await assertRejects(() => loadIdxDataset(folder.path, options), kind ?? Error);
    assertEquals(error.message.replaceAll(folder.path, "…"), message);
  });
}

Deno.test("loadIdxDataset says what a folder without the files holds", async () => {
  await using empty = await TemporaryFolder.create();
  await assertRejects(() => loadIdxDataset(empty.path), Error, `in ${empty.path}, found nothing`);
  const names = Array.from({ length: 11 }, (_, i) => `other ${String(i).padStart(2, "0")}`);
  await using other = await TemporaryFolder.create(
    Object.fromEntries(names.map((name) => [name, "x"])),
  );
  const { message } = await assertRejects(() => loadIdxDataset(other.path), Error);
  assertStringIncludes(message, "found other 00, other 01");
  assertStringIncludes(message, "other 07 and 3 more");
});

Deno.test("loadIdxDataset says what it cannot read", async () => {
  await using folder = await TemporaryFolder.create({ file: "x", ...smallFiles() });
  const missing = join(folder.path, "missing");
  await assertRejects(
    () => loadIdxDataset(missing),
    Error,
    `Expected a folder with IDX files at ${missing}, found: `,
  );
  await assertRejects(
    () => loadIdxDataset(join(folder.path, "file")),
    Error,
    `Expected a folder with IDX files at ${join(folder.path, "file")}, found: `,
  );
  const directory = join(folder.path, "directory");
  await Deno.mkdir(join(directory, "train-images-idx3-ubyte"), { recursive: true });
  for (const [name, bytes] of Object.entries(smallFiles()).slice(1)) {
    await Deno.writeFile(join(directory, name), bytes);
  }
  await assertRejects(
    () => loadIdxDataset(directory),
    Error,
    `Expected a readable file ${join(directory, "train-images-idx3-ubyte")}, found: `,
  );
});
