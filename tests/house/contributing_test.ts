import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { join } from "node:path";
import { ROOT } from "./project.ts";

/** An example of a document, and the file that it says it is from. */
interface Excerpt {
  readonly path: string;
  readonly text: string;
}

/** The examples in TypeScript, without their imports. Each begins with a comment that names its file. */
function excerptsOf(markdown: string): Excerpt[] {
  return [...markdown.matchAll(/^```ts\n\/\/ (\S+)\n([^]*?)^```$/gm)].map(([, path, code]) => ({
    path,
    text: normalize(code.replaceAll(/^import [^;]*;$/gm, "")),
  }));
}

/** The same text whatever its line breaks. */
const normalize = (code: string): string => code.replaceAll(/\s+/g, " ").trim();

const contributing = await Deno.readTextFile(join(ROOT, "CONTRIBUTING.md"));

Deno.test("an excerpt is found with its file and without its imports", () => {
  const markdown =
    "Text\n\n```ts\n// lib/a.ts\nimport {\n  b,\n} from './b.ts';\n\nb(\n  1);\n```\n";
  assertEquals(excerptsOf(markdown), [{ path: "lib/a.ts", text: "b( 1);" }]);
});

Deno.test("every example of CONTRIBUTING.md is an excerpt, and they are of a layer, a loss and an estimator", () => {
  const excerpts = excerptsOf(contributing);
  assertEquals(excerpts.length, contributing.match(/^```ts$/gm)?.length);
  assertEquals(excerpts.map(({ path }) => path.split("/")[1]), ["layers", "losses", "curvature"]);
  for (const { text } of excerpts) assertGreaterOrEqual(text.length, 300);
});

for (const { path, text } of excerptsOf(contributing)) {
  Deno.test(`the example of CONTRIBUTING.md from ${path} is what stands there`, async () => {
    const file = normalize(await Deno.readTextFile(join(ROOT, path)));
    assert(file.includes(text), `Expected ${path} to hold the example, found it changed`);
  });
}

Deno.test("every file that CONTRIBUTING.md names by its path is there", async () => {
  const paths = [...contributing.matchAll(/`((?:lib|tests|tasks)\/[\w/]+(?:\.\w+)?)`/g)]
    .map(([, path]) => path);
  assertGreaterOrEqual(paths.length, 10);
  const planned = ["lib/train", "lib/rl", "lib/envs", "lib/envs/mujoco", "lib/runs"];
  for (const path of paths.filter((path) => !planned.includes(path))) {
    await Deno.stat(join(ROOT, path));
  }
});
