import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import {
  codeCells,
  type Notebook,
  parseNotebook,
  serializeNotebook,
  writeAtomically,
} from "../../../tasks/notebooks/notebook.ts";
import { makeNotebook } from "./fixture.ts";

Deno.test("the text of a notebook depends on its content only", () => {
  const notebook = makeNotebook("const a = 1;\na;");
  const reordered = JSON.parse(
    JSON.stringify(notebook),
    (_, value) =>
      value?.constructor === Object ? Object.fromEntries(Object.entries(value).reverse()) : value,
  );
  assertEquals(serializeNotebook(reordered), serializeNotebook(notebook));
  const again = parseNotebook(serializeNotebook(notebook));
  assertEquals(serializeNotebook(again), serializeNotebook(notebook));
});

Deno.test("serializing changes how sources are kept, not what they say", () => {
  const [cell] = parseNotebook(serializeNotebook(makeNotebook("const a = 1;\na;"))).cells;
  assertEquals(cell.source, ["const a = 1;\n", "a;"]);
});

Deno.test("cells with code are numbered as the kernel counts them", () => {
  const notebook = makeNotebook("1;", "", "2;");
  notebook.cells.splice(1, 0, { cell_type: "markdown", metadata: {}, source: "# Title" });
  assertEquals(
    codeCells(notebook).map(({ number, code }) => [number, code]),
    [[1, "1;"], [2, "2;"]],
  );
});

Deno.test("what is no notebook for this kernel is refused", () => {
  const text = (change: Partial<Notebook>) => JSON.stringify({ ...makeNotebook("1;"), ...change });
  assertThrows(() => parseNotebook("{"), SyntaxError);
  assertThrows(() => parseNotebook("null"), TypeError, "found format undefined");
  assertThrows(() => parseNotebook(text({ nbformat: 3 })), TypeError, "found format 3");
  const python = { kernelspec: { name: "python3" } };
  assertThrows(() => parseNotebook(text({ metadata: python })), TypeError, "found python3");
});

Deno.test("writing replaces a file in one piece and leaves nothing beside it", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "a.ipynb");
    await writeAtomically(path, "one");
    await writeAtomically(path, "two");
    assertEquals(await Deno.readTextFile(path), "two");
    // A folder cannot be replaced by a file: the attempt fails and cleans up.
    await Deno.mkdir(join(folder, "b.ipynb", "c"), { recursive: true });
    await assertRejects(() => writeAtomically(join(folder, "b.ipynb"), "three"));
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
    assertEquals(names, ["a.ipynb", "b.ipynb"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
