import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { axisTitle, numberAxis, tickLabelWidth } from "../../lib/plot/axis.ts";
import { extentOf } from "../../lib/plot/extent.ts";
import { textWidth } from "../../lib/plot/text_metrics.ts";

const log = { title: "error", scale: "log" } as const;

Deno.test("the unit stands behind the title", () => {
  assertEquals(axisTitle({ title: "time", unit: "ms" }), "time (ms)");
  assertEquals(axisTitle({ title: "loss" }), "loss");
});

Deno.test("zeros get a tick of their own, below the decades", () => {
  const { tickvals, ticktext } = numberAxis(log, extentOf([0, 1, 100], log), 400);
  assertEquals(ticktext, ["0", "1", "10", "10<sup>2</sup>"]);
  const [floor, ...decades] = tickvals as number[];
  assertEquals(decades, [1, 10, 100]);
  assert(0 < floor && floor < 1);
});

Deno.test("many decades on a short axis have fewer ticks", () => {
  const extent = extentOf([1e-12, 1], log);
  assertEquals(numberAxis(log, extent, 1000).dtick, 1);
  assertEquals(numberAxis(log, extent, 250).dtick, 2);
  const withFloor = numberAxis(log, extentOf([0, 1e-12, 1], log), 250);
  assertLessOrEqual((withFloor.tickvals as number[]).length, 9);
});

Deno.test("less than a decade has ticks within it", () => {
  assertEquals(numberAxis(log, extentOf([0.9, 6], log), 400).tickvals, [1, 2, 5]);
});

Deno.test("given ticks are used as they are", () => {
  const axis = { ...log, ticks: [1, 4, 1024] };
  assertEquals(numberAxis(axis, extentOf([1, 1024], axis), 400).ticktext, ["1", "4", "1,024"]);
});

Deno.test("there is room for the widest tick label", () => {
  const width = (low: number, high: number) =>
    tickLabelWidth(numberAxis({ title: "x" }, { log: false, low, high }, 300));
  assert(width(0, 9000) >= textWidth("8,000", 13));
  assert(width(-1, 3) >= textWidth("−0.5", 13));
  assert(width(0, 0.04) >= textWidth("0.03", 13));
  assert(width(0, 2e6) >= textWidth("1.5M", 13));
  assertEquals(tickLabelWidth({ showticklabels: false }), 0);
});
