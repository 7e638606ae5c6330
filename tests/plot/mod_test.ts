import { assert, assertEquals, assertStringIncludes } from "@std/assert";

const MODULE = import.meta.resolve("../../lib/plot/mod.ts");
const HEAVY = ["jsdom", "plotly.js-cartesian-dist-min"];

async function runScript(
  script: string,
): Promise<{ readonly output: string; readonly errors: string }> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", script],
    env: { NO_COLOR: "1" },
  }).output();
  return { output: new TextDecoder().decode(stdout), errors: new TextDecoder().decode(stderr) };
}

interface Dependency {
  readonly specifier: string;
  readonly isDynamic?: boolean;
}

Deno.test("jsdom and Plotly are imported dynamically only", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", MODULE],
  }).output();
  const graph: { modules: { dependencies?: Dependency[] }[] } = JSON.parse(
    new TextDecoder().decode(stdout),
  );
  const imports = graph.modules.flatMap(({ dependencies = [] }) => dependencies);
  for (const name of HEAVY) {
    const found = imports.filter(({ specifier }) => specifier.split("/")[0] === name);
    assert(found.length > 0, `${name} is imported somewhere`);
    assertEquals(found.filter(({ isDynamic }) => !isDynamic), []);
  }
});

Deno.test("building a figure loads neither jsdom nor Plotly, drawing it does", async () => {
  const { output, errors } = await runScript(`
    import { heatMap, toSvg } from "${MODULE}";
    import { createRequire } from "node:module";
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes("jsdom"));
    const figure = heatMap([[1]], { color: { title: "value" } });
    console.log(loaded());
    await toSvg(figure);
    console.log(loaded());
    console.log("Plotly" in globalThis, "document" in globalThis);
  `);
  assertEquals(errors, "");
  assertStringIncludes(output, "false\ntrue\nfalse false\n");
});
