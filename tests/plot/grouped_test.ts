import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  type Attributes,
  bars,
  boxes,
  dots,
  type Figure,
  methodStyle,
  type Trace,
} from "../../lib/plot/mod.ts";
import { translucent } from "../../lib/plot/theme.ts";

const value = { title: "error" };
const error = { title: "error", scale: "log" } as const;

const dotTraces = ({ data }: Figure) =>
  data.filter(({ hovertemplate, name }) => hovertemplate && !name);
const named = ({ data }: Figure, name: string): Trace => {
  const found = data.find((trace) => trace.name === name);
  assert(found, `Expected a trace "${name}", found ${data.map((trace) => trace.name).join(", ")}`);
  return found;
};
const colorOf = ({ marker }: Trace) => (marker as Attributes).color as string;
const numbers = (json: unknown) => json as number[];

Deno.test("there is one dot for each seed, where its value is, within its category's room", () => {
  const figure = dots([
    { category: "ggn", series: "before", values: [1, 2, 3] },
    { category: "ggn", series: "after", values: [4, 5] },
    { category: "bl89", series: "before", values: [6] },
  ], { value });
  const traces = dotTraces(figure);
  assertEquals(traces.map(({ x }) => x), [[1, 2, 3], [4, 5], [6]]);
  const [before, after, other] = traces.map(({ y }) => numbers(y));
  for (const place of before) assert(-0.4 <= place && place < 0);
  for (const place of after) assert(0 < place && place <= 0.4);
  for (const place of other) assert(0.6 <= place && place < 1);
  assertEquals(new Set(before).size, 3, "dots of equal value would stay visible");
});

Deno.test("vertical figures exchange the axes", () => {
  const data = [{ category: "ggn", values: [1, 2] }];
  const [lying] = dotTraces(dots(data, { value })),
    [standing] = dotTraces(
      dots(data, { value, orientation: "vertical" }),
    );
  assertEquals([standing.x, standing.y], [lying.y, lying.x]);
});

Deno.test("the mark is the mean of its category and its interval the standard error", () => {
  const figure = dots([{ category: "ggn", values: [1, 3] }, { category: "bl89", values: [5, 5] }], {
    value,
  });
  const marks = named(figure, "mean ± standard error, 2\u00a0seeds");
  assertEquals([marks.x, marks.y], [[2, 5], [0, 1]]);
  const { array, arrayminus } = marks.error_x as Attributes;
  assertAlmostEquals(numbers(array)[0], 1);
  assertAlmostEquals(numbers(arrayminus)[0], 1);
  assertEquals(numbers(array)[1], 0);
});

Deno.test("an interval that reaches below zero ends inside of a logarithmic axis", () => {
  const figure = dots([{ category: "ggn", values: [0.001, 0.001, 10] }], {
    value: error,
    summary: "standard-deviation",
  });
  const { x, error_x } = named(figure, "mean ± standard deviation, 3\u00a0seeds");
  assert(numbers(x)[0] - numbers((error_x as Attributes).arrayminus)[0] > 0);
});

Deno.test("zeros of a logarithmic axis are drawn below the rest and keep their value for pointers", () => {
  const figure = dots(
    [{ category: "ggn", values: [0, 0] }, { category: "bl89", values: [1, 10] }],
    { value: error },
  );
  const [zeros, others] = dotTraces(figure);
  assert(numbers(zeros.x).every((place) => 0 < place && place < 1));
  assertEquals(zeros.customdata, [0, 0]);
  assertEquals(others.customdata, undefined);
});

Deno.test("panels have the same categories and the same axis of values", () => {
  const figure = dots([
    { category: "ggn", panel: "tanh", values: [1, 2] },
    { category: "bl89", panel: "ReLU", values: [100, 200] },
  ], { value: error });
  const { xaxis, xaxis2, yaxis, yaxis2 } = figure.layout as Record<string, Attributes>;
  assertEquals(xaxis.range, xaxis2.range);
  assertEquals(yaxis.ticktext, ["GGN", "BL89"]);
  assertEquals(yaxis2.ticktext, yaxis.ticktext);
  assertEquals([xaxis2.matches, yaxis2.matches], ["x", "y"]);
});

Deno.test("colours stand for methods, whether they are categories or series", () => {
  const color = translucent(methodStyle("ggn").color, 0.6);
  const [asCategory] = dotTraces(dots([{ category: "ggn", values: [1] }], { value }));
  const [asSeries] = dotTraces(
    dots([{ category: "layer 1", series: "ggn", values: [1] }], { value }),
  );
  const [withPhase] = dotTraces(
    dots([{ category: "ggn", series: "after", values: [1] }], { value }),
  );
  assertEquals([asCategory, asSeries, withPhase].map(colorOf), [color, color, color]);
});

Deno.test("the phases of a method differ in their dots", () => {
  const phases = ["before", "after"].map((series) => ({ category: "ggn", series, values: [1, 2] }));
  const figure = dots(phases, { value });
  const symbols = dotTraces(figure).map(({ marker }) => (marker as Attributes).symbol);
  assertEquals(symbols, ["circle-open", "circle"]);
  assertEquals((named(figure, "before").marker as Attributes).symbol, "circle-open");
});

Deno.test("a bar ends at its value or mean, and begins at zero", () => {
  const figure = bars([{ category: "adam", values: [1, 3] }, { category: "sgd", value: 5 }], {
    value,
  });
  assertEquals(figure.data.filter(({ type }) => type === "bar").map(({ x }) => x), [[2], [5]]);
  assertEquals(numbers((figure.layout.xaxis as Attributes).range)[0], 0);
  named(figure, "mean ± standard error, 2\u00a0runs");
});

Deno.test("bars with an interval of their own must say what it means", () => {
  const data = [{ category: "adam", value: 2, interval: [1, 4] as const }];
  assertThrows(
    () => bars(data, { value }),
    TypeError,
    'Expected the option `interval` to say what the interval of "adam" means',
  );
  const figure = bars(data, { value, interval: "95 % confidence interval" });
  const { array, arrayminus } = figure.data[0].error_x as Attributes;
  assertEquals([array, arrayminus], [[2], [1]]);
  named(figure, "95 % confidence interval");
});

Deno.test("boxes get all values", () => {
  const figure = boxes([{ category: "adam", values: [3, 1, 2] }], { value, noun: "seeds" });
  assertEquals(figure.data[0].x, [3, 1, 2]);
  named(figure, "median, quartiles, whiskers up to 1.5 × interquartile range; 3 seeds");
});

Deno.test("nothing, empty categories and values that are not finite are refused", () => {
  assertThrows(
    () => dots([], { value }),
    RangeError,
    "Expected at least one datum to draw, found none",
  );
  assertThrows(() => dots([{ category: "ggn", values: [] }], { value }), RangeError, "found none");
  assertThrows(
    () => boxes([{ category: "ggn", values: [] }], { value }),
    RangeError,
    'in box "ggn", found none',
  );
  assertThrows(
    () => boxes([{ category: "ggn", series: "after", values: [1, Infinity] }], { value }),
    RangeError,
    'Expected finite numbers in the values of "ggn", "after", found Infinity at index 1',
  );
});
