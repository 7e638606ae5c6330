import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { show } from "../../lib/plot/mod.ts";
import { executeCells } from "../../tasks/notebooks/execute.ts";
import { codeCells, joinLines, type MultilineText } from "../../tasks/notebooks/notebook.ts";
import { makeNotebook } from "../tasks/notebooks/fixture.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { examples } from "./support/examples.ts";
import { readSvg } from "./support/svg_reader.ts";

const PLOTLY = "application/vnd.plotly.v1+json";
/** Plotly's source begins with it, and no figure has it. */
const LIBRARY = "plotly.js (cartesian - minified)";

const PREPARE = `import { lines, show } from "${import.meta.resolve("../../lib/plot/mod.ts")}";
const figure = (title: string) =>
  lines([{ name: "adam", x: [1, 2], y: [2, 1] }], { title, x: { title: "epoch" }, y: { title: "loss" } });`;

type Shown = Readonly<Record<string, string>>;

/** Runs cells in a real kernel, and returns the text that each output has of each type. */
async function runCells(
  environment: Record<string, string>,
  ...cells: string[]
): Promise<Shown[][]> {
  const { imports } = JSON.parse(
    await Deno.readTextFile(new URL("../../deno.json", import.meta.url)),
  );
  const packages = Object.entries<string>(imports).filter(([, target]) =>
    target.startsWith("npm:")
  );
  const config = JSON.stringify({ imports: Object.fromEntries(packages) });
  await using folder = await TemporaryFolder.create({ "deno.json": config });
  const notebook = makeNotebook(PREPARE, ...cells);
  const options = { directory: folder.path, environment, timeout: 60_000 };
  const { outputs, problems } = await executeCells(codeCells(notebook), options);
  assertEquals(problems, []);
  return [...outputs.values()].slice(1).map((cell) =>
    cell.map((output) => {
      assert(
        output.output_type === "display_data",
        `Expected a figure, found ${output.output_type}`,
      );
      const texts = Object.entries(output.data).map(([type, value]) =>
        [type, type === PLOTLY ? JSON.stringify(value) : joinLines(value as MultilineText)] as const
      );
      return Object.fromEntries(texts);
    })
  );
}

const STILL = `await show(figure("Still"));`;

/** One session: interactive figures first, static ones then. */
const session = runCells(
  { HESSCALE_STATIC_FIGURES: "0" },
  `await show(figure("First"));`,
  `await show(figure("Second <3"));`,
  `for (let frame = 1; frame <= 3; frame++) {
  await show(figure(\`Frame \${frame}\`), { id: "live", update: frame > 1, svg: frame === 3 });
}`,
  `Deno.env.set("HESSCALE_STATIC_FIGURES", "1");\n${STILL}`,
  STILL,
);

Deno.test("a notebook gets the library once, and every cell its figures in every form", async () => {
  const [first, second, live] = await session;
  assertEquals([first.length, second.length, live.length], [2, 1, 1]);
  const [library] = first;
  assertStringIncludes(library["text/html"], LIBRARY);
  const figures = [[first[1], "First"], [second[0], "Second <3"], [live[0], "Frame 3"]] as const;
  for (const [output, title] of figures) {
    const html = output["text/html"], svg = output["image/svg+xml"];
    assertFalse(html.includes(LIBRARY));
    assertStringIncludes(html, "window.Plotly.newPlot");
    assertEquals(JSON.parse(output[PLOTLY]).layout.title.text, title);
    assert(readSvg(svg).texts.includes(title));
    assertStringIncludes(output["text/plain"], title);
    const [, encoded] = /<img alt="[^"]*" src="data:image\/svg\+xml;base64,([^"]*)">/.exec(html)!;
    assertEquals(new TextDecoder().decode(Uint8Array.fromBase64(encoded)), svg);
  }
});

Deno.test("static figures have no scripts, and are the same every time", async () => {
  const [outputs, again] = (await session).slice(3);
  assertEquals(outputs.length, 1);
  const types = [PLOTLY, "image/svg+xml", "text/html", "text/plain"];
  assertEquals(Object.keys(outputs[0]).sort(), types.sort());
  assertFalse(/<script/i.test(outputs[0]["text/html"]));
  assertEquals(again, outputs);
});

Deno.test("outside of a kernel showing fails and says what to do", async () => {
  await assertRejects(
    () => show(examples.lines),
    Error,
    "found none: use saveHtml or saveSvg instead",
  );
});

Deno.test("an output without a name cannot be replaced", async () => {
  await assertRejects(
    () => show(examples.lines, { update: true }),
    TypeError,
    "Expected an `id` to name the output to replace, found none",
  );
});
