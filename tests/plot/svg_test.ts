import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Figure, heatMap, toSvg, type TraceType } from "../../lib/plot/mod.ts";
import { examples } from "./support/examples.ts";
import { readSvg } from "./support/svg_reader.ts";

/** What a reader of each figure must find. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  "dots": [
    "Error of Hessian diagonals",
    "L1 error (nat)",
    "tanh",
    "ReLU",
    "HesScale",
    "Hutchinson, 1 sample",
    "before training",
    "after training",
    "mean ± standard error, 6\u00a0seeds",
    "HesScale's error",
    "One dot for each seed.",
    "1",
    "10",
  ],
  "dots with zeros": ["0", "1", "10", "102", "GGN", "BL89", "error"],
  "boxes": [
    "Spread",
    "return",
    "GGN",
    "median, quartiles, whiskers up to 1.5 × interquartile range; 9 episodes",
  ],
  "bars": [
    "Cost",
    "time per update (ms)",
    "BL89",
    "mean ± standard error, 3\u00a0runs",
    "before training",
  ],
  "lines": [
    "Learning curves",
    "epoch",
    "loss (nat)",
    "Adam",
    "AdaHesScale",
    "goal",
    "mean ± standard error, 3\u00a0runs",
  ],
  "lines in panels": ["Hopper", "Ant", "return", "epoch"],
  "heat map": ["Hessian", "row", "column", "second derivative", "0", "5"],
  "heat maps": [
    "layer 1",
    "layer 3",
    "before",
    "after",
    "dominance 0.3",
    "|∂²L/∂a∂a′|",
    "unit",
    "1",
    "≤ 10−6",
  ],
  "contours": ["Two ways down", "θ₁", "θ₂", "loss", "Adam", "minimum", "start", "end"],
  "facets": ["Side by side", "Loss", "Cost", "time (ms)", "Adam"],
};

for (const [name, figure] of Object.entries(examples)) {
  Deno.test(`the SVG of ${name} is well-formed and says what it shows`, async () => {
    const { texts, counts, references, ids } = readSvg(await toSvg(figure));
    const missing = EXPECTED[name].filter((text) => !texts.includes(text));
    assertEquals(missing, [], `Found: ${texts.join(" | ")}`);
    assertEquals(counts.get("image"), undefined);
    assertEquals(
      references.filter((url) => !url.startsWith("#") || !ids.includes(url.slice(1))),
      [],
    );
  });
}

Deno.test("the same figure gives the same SVG, whatever is drawn between", async () => {
  const [first, other, second] = await Promise.all([
    toSvg(examples.dots),
    toSvg(examples.contours),
    toSvg(examples.dots),
  ]);
  assertEquals(first, second);
  assert(first !== other);
});

Deno.test("drawing leaves the figure as it is", async () => {
  const before = structuredClone(examples.lines);
  await toSvg(examples.lines);
  assertEquals(examples.lines, before);
});

Deno.test("the paper is white", async () => {
  const [, style] = /<rect x="0" y="0"[^>]*style="([^"]*)"/.exec(await toSvg(examples.bars))!;
  assert(style.includes("fill: rgb(255, 255, 255)"));
});

Deno.test("different figures do not share names", async () => {
  const [a, b] = await Promise.all([toSvg(examples.dots), toSvg(examples["lines in panels"])]);
  const ids = new Set(readSvg(a).ids);
  assertEquals(readSvg(b).ids.filter((id) => ids.has(id)), []);
});

Deno.test("the cells of a heat map have the colours of their values, the first row at the top", async () => {
  const svg = await toSvg(heatMap([[0, 2, 2], [1, 0, 2]], { color: { title: "value" } }));
  const colors = { low: "#440054", middle: "#20908c", high: "#fce824" };
  const moves = (color: string) => new RegExp(`<path fill="${color}" d="([^"]*)"`).exec(svg)?.[1];
  assertEquals(moves(colors.low), "m0 0h1v1h-1zm1 1h1v1h-1z");
  assertEquals(moves(colors.middle), "m0 1h1v1h-1z");
  assertEquals(moves(colors.high), "m1 0h2v1h-2zm1 1h1v1h-1z");
});

Deno.test("traces that need WebGL are refused before anything is drawn", async () => {
  const figure: Figure = {
    data: [{ type: "scattergl" as TraceType, x: [1], y: [1] }],
    layout: { width: 100, height: 100 },
  };
  await assertRejects(
    () => toSvg(figure),
    TypeError,
    'Expected traces of type bar, box, contour, heatmap, scatter, found "scattergl", which needs WebGL',
  );
  await toSvg(examples.lines);
});
