import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { loadDataset, loadDigits, selectImages } from "../../lib/data/mod.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { gzip, smallFiles } from "./idx_files.ts";

const FASHION = "/usr/share/datasets/fashion-mnist";
const hasFashion = await Deno.stat(FASHION).then(() => true, () => false);

Deno.test("digits come in two parts that are all of them", async () => {
  const digits = await loadDigits();
  const { train, test } = await loadDataset("digits");
  assertEquals(train, selectImages(digits, Array.from({ length: 8000 }, (_, i) => i)));
  assertEquals(test, selectImages(digits, Array.from({ length: 2000 }, (_, i) => 8000 + i)));
  assertEquals([digits.subject, train.subject, test.subject], ["digits", "digits", "digits"]);
});

Deno.test("fashion is Debian's package; where it is not installed, the error says how to get it", async () => {
  if (!hasFashion) {
    const hint = "install Debian's package dataset-fashion-mnist, or name a folder";
    await assertRejects(() => loadDataset("fashion"), Error, hint);
    return;
  }
  const { train, test } = await loadDataset("fashion");
  assertEquals([train.count, test.count, train.shape], [60_000, 10_000, [28, 28]]);
  assertEquals([train.names?.[train.labels[0]], test.names?.[test.labels[1]]], [
    "Ankle boot",
    "Pullover",
  ]);
});

Deno.test("a folder of IDX files, compressed or not, by its path and as fashion", async () => {
  const files = Object.entries(smallFiles()).map(([name, bytes], i) =>
    i % 2 ? [name, bytes] : [`${name}.gz`, gzip(bytes)]
  );
  await using folder = await TemporaryFolder.create(Object.fromEntries(files));
  const plain = await loadDataset(folder.path);
  assertEquals([...plain.train.labels], [7, 0, 9]);
  const { train } = await loadDataset(`fashion:${folder.path}`);
  assertEquals([train.images, train.names?.[7]], [plain.train.images, "Sneaker"]);
  const { test } = await loadDataset(`mnist:${folder.path}`);
  assertEquals([test.subject, plain.test.subject, train.subject], ["digits", undefined, undefined]);
});

Deno.test("a name that is none says which there are, and the nearest", async () => {
  await assertRejects(() => loadDataset("fashoin"), Error, 'did you mean "fashion"?');
  await assertRejects(() => loadDataset("toString"), Error, 'found "toString"');
  for (const [name, archive] of [["cifar10", "cifar-10"], ["cifar100-coarse", "cifar-100"]]) {
    await assertRejects(
      () => loadDataset(name),
      Error,
      `Expected the folder with the files of ${archive}-binary.tar.gz unpacked, as ${name}:DIR`,
    );
  }
  await assertRejects(
    () => loadDataset("./none"),
    Error,
    "Expected a folder with images at ./none",
  );
});

Deno.test("a truncated IDX file is named with the bytes that it should have", async () => {
  const files = smallFiles();
  const name = "train-images-idx3-ubyte";
  await using folder = await TemporaryFolder.create({
    ...files,
    [name]: files[name].subarray(0, 30),
  });
  await assertRejects(
    () => loadDataset(folder.path),
    RangeError,
    `Expected 34 bytes in ${
      join(folder.path, name)
    }, a header of 16 and 3 × 2 × 3 unsigned bytes, found 30`,
  );
});
