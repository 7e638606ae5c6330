import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
import { loadCifar, loadDataset, readCifar } from "../../lib/data/mod.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { cifar10Files, cifarFile } from "./cifar_files.ts";

Deno.test("readCifar puts three planes of bytes channels last", () => {
  const bytes = cifarFile([[3], [9]]);
  const { images, labels } = readCifar(bytes, { format: "cifar10" });
  assertEquals([...labels], [3, 9]);
  for (const [image, row, column, channel] of [[0, 0, 0, 0], [0, 31, 30, 2], [1, 7, 19, 1]]) {
    assertEquals(
      images[((image * 32 + row) * 32 + column) * 3 + channel],
      bytes[image * 3073 + 1 + channel * 1024 + row * 32 + column],
    );
  }
});

Deno.test("readCifar takes the coarse or the fine label of CIFAR-100", () => {
  const bytes = cifarFile([[19, 99], [0, 41]]);
  const labels = (
    format: "cifar100" | "cifar100-coarse",
  ) => [...readCifar(bytes, { format }).labels];
  assertEquals(labels("cifar100"), [99, 41]);
  assertEquals(labels("cifar100-coarse"), [19, 0]);
});

Deno.test("readCifar refuses what is cut off, empty, or has another label, by name", () => {
  const bytes = cifarFile([[3], [9]]);
  const read = (data: Uint8Array) => readCifar(data, { format: "cifar10", name: "some.bin" });
  const error = assertThrows(() => read(bytes.subarray(0, 6000)), RangeError);
  assertStringIncludes(error.message, "a multiple of 3073 bytes in some.bin");
  assertStringIncludes(error.message, "such as 6146, found 6000");
  assertThrows(() => read(new Uint8Array()), RangeError, "such as 3073, found 0");
  assertThrows(
    () => read(cifarFile([[3], [10]])),
    RangeError,
    "Expected classes from 0 to 9 in some.bin, found 10 in image 1",
  );
  const other = { format: "cifar20" as "cifar100" };
  const message =
    'Expected format to be one of cifar10, cifar100, cifar100-coarse, found "cifar20"';
  assertThrows(() => readCifar(bytes, other), RangeError, message);
});

Deno.test("loadCifar reads the five batches in their order, and the names", async () => {
  await using folder = await TemporaryFolder.create(cifar10Files());
  const { train, test } = await loadCifar(folder.path);
  assertEquals([...train.labels], [1, 2, 2, 3, 3, 4, 4, 5, 5, 6]);
  assertEquals([...test.labels], [6, 7]);
  assertEquals([train.shape, train.classes, train.names?.[9]], [[32, 32, 3], 10, "truck"]);
  for (const name of [`cifar10:${folder.path}`, folder.path]) {
    assertEquals(await loadDataset(name), { train, test });
  }
});

Deno.test("loadCifar reads CIFAR-100 with 100 or 20 classes", async () => {
  await using folder = await TemporaryFolder.create({
    "train.bin": cifarFile([[1, 11], [2, 22]]),
    "test.bin": cifarFile([[3, 33]]),
    "coarse_label_names.txt": new TextEncoder().encode(
      Array.from({ length: 20 }, (_, i) => `coarse ${i}`).join("\n"),
    ),
  });
  const fine = await loadDataset(`cifar100:${folder.path}`);
  assertEquals([[...fine.train.labels], fine.train.classes, fine.train.names], [
    [11, 22],
    100,
    undefined,
  ]);
  const coarse = await loadDataset(`cifar100-coarse:${folder.path}`);
  assertEquals([[...coarse.test.labels], coarse.test.names?.[3]], [[3], "coarse 3"]);
  assertEquals((await loadDataset(folder.path)).train, fine.train);
});

Deno.test("loadCifar names files that are missing or end after a whole image", async () => {
  const files = cifar10Files();
  await using folder = await TemporaryFolder.create({
    ...files,
    "data_batch_3.bin": files["data_batch_3.bin"].subarray(0, 3073),
  });
  await assertRejects(
    () => loadCifar(folder.path),
    RangeError,
    `Expected 6146 bytes in ${
      join(folder.path, "data_batch_3.bin")
    }, as in data_batch_1.bin, found 3073`,
  );
  await Deno.remove(join(folder.path, "data_batch_3.bin"));
  await assertRejects(
    () => loadCifar(folder.path),
    Error,
    `Expected data_batch_3.bin in ${folder.path}, found batches.meta.txt, data_batch_1.bin`,
  );
});

Deno.test("loadCifar names a list of classes that is too short, and takes any ends of lines", async () => {
  const names = (...lines: string[]) => new TextEncoder().encode(lines.join("\r\n"));
  const files = cifar10Files();
  await using folder = await TemporaryFolder.create({
    ...files,
    "batches.meta.txt": names("cat", "dog", "", " "),
  });
  const list = join(folder.path, "batches.meta.txt");
  await assertRejects(
    () => loadCifar(folder.path),
    TypeError,
    `Expected 10 names of classes in ${list}, found 2`,
  );
  const ten = Array.from({ length: 10 }, (_, i) => `class ${i}`);
  await Deno.writeFile(list, names(...ten, "", ""));
  assertEquals((await loadCifar(folder.path)).test.names, ten);
});
