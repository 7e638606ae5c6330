import { assert, assertEquals, assertLessOrEqual, assertThrows } from "@std/assert";
import fc from "fast-check";
import { numberAxis } from "../../lib/plot/axis.ts";
import { compose } from "../../lib/plot/compose.ts";
import type { Attributes, Figure } from "../../lib/plot/mod.ts";
import type { Panel } from "../../lib/plot/grid.ts";

function panel(more: Partial<Panel> = {}, high = 10): Panel {
  const axis = numberAxis({ title: "loss" }, { log: false, low: 0, high }, 300);
  return {
    data: [{ type: "scatter", name: "adam", y: [1, 2] }],
    xaxis: axis,
    yaxis: axis,
    ...more,
  };
}

/** The plotting areas in pixels: left, right, top, bottom. */
function areas({ layout }: Figure): number[][] {
  const axes = (letter: string) =>
    Object.keys(layout).filter((key) => key.startsWith(`${letter}axis`)).map((key) =>
      (layout[key] as Attributes).domain as number[]
    );
  const y = axes("y");
  return axes("x").map(([left, right], index) => [
    left * layout.width,
    right * layout.width,
    (1 - y[index][1]) * layout.height,
    (1 - y[index][0]) * layout.height,
  ]);
}

const counts = fc.record({
  count: fc.integer({ min: 1, max: 9 }),
  columns: fc.integer({ min: 1, max: 4 }),
  share: fc.constantFrom("none" as const, "x" as const, "y" as const, "both" as const),
  title: fc.constantFrom("", "A title", "A title ".repeat(30)),
  caption: fc.constantFrom("", "A caption ".repeat(40)),
});

Deno.test("plotting areas are of one size, inside of the figure, and apart from each other", () => {
  fc.assert(fc.property(counts, ({ count, ...options }) => {
    const figure = compose(Array.from({ length: count }, () => panel({ title: "panel" })), options);
    const all = areas(figure);
    assertEquals(all.length, count);
    const [width, height] = [all[0][1] - all[0][0], all[0][3] - all[0][2]];
    for (const [index, [left, right, top, bottom]] of all.entries()) {
      assert(0 < left && right < figure.layout.width && 0 < top && bottom < figure.layout.height);
      assert(Math.abs(right - left - width) < 1e-6 && Math.abs(bottom - top - height) < 1e-6);
      for (const other of all.slice(0, index)) {
        assert(other[1] < left || right < other[0] || other[3] < top || bottom < other[2]);
      }
    }
  }));
});

Deno.test("traces stay on their panel's axes, and share an entry of the legend", () => {
  const { data } = compose([panel(), panel(), panel()]);
  assertEquals(data.map(({ xaxis, yaxis }) => [xaxis, yaxis]), [["x", "y"], ["x2", "y2"], [
    "x3",
    "y3",
  ]]);
  assertEquals(data.map(({ showlegend }) => showlegend), [true, false, false]);
  assertEquals(new Set(data.map(({ legendgroup }) => legendgroup)).size, 1);
});

Deno.test("shared axes have the widest range, and only the outer ones are labelled", () => {
  const { layout } = compose([panel(), panel({}, 20), panel()], { columns: 2, share: "both" });
  const axis = (name: string) => layout[name] as Attributes;
  for (const name of ["xaxis", "xaxis2", "xaxis3", "yaxis", "yaxis2", "yaxis3"]) {
    assertEquals(axis(name).range, [0, 20]);
  }
  const labelled = (name: string) => axis(name).showticklabels !== false && "title" in axis(name);
  assertEquals(["xaxis", "xaxis2", "xaxis3"].map(labelled), [false, true, true]);
  assertEquals(["yaxis", "yaxis2", "yaxis3"].map(labelled), [true, false, true]);
});

Deno.test("a long legend stands at the right and makes the figure as high as it is", () => {
  const data = Array.from({ length: 30 }, (_, index) => (
    { type: "scatter" as const, name: `a rather long name of method ${index}` }
  ));
  const { layout } = compose([panel({ data })], { panelHeight: 100 });
  const legend = layout.legend as Attributes;
  assertEquals(legend.orientation, "v");
  const left = (legend.x as number) * layout.width;
  assertLessOrEqual(
    (layout.xaxis as Attributes & { domain: number[] }).domain[1] * layout.width,
    left,
  );
  assert(layout.height > 30 * 2 * 13);
  assertEquals((compose([panel()]).layout.legend as Attributes).orientation, "h");
});

Deno.test("what does not fit is refused", () => {
  assertThrows(() => compose([]), RangeError, "Expected at least one panel, found none");
  assertThrows(
    () => compose(Array.from({ length: 30 }, () => panel())),
    RangeError,
    "use fewer columns or a wider figure",
  );
  assertThrows(
    () => compose([panel()], { columns: 0 }),
    RangeError,
    "Expected a positive whole number of columns, found 0",
  );
  const log = numberAxis({ title: "loss", scale: "log" }, { log: true, low: 1, high: 10 }, 300);
  assertThrows(
    () => compose([panel(), panel({ yaxis: log })], { share: "y" }),
    TypeError,
    "Expected shared axes of one type, found linear and log",
  );
});
