import { assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { listTopLevel, parseNotebooks, readConfig, readTextFiles } from "./project.ts";

async function withProject(
  files: Record<string, string | Uint8Array>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [path, content] of Object.entries(files)) {
      await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(join(folder, path), bytes);
    }
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("text files are read, also hidden ones; binary and ignored ones are not", async () => {
  await withProject({
    ".gitignore": "# comment\nnode_modules/\n/scratch\n*.tmp\n",
    ".ci/run": "echo",
    ".git/config": "",
    "LICENSE": "MIT",
    "lib/a.ts": "1;",
    "lib/node_modules/b.ts": "2;",
    "lib/picture.png": new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]),
    "lib/zeros.bin": new Uint8Array(8),
    "scratch/c.ts": "3;",
  }, async (folder) => {
    const files = await readTextFiles(folder);
    assertEquals(files.map(({ path }) => path), [".ci/run", ".gitignore", "LICENSE", "lib/a.ts"]);
    assertEquals(files.at(-1)?.text, "1;");
    assertEquals(await listTopLevel(folder), [".ci", ".gitignore", "LICENSE", "lib"]);
  });
});

Deno.test("a notebook is the module that its code cells make", () => {
  const cells = [
    { cell_type: "markdown", source: ["import a"] },
    { cell_type: "code", source: ["import { b }\n", 'from "./b.ts"'] },
    { cell_type: "code", source: 'import { c } from "./c.ts"' },
  ];
  const [notebook] = parseNotebooks([{
    path: "notebooks/a.ipynb",
    text: JSON.stringify({ cells }),
  }]);
  assertEquals(notebook.path, "notebooks/a.ts");
  assertEquals(notebook.imports.map(({ specifier }) => specifier), ["./b.ts", "./c.ts"]);
});

Deno.test("a deno.json without imports and tasks has none", async () => {
  await withProject({ "deno.json": "{}" }, async (folder) => {
    assertEquals(await readConfig(folder), { imports: {}, tasks: {} });
  });
});
