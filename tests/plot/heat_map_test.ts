import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { type Attributes, heatMap, heatMapGrid } from "../../lib/plot/mod.ts";

const log = { title: "size", scale: "log" } as const;

Deno.test("all panels have one colour scale, from the smallest to the largest value of all", () => {
  const panels = [{ values: [[1, 10]] }, { values: [[100], [1000]] }];
  const { data, layout } = heatMapGrid(panels, { color: log });
  const { cmin, cmax } = layout.coloraxis as Attributes;
  assertEquals([cmin, cmax], [0, 3]);
  assertEquals(data.map(({ z }) => z), [[[0, 1]], [[2], [3]]]);
  assertEquals(data.map(({ coloraxis }) => coloraxis), ["coloraxis", "coloraxis"]);
});

Deno.test("zeros and tiny values get the end of a logarithmic scale, which says so", () => {
  const { data, layout } = heatMap([[0, 1e-30], [1, 100]], { color: log });
  assertEquals(data[0].z, [[-4, -4], [0, 2]]);
  const { ticktext, tickvals } = (layout.coloraxis as Attributes).colorbar as Attributes;
  assertEquals((ticktext as string[])[0], "≤ 10<sup>−4</sup>");
  assertEquals((tickvals as number[])[0], -4);
  const whole = heatMap([[1e-4, 1], [1, 100]], { color: log });
  const bar = (whole.layout.coloraxis as Attributes).colorbar as Attributes;
  assertEquals((bar.ticktext as string[])[0], "10<sup>−4</sup>");
});

Deno.test("a diverging scale has zero in its middle", () => {
  const { layout } = heatMap([[-1, 5]], { color: { title: "value", scale: "diverging" } });
  const { cmin, cmax } = layout.coloraxis as Attributes;
  assertEquals([cmin, cmax], [-5, 5]);
});

Deno.test("values are rounded to less than the eye can tell apart", () => {
  const values = [[Math.PI, 1e-3 * Math.E], [-1 / 3, 7]];
  const [{ z }] = heatMap(values, { color: { title: "value" } }).data;
  for (const [row, numbers] of (z as number[][]).entries()) {
    for (const [column, number] of numbers.entries()) {
      assertAlmostEquals(number, values[row][column], 7 / 5000);
      assert(String(number).length <= 8);
    }
  }
});

Deno.test("the first row is at the top, and cells are squares", () => {
  const { layout } = heatMap([[1, 2, 3, 4], [5, 6, 7, 8]], { color: { title: "value" } });
  const [x, y] = [
    layout.xaxis,
    layout.yaxis,
  ] as (Attributes & { domain: number[]; range: number[] })[];
  assertEquals([x.range, y.range], [[-0.5, 3.5], [1.5, -0.5]]);
  const width = (x.domain[1] - x.domain[0]) * layout.width;
  const height = (y.domain[1] - y.domain[0]) * layout.height;
  assertAlmostEquals(width / height, 2, 1e-9);
});

Deno.test("titles stand above and notes below their panel", () => {
  const panels = [1, 2].map((index) => ({
    values: [[index]],
    title: `T${index}`,
    note: `N${index}`,
  }));
  const { layout } = heatMapGrid(panels, { columns: 1, color: log, x: "unit" });
  const place = (text: string) =>
    (layout.annotations as Attributes[]).find((it) => it.text === text)!.y as number;
  const domains = [layout.yaxis, layout.yaxis2].map((axis) =>
    (axis as Attributes).domain as number[]
  );
  for (const [index, [low, high]] of domains.entries()) {
    assert(place(`T${index + 1}`) > high);
    assert(place(`N${index + 1}`) < low);
  }
  assert(place("N1") > place("T2"));
});

Deno.test("matrices and values that cannot be shown are refused", () => {
  const color = { title: "value" };
  assertThrows(
    () => heatMapGrid([], { color }),
    RangeError,
    "Expected at least one heat map, found none",
  );
  assertThrows(() => heatMap([[]], { color }), RangeError, "found an empty one");
  assertThrows(
    () => heatMap([[1, 2], [3]], { color }),
    RangeError,
    "Expected 2 columns in every row, found 1 in row 1",
  );
  assertThrows(
    () => heatMap([[NaN]], { color }),
    RangeError,
    'Expected finite numbers in the values of "value", found NaN',
  );
  assertThrows(
    () => heatMap([[-1, 1]], { color: log }),
    RangeError,
    'Expected magnitudes for the logarithmic colours of "size", found -1',
  );
  assertThrows(
    () => heatMap([[0]], { color: log }),
    RangeError,
    'Expected positive values for the logarithmic colours of "size", found none',
  );
});
