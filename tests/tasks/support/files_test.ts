import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import {
  prepareFolder,
  readJson,
  removeTemporaries,
  writeFileAtomically,
  writeJson,
} from "../../../tasks/support/files.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

async function list(path: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(path), ({ name }) => name)).sort();
}

Deno.test("writeFileAtomically writes text and bytes, over what was there, and leaves nothing else", async () => {
  await using folder = await TemporaryFolder.create({ old: "a much longer text than the new one" });
  await writeFileAtomically(join(folder.path, "old"), "né");
  await writeFileAtomically(join(folder.path, "bytes"), new Uint8Array([0, 255]));
  await writeFileAtomically(join(folder.path, "empty"), "");
  assertEquals(await list(folder.path), ["bytes", "empty", "old"]);
  assertEquals(await Deno.readTextFile(join(folder.path, "old")), "né");
  assertEquals([...await Deno.readFile(join(folder.path, "bytes"))], [0, 255]);
  assertEquals(await Deno.readTextFile(join(folder.path, "empty")), "");
});

Deno.test("writeFileAtomically never shows a file that is half-written", async () => {
  await using folder = await TemporaryFolder.create();
  const path = join(folder.path, "results");
  const texts = ["a".repeat(300_000), "b".repeat(500_000)];
  await writeFileAtomically(path, texts[0]);
  let writing = true;
  const writer = (async () => {
    for (let i = 0; i < 20; i++) await writeFileAtomically(path, texts[i % 2]);
    writing = false;
  })();
  let reads = 0;
  while (writing) {
    assert(texts.includes(await Deno.readTextFile(path)));
    reads++;
  }
  await writer;
  assert(reads > 0);
});

Deno.test("writeFileAtomically leaves everything as it was if it fails", async () => {
  await using folder = await TemporaryFolder.create();
  const taken = join(folder.path, "taken");
  await Deno.mkdir(join(taken, "inside"), { recursive: true });
  await assertRejects(
    () => writeFileAtomically(taken, "x"),
    Error,
    `Could not write ${taken}: `,
  );
  assertEquals(await list(folder.path), ["taken"]);
  const missing = join(folder.path, "missing", "file");
  const error = await assertRejects(() => writeFileAtomically(missing, "x"), Error);
  assertEquals(error.message, `Could not write ${missing}: No such file or directory (os error 2)`);
  assertEquals(await list(folder.path), ["taken"]);
});

Deno.test("removeTemporaries removes what was half-written, and nothing else", async () => {
  const id = crypto.randomUUID();
  await using folder = await TemporaryFolder.create({
    "results.json": "{}",
    [`.results.json.${id}.tmp`]: "{",
    ".hidden": "",
    "mine.tmp": "",
    ".mine.tmp": "",
  });
  await removeTemporaries(folder.path);
  assertEquals(await list(folder.path), [".hidden", ".mine.tmp", "mine.tmp", "results.json"]);
});

Deno.test("writeJson and readJson keep a value", async () => {
  await using folder = await TemporaryFolder.create();
  const path = join(folder.path, "value.json");
  const value = { losses: [0.1, 1 / 3, 5e-324], name: "é", none: null };
  await writeJson(path, value);
  assertEquals(await readJson(path), value);
  assert((await Deno.readTextFile(path)).endsWith("}\n"));
});

Deno.test("writeJson leaves the file as it was if JSON cannot hold the value", async () => {
  await using folder = await TemporaryFolder.create({ "value.json": "[1]" });
  const path = join(folder.path, "value.json");
  await assertRejects(() => writeJson(path, { a: NaN }), TypeError, "found NaN at the value.a");
  assertEquals(await list(folder.path), ["value.json"]);
  assertEquals(await readJson(path), [1]);
});

Deno.test("readJson says what it cannot read", async () => {
  await using folder = await TemporaryFolder.create({
    "half.json": `{"a": [1, 2`,
    "empty.json": "",
  });
  const missing = join(folder.path, "missing.json");
  await assertRejects(
    () => readJson(missing),
    Error,
    `Could not read ${missing}: No such file or directory (os error 2)`,
  );
  for (const [name, length] of [["half.json", 11], ["empty.json", 0]] as const) {
    const path = join(folder.path, name);
    await assertRejects(
      () => readJson(path),
      SyntaxError,
      `Expected JSON in ${path}, found ${length} characters that are not: `,
    );
  }
});

Deno.test("prepareFolder makes folders, and leaves those that are there", async () => {
  await using folder = await TemporaryFolder.create({ kept: "x" });
  const deep = join(folder.path, "a", "b");
  await prepareFolder(deep);
  await prepareFolder(folder.path);
  assertEquals(await list(deep), []);
  assertEquals(await list(folder.path), ["a", "kept"]);
});

Deno.test("prepareFolder refuses what is no folder, and a folder in a file", async () => {
  await using folder = await TemporaryFolder.create({ file: "x" });
  for (const path of [join(folder.path, "file"), join(folder.path, "file", "deeper")]) {
    const { message } = await assertRejects(() => prepareFolder(path, "--save"), Error);
    assertStringIncludes(message, `--save ${path} is not writable: `);
    assertStringIncludes(message, "(os error ");
  }
  assertEquals(await list(folder.path), ["file"]);
});

Deno.test({
  name: "prepareFolder says that the task may not write there",
  permissions: { read: true, write: false },
  async fn() {
    const { message } = await assertRejects(() => prepareFolder("results"), Error);
    assertStringIncludes(
      message,
      "--out results is not writable: the task may not do that (Requires write access to",
    );
  },
});

Deno.test({
  name: "prepareFolder refuses a folder that the file system does not let it write to",
  ignore: Deno.build.os !== "linux",
  async fn() {
    for (const path of ["/proc/hesscale", "/sys/kernel"]) {
      const { message } = await assertRejects(() => prepareFolder(path), Error);
      assertStringIncludes(message, `--out ${path} is not writable: `);
    }
  },
});
