import { assertEquals, assertRejects } from "@std/assert";
import { encode } from "fast-png";
import { join } from "node:path";
import { loadDataset, loadPngFolder, loadPngSplit, readPng } from "../../lib/data/mod.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";

/** A PNG image whose pixels all have these channels. */
function png(width: number, height: number, channels: readonly number[]): Uint8Array {
  const data = new Uint8Array(Array.from({ length: width * height }, () => channels).flat());
  return encode({ width, height, channels: channels.length as 1 | 2 | 3 | 4, depth: 8, data });
}

Deno.test("readPng lays transparent parts on white, and keeps grey grey", async () => {
  const pixels = async (
    channels: readonly number[],
  ) => [...(await readPng(png(1, 1, channels))).pixels];
  assertEquals(await pixels([51]), [0.2]);
  assertEquals(await pixels([51, 0]), [1]);
  assertEquals(await pixels([255, 0, 51]), [1, 0, 0.2]);
  assertEquals(await pixels([255, 0, 51, 0]), [1, 1, 1]);
});

Deno.test("loadPngFolder: classes and images in alphabetical order, colour where any is", async () => {
  const grey = {
    "frog/b.png": png(3, 2, [10]),
    "frog/a.PNG": png(3, 2, [20]),
    "cat/x.png": png(3, 2, [30]),
    "cat/notes.txt": new Uint8Array(3),
  };
  await using folder = await TemporaryFolder.create(grey);
  const { images, labels, shape, names } = await loadPngFolder(folder.path);
  assertEquals([names, shape, [...labels]], [["cat", "frog"], [2, 3], [0, 1, 1]]);
  assertEquals([images[0], images[6], images[12]], [30, 20, 10]);

  await using colored = await TemporaryFolder.create({
    ...grey,
    "frog/c.png": png(3, 2, [1, 2, 3]),
  });
  const dataset = await loadPngFolder(colored.path);
  assertEquals(dataset.shape, [2, 3, 3]);
  assertEquals([...dataset.images.subarray(0, 3)], [30, 30, 30]);
  assertEquals([...dataset.images.subarray(-3)], [1, 2, 3]);
});

Deno.test("loadPngSplit takes train and test, or holds the same fifth out each time", async () => {
  const images = Object.fromEntries(
    Array.from({ length: 10 }, (_, i) => [`${i % 2 ? "odd" : "even"}/${i}.png`, png(2, 2, [i])]),
  );
  await using whole = await TemporaryFolder.create(images);
  const first = await loadPngSplit(whole.path);
  assertEquals([first.train.count, first.test.count], [8, 2]);
  assertEquals(first, await loadDataset(whole.path));
  await using parts = await TemporaryFolder.create({
    "train/even/0.png": png(2, 2, [0]),
    "train/odd/1.png": png(2, 2, [1]),
    "test/odd/3.png": png(2, 2, [3]),
  });
  const { train, test } = await loadPngSplit(parts.path);
  assertEquals([[...train.labels].sort(), [...test.labels]], [[0, 1], [1]]);
});

Deno.test("PNG folders: hidden files and folders, and other files, are not there", async () => {
  await using folder = await TemporaryFolder.create({
    "a/1.png": png(3, 2, [1]),
    "a/.hidden.png": png(9, 9, [1]),
    ".git/1.png": png(9, 9, [1]),
    "readme.md": new Uint8Array(1),
    "b/2.png": png(3, 2, [2]),
  });
  const { names, count, images } = await loadPngFolder(folder.path);
  assertEquals([names, count, images[0], images[6]], [["a", "b"], 2, 1, 2]);
});

Deno.test("PNG folders: what is wrong is named", async () => {
  await using folder = await TemporaryFolder.create({
    "sizes/a/1.png": png(3, 2, [1]),
    "sizes/b/1.png": png(2, 3, [1]),
    "cut/a/1.png": png(3, 2, [1]).subarray(0, 30),
    "empty/a/1.txt": new Uint8Array(1),
    "flat/1.png": png(3, 2, [1]),
    "classes/train/a/1.png": png(3, 2, [1]),
    "classes/test/b/1.png": png(3, 2, [1]),
    "single/a/1.png": png(3, 2, [1]),
    "folders/a/inner.png/1.png": png(3, 2, [1]),
  });
  const path = (...names: string[]) => join(folder.path, ...names);
  const wrong: [name: string, message: string][] = [
    [
      "sizes",
      `Expected an image of 3×2 pixels, as ${path("sizes", "a", "1.png")} is, in ${
        path("sizes", "b", "1.png")
      }, found 2×3`,
    ],
    ["cut", `Expected a whole PNG image in ${path("cut", "a", "1.png")}, found 30 bytes`],
    ["empty", `Expected PNG images in ${path("empty", "a")}, found 1.txt`],
    ["flat", `or folders of PNG images in ${path("flat")}, found 1.png`],
    ["classes", `Expected the classes a in ${path("classes", "test")}, found b`],
    [
      "single",
      `Expected at least 2 images in ${
        path("single")
      }, one to learn from and one to test on, found 1`,
    ],
    ["folders", `Expected a readable file ${path("folders", "a", "inner.png")}, found: `],
    ["missing", `Expected a folder with images at ${path("missing")}, found: `],
  ];
  for (const [name, message] of wrong) {
    await assertRejects(() => loadDataset(path(name)), Error, message);
  }
});
