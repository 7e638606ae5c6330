import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { ResultStore } from "../../../tasks/support/store.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const CONFIGURATION = { network: [784, 64, 10], stepSize: 0.1, data: { test: 2000 } };

const open = (folder: TemporaryFolder, configuration: object = CONFIGURATION) =>
  ResultStore.open<unknown>({ folder: folder.path, configuration });

async function list(folder: TemporaryFolder): Promise<string[]> {
  const partial = join(folder.path, "partial");
  return (await Array.fromAsync(Deno.readDir(partial), ({ name }) => name)).sort();
}

Deno.test("a store opened again holds what was saved", async () => {
  await using folder = await TemporaryFolder.create();
  const store = await open(folder);
  assertEquals(store.results.size, 0);
  const results: [string, unknown][] = [
    ["hesscale seed 0", { losses: [1 / 3, 5e-324], name: "é" }],
    ["HesScale seed 0", 2],
    ["hesscale/seed 0", 3],
    ["../../elsewhere", 4],
    ["", 5],
    ["key ".repeat(200), 6],
  ];
  for (const [key, result] of results) await store.save(key, result);
  await store.save("hesscale/seed 0", 30);
  for (const each of [store, await open(folder)]) {
    assertEquals(each.results.size, results.length);
    for (const [key, result] of results) {
      assertEquals(each.results.get(key), result === 3 ? 30 : result, key);
    }
  }
  const names = await list(folder);
  assertEquals(names.length, results.length + 1, "a file each, and the configuration");
  const folded = new Set(names.map((name) => name.toLowerCase()));
  assertEquals(folded.size, names.length, "also where case does not count");
});

Deno.test("the order of names in the configuration does not matter", async () => {
  await using folder = await TemporaryFolder.create();
  await (await open(folder)).save("a", 1);
  const { stepSize, network, data } = CONFIGURATION;
  const store = await open(folder, { stepSize, data, extra: undefined, network });
  assertEquals(store.results.get("a"), 1);
});

Deno.test("what an interrupted run has left half-written is removed", async () => {
  await using folder = await TemporaryFolder.create();
  const store = await open(folder);
  await store.save("whole", 1);
  const names = await list(folder);
  const half = `.half.json.${crypto.randomUUID()}.tmp`;
  await Deno.writeTextFile(join(folder.path, "partial", half), `{"key": "half", "resu`);
  assertEquals([...(await open(folder)).results], [["whole", 1]]);
  assertEquals(await list(folder), names);
});

Deno.test("a removed store is gone, and the other files of the folder stay", async () => {
  await using folder = await TemporaryFolder.create({ "results.json": "{}" });
  const store = await open(folder);
  await store.save("a", 1);
  await store.remove();
  assertEquals(await Array.fromAsync(Deno.readDir(folder.path), ({ name }) => name), [
    "results.json",
  ]);
});

Deno.test("a result that JSON cannot hold is refused, and nothing is kept of it", async () => {
  await using folder = await TemporaryFolder.create();
  const store = await open(folder);
  await assertRejects(
    () => store.save("a", { losses: [1, NaN] }),
    TypeError,
    "found NaN at the value.result.losses[1]",
  );
  assert(!store.results.has("a"));
  assertEquals(await list(folder), ["configuration.json"]);
});

const DIFFERENT: [string, object, string][] = [
  ["another value", { ...CONFIGURATION, stepSize: 0.2 }, "(stepSize: 0.1 instead of 0.2)"],
  [
    "another value inside",
    { ...CONFIGURATION, data: { test: 1000 } },
    "(data.test: 2000 instead of 1000)",
  ],
  [
    "one option more and another list",
    { ...CONFIGURATION, network: [784, 10], loss: "mse" },
    `(network: [784,64,10] instead of [784,10]; loss: nothing instead of "mse")`,
  ],
];

for (const [what, configuration, message] of DIFFERENT) {
  Deno.test(`a store of another configuration is refused: ${what}`, async () => {
    await using folder = await TemporaryFolder.create();
    await (await open(folder)).save("a", 1);
    const error = await assertRejects(() => open(folder, configuration), Error);
    const partial = join(folder.path, "partial");
    assertEquals(
      error.message,
      `Expected results of this configuration in ${partial}, found those of another one ` +
        `${message}: remove the folder, or choose another place`,
    );
    assertEquals((await open(folder)).results.get("a"), 1, "nothing was changed");
  });
}

Deno.test("a file that is no result of this store is refused by name", async () => {
  const cases: [string, string, string][] = [
    [
      "a.json",
      `{"key": "a", "fingerprint": "0123456789abcdef", "result": 1}`,
      `"0123456789abcdef"`,
    ],
    ["b.json", "null", "none"],
    ["c.json", "[1]", "none"],
    ["d.json", `{"key": "d", "fing`, "18 characters that are not"],
    ["e.json", "", "0 characters that are not"],
  ];
  for (const [name, text, found] of cases) {
    await using folder = await TemporaryFolder.create();
    await open(folder);
    const path = join(folder.path, "partial", name);
    await Deno.writeTextFile(path, text);
    const { message } = await assertRejects(() => open(folder), Error);
    assertStringIncludes(message, path);
    assertStringIncludes(message, `found ${found}`);
  }
});

Deno.test("results without their configuration are not taken for new ones", async () => {
  await using folder = await TemporaryFolder.create();
  await (await open(folder)).save("a", 1);
  await Deno.remove(join(folder.path, "partial", "configuration.json"));
  const names = await list(folder);
  const error = await assertRejects(() => open(folder, { stepSize: 5 }), Error, "fingerprint");
  assertStringIncludes(error.message, names[0]);
  assertEquals(await list(folder), names, "nothing was changed");
});
