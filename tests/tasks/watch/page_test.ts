import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { collectModules } from "../../../tasks/watch/modules.ts";
import { makePage } from "../../../tasks/watch/page.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

Deno.test("modules are collected with their imports, without types and relative paths", async () => {
  await using folder = await TemporaryFolder.create({
    "a.ts": `import { type B, b } from "./b.ts";\nexport const a: B = b;`,
    "b.ts":
      `import {\n  a,\n} from './a.ts';\nexport type B = number;\nexport const b: B = 1, c = () => a;`,
  });
  const modules = await collectModules("x/a.ts", pathToFileURL(join(folder.path, "a.ts")));
  assertEquals(Object.keys(modules), ["x/a.ts", "x/b.ts"]);
  assertMatch(modules["x/a.ts"], /import \{\s*b \} from "x\/b.ts";/);
  assertMatch(modules["x/b.ts"], /from 'x\/a.ts';/);
  assertNotMatch(Object.values(modules).join(), /: B|number/);
});

Deno.test("the page holds three.js and all that it imports, and asks no other host", async () => {
  const page = await makePage();
  const [, payload] = /<script type="text\/plain" id="payload">([^<]*)</.exec(page)!;
  const stream = new Blob([Uint8Array.fromBase64(payload)]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  const { modules } = await new Response(stream).json();
  const names = Object.keys(modules);
  assert(names.includes("three") && names.includes("watch/page/main.ts"), names.join());
  for (const source of Object.values(modules) as string[]) {
    const imports = source.matchAll(/^\s*(?:import|export)\b[^;'"]*?\bfrom\s*["']([^"']+)["']/gm);
    for (const [, name] of imports) assert(names.includes(name), name);
  }
  assertNotMatch(page, /(src|href)="(?!data:)/);
});
