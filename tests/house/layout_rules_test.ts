import { assertEquals } from "@std/assert";
import { findLayoutOffences, findNameOffences } from "./layout_rules.ts";
import { listTopLevel, readTextFiles } from "./project.ts";

Deno.test("an unexpected entry and a missing one are both told", () => {
  const names = ["mod.ts", "lib", "scratch"];
  const offences = findLayoutOffences(names);
  assertEquals(offences.filter((offence) => offence.endsWith("found scratch")).length, 1);
  assertEquals(offences.filter((offence) => offence.startsWith("Expected README.md")).length, 1);
  assertEquals(offences.some((offence) => offence.startsWith("Expected mod.ts at")), false);
});

Deno.test("names of modules and notebooks are in snake case", () => {
  const bad = ["lib/layers/batchNorm.ts", "lib/Layers/a.ts", "notebooks/first-steps.ipynb"];
  const good = ["lib/layers/batch_norm.ts", "mod.ts", "tests/data/mlp-relu.json", ".ci/run"];
  assertEquals(findNameOffences([...bad, ...good]).length, bad.length);
});

Deno.test("the project's top level is as agreed", async () => {
  assertEquals(findLayoutOffences(await listTopLevel()), []);
});

Deno.test("the project's names are in snake case", async () => {
  assertEquals(findNameOffences((await readTextFiles()).map(({ path }) => path)), []);
});
