import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { type Attributes, lines, methodStyle } from "../../lib/plot/mod.ts";

const axes = { x: { title: "epoch" }, y: { title: "loss" } };
const log = { x: { title: "epoch" }, y: { title: "loss", scale: "log" } } as const;

Deno.test("a curve is the mean of its runs, and its band their standard error", () => {
  const { data } = lines([{ name: "adam", x: [1, 2], runs: [[1, 5], [3, 5]] }], axes);
  const [band, curve] = data;
  assertEquals(curve.y, [2, 5]);
  assertEquals(band.x, [1, 2, 2, 1]);
  const [up0, up1, low1, low0] = band.y as number[];
  assertEquals([up1, low1], [5, 5]);
  assertAlmostEquals(up0, 3);
  assertAlmostEquals(low0, 1);
});

Deno.test("curve, band and legend have the method's colour and name", () => {
  const { data } = lines([{ name: "adahesscale", x: [1, 2], runs: [[1, 5], [3, 5]] }], axes);
  const curve = data.find(({ name }) => name === "AdaHesScale")!;
  assertEquals((curve.line as Attributes).color, methodStyle("adahesscale").color);
  assertEquals(data[0].legendgroup, curve.legendgroup);
});

Deno.test("the legend says what bands mean, and nothing where there is no band", () => {
  const entries = (runs: number[][]) =>
    lines([{ name: "adam", x: [1, 2], runs }], axes).data
      .filter(({ showlegend }) => showlegend).map(({ name }) => name);
  assertEquals(entries([[1, 2], [3, 4]]), ["Adam", "mean ± standard error, 2\u00a0runs"]);
  assertEquals(entries([[1, 2]]), ["Adam"]);
});

Deno.test("a band that reaches below zero stays inside of a logarithmic axis", () => {
  const { data, layout } = lines([{ name: "adam", x: [1, 2], runs: [[0.01, 1], [3, 1.1]] }], {
    ...log,
    summary: "standard-deviation",
  });
  const [low] = (layout.yaxis as Attributes).range as number[];
  assert((data[0].y as number[]).every((value) => Math.log10(value) >= low));
});

Deno.test("a band of one's own must say what it means, and is drawn as it is", () => {
  const line = { name: "adam", x: [1, 2], y: [3, 4], band: [[2, 3], [4, 6]] as const };
  assertThrows(
    () => lines([line], axes),
    TypeError,
    'Expected the option `interval` to say what the band of "adam" means',
  );
  const { data } = lines([line], { ...axes, interval: "95 % confidence interval" });
  assertEquals(data[0].y, [4, 6, 3, 2]);
  assert(data.some(({ name }) => name === "95 % confidence interval"));
});

Deno.test("panels may have vertical axes of their own, and always share the horizontal one", () => {
  const data = [
    { name: "adam", panel: "Ant", x: [0, 1], y: [0, 1] },
    { name: "adam", panel: "Hopper", x: [0, 2], y: [0, 1000] },
  ];
  const { layout } = lines(data, { ...axes, shareY: false });
  const [a, b] = [layout.yaxis, layout.yaxis2] as Attributes[];
  assert((b.range as number[])[1] > 100 * (a.range as number[])[1]);
  assertEquals((layout.xaxis as Attributes).range, (layout.xaxis2 as Attributes).range);
  const shared = lines(data, axes).layout;
  assertEquals((shared.yaxis as Attributes).range, (shared.yaxis2 as Attributes).range);
});

Deno.test("lengths that differ and numbers that are not finite are refused", () => {
  assertThrows(
    () => lines([], axes),
    RangeError,
    "Expected at least one curve to draw, found none",
  );
  assertThrows(
    () => lines([{ name: "adam", x: [1, 2], y: [1] }], axes),
    RangeError,
    'Expected 2 numbers in y of "adam", one for each x, found 1',
  );
  assertThrows(
    () => lines([{ name: "adam", x: [1, 2], runs: [[1, 2], [1, NaN]] }], axes),
    RangeError,
    'Expected finite numbers in run 1 of "adam", found NaN at index 1',
  );
});
