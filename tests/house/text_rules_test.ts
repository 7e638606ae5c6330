import { assertEquals } from "@std/assert";
import { parseNotebooks, parseSources, readTextFiles } from "./project.ts";
import { parseSource } from "./source.ts";
import { findCodeOffences, findTextOffences } from "./text_rules.ts";

/** Bad text is put together here, so that this file is not an offence itself. */
const join = (...parts: string[]) => parts.join("");

const badTexts: [path: string, text: string][] = [
  ["README.md", join("see /wo", "rk/main/lib")],
  ["lib/a.ts", join('const path = "/ro', 'ot/data";')],
  ["README.md", join("written to /t", "mp/figure.svg")],
  ["notebooks/a.ipynb", join('"text": ["/ho', 'me/somebody/a"]')],
  ["README.md", join("Plots. TO", "DO: more plots")],
  ["CONTRIBUTING.md", join("FIX", "ME")],
  ["deno.lock", join('"https://registry.npm', 'js.org/a"').replace("https://", "")],
  ["deno.lock", '"https://example.org/a.tgz"'],
  [".npmrc", join("@jsr:registry=npm.js", "r.io")],
  ["lib/a.ts", "1;\n".repeat(401)],
];

const goodTexts: [path: string, text: string][] = [
  ["README.md", "the work/ folder, https://example.org/work/x, ./tmp/a and up to 3/root/2"],
  ["README.md", "A todo list, a registry of packages, hackers"],
  ["tests/a_test.ts", join('const missing = "/t', 'mp/missing";')],
  ["deno.lock", '"integrity": "sha512-abc/root=="'],
  ["lib/a.ts", "1;\n".repeat(400)],
  ["tests/data/a.json", "1\n".repeat(1000)],
];

for (const [path, text] of badTexts) {
  Deno.test(`an offence in ${path}: ${text.slice(0, 40).replaceAll("\n", " ")}`, () => {
    assertEquals([path, findTextOffences({ path, text }).length > 0], [path, true]);
  });
}

Deno.test("harmless text is no offence", () => {
  assertEquals(goodTexts.flatMap(([path, text]) => findTextOffences({ path, text })), []);
});

const badCode: string[] = [
  "const a = b as any;",
  "const a = <any> b;",
  join("// TO", "DO: b"),
  join("/* FIX", "ME */"),
  join("// @ts-", "ignore"),
  join("// @ts-", "nocheck"),
  join("/** Writes to /t", "mp/a. */"),
];

for (const code of badCode) {
  Deno.test(`an offence in code: ${code}`, () => {
    assertEquals(findCodeOffences(parseSource("lib/a.ts", code)).length, 1);
  });
}

Deno.test("harmless code is no offence", () => {
  const code = join('const a = "TO', 'DO as any"; // says as any\nconst b = a as unknown;');
  assertEquals(findCodeOffences(parseSource("lib/a.ts", code)), []);
});

Deno.test("the project's texts and modules keep the rules", async () => {
  const files = await readTextFiles();
  assertEquals([
    ...files.flatMap(findTextOffences),
    ...[...parseSources(files), ...parseNotebooks(files)].flatMap(findCodeOffences),
  ], []);
});
