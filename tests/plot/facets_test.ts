import { assertEquals, assertThrows } from "@std/assert";
import { type Attributes, facets, heatMap, lines } from "../../lib/plot/mod.ts";

const axes = { x: { title: "epoch" }, y: { title: "loss" } };
const curve = (title: string, y: number[], name = "adam") =>
  lines([{ name, x: [0, 1], y }], { ...axes, title });

Deno.test("titles become headings, and methods keep one entry of the legend", () => {
  const { data, layout } = facets([curve("A", [1, 2]), curve("B", [3, 4])], { title: "Both" });
  assertEquals((layout.annotations as Attributes[]).map(({ text }) => text), ["A", "B"]);
  assertEquals((layout.title as Attributes).text, "Both");
  assertEquals(data.map(({ y, yaxis, showlegend }) => [y, yaxis, showlegend]), [
    [[1, 2], "y", true],
    [[3, 4], "y2", false],
  ]);
});

Deno.test("axes are shared if asked for", () => {
  const figures = [curve("A", [0, 1]), curve("B", [0, 100])];
  const ranges = (share: "none" | "y") => {
    const { layout } = facets(figures, { share });
    return [layout.yaxis, layout.yaxis2].map((axis) => ((axis as Attributes).range as number[])[1]);
  };
  assertEquals(ranges("none"), [1.04, 104]);
  assertEquals(ranges("y"), [104, 104]);
});

Deno.test("breaks that were right for another width are undone", () => {
  const title = "A title that is much too long for a narrow figure";
  const narrow = lines([{ name: "adam", x: [0, 1], y: [0, 1] }], { ...axes, title, width: 200 });
  const { layout } = facets([narrow]);
  assertEquals((layout.annotations as Attributes[])[0].text, title);
});

Deno.test("figures with colours share the widest scale, unless their colours mean different things", () => {
  const map = (values: number[][], title: string) => heatMap(values, { color: { title } });
  const { layout } = facets([map([[0, 1]], "value"), map([[-3, 0]], "value")]);
  const { cmin, cmax } = layout.coloraxis as Attributes;
  assertEquals([cmin, cmax], [-3, 1]);
  assertThrows(
    () => facets([map([[0, 1]], "value"), map([[0, 1]], "other")]),
    TypeError,
    'Expected figures with the same colours and colour title, found "value" and "other"',
  );
});

Deno.test("a figure with several panels is refused", () => {
  const both = facets([curve("A", [1, 2]), curve("B", [3, 4])]);
  assertThrows(
    () => facets([both]),
    TypeError,
    'Expected figures with one panel each, found one with several ("xaxis2")',
  );
});
