import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { describeEmptyFigure } from "../../../tasks/notebooks/figures.ts";

const plotly = (data: unknown) => ({ "application/vnd.plotly.v1+json": { data, layout: {} } });
const svg = (content: string) => ({
  "image/svg+xml": `<svg xmlns="http://www.w3.org/2000/svg">${content}</svg>`,
});

const full: Record<string, Record<string, unknown>> = {
  "a line": plotly([{ x: [1, 2], y: [3, 4] }]),
  "a line beside an empty trace": plotly([{ x: [], y: [] }, { y: [3, 4] }]),
  "a line with a gap": plotly([{ x: [1, 2], y: [null, 4] }]),
  "bars over names": plotly([{ type: "bar", x: ["a"], y: [0] }]),
  "a heat map": plotly([{ type: "heatmap", z: [[0, 1], [2, 3]] }]),
  "typed arrays": plotly([{ y: { dtype: "f8", bdata: "AAAAAAAA8D8=" } }]),
  "a path": svg(`<rect width="9" height="9"/><g><path d="M0 0L9 9"/></g>`),
  "an SVG kept in lines": { "image/svg+xml": ["<svg>\n", `<circle r="1"/></svg>`] },
  "text that is no figure": { "text/plain": "" },
};

const empty: Record<string, Record<string, unknown>> = {
  "no data": plotly(undefined),
  "no trace": plotly([]),
  "a trace without data": plotly([{ type: "scatter", name: "HesScale" }]),
  "traces of length zero": plotly([{ x: [], y: [] }, { x: [1], y: [] }]),
  "numbers that are not finite": plotly([{ x: [1, 2], y: [null, null] }]),
  "an empty heat map": plotly([{ type: "heatmap", z: [[], []] }]),
  "empty typed arrays": plotly([{ y: { dtype: "f8", bdata: "" } }]),
  "a background": svg(`<rect width="9" height="9"/>`),
  "marks that are only defined": svg(`<defs><clipPath><path d="M0 0"/></clipPath></defs>`),
  "a comment": svg(`<!-- <path d="M0 0"/> -->`),
  "an SVG that is no XML": { "image/svg+xml": `<svg><path d="M0 0"></svg>` },
  "an empty string": { "image/svg+xml": "" },
};

for (const [name, bundle] of Object.entries(full)) {
  Deno.test(`not an empty figure: ${name}`, () => {
    assertEquals(describeEmptyFigure(bundle), undefined);
  });
}

for (const [name, bundle] of Object.entries(empty)) {
  Deno.test(`an empty figure: ${name}`, () => {
    assertMatch(describeEmptyFigure(bundle) ?? "", /^Expected (a figure|an SVG) .* found/s);
  });
}

Deno.test("a good picture does not excuse an empty interactive figure, nor the reverse", () => {
  const picture = svg(`<circle r="1"/>`);
  assertStringIncludes(describeEmptyFigure({ ...picture, ...plotly([]) }) ?? "", "no trace");
  assertStringIncludes(
    describeEmptyFigure({ ...svg(""), ...plotly([{ y: [1] }]) }) ?? "",
    "SVG with marks",
  );
});
