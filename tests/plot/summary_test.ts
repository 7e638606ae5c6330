import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { summarize, type SummaryKind } from "../../lib/plot/mod.ts";
import { describeSummary } from "../../lib/plot/summary.ts";

const KINDS: SummaryKind[] = ["standard-error", "standard-deviation", "range", "quartiles"];

Deno.test("means and intervals of known values", () => {
  // The standard deviation of 2, 4, 4, 4, 5, 5, 7, 9 with seven degrees of freedom is √(32/7).
  const values = [2, 4, 4, 4, 5, 5, 7, 9];
  const deviation = Math.sqrt(32 / 7);
  const error = summarize(values);
  assertEquals(error.center, 5);
  assertAlmostEquals(error.upper - 5, deviation / Math.sqrt(8));
  assertAlmostEquals(5 - error.lower, deviation / Math.sqrt(8));
  assertAlmostEquals(summarize(values, "standard-deviation").upper, 5 + deviation);
  assertEquals(summarize(values, "range"), { center: 5, lower: 2, upper: 9 });
  assertEquals(summarize(values, "quartiles"), { center: 4.5, lower: 4, upper: 5.5 });
});

Deno.test("the centre is inside of the interval, and the order of values does not matter", () => {
  const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 20 });
  fc.assert(fc.property(values, fc.constantFrom(...KINDS), (values, kind) => {
    const { center, lower, upper } = summarize(values, kind);
    assert(lower <= center && center <= upper);
    const reversed = summarize(values.toReversed(), kind);
    assertAlmostEquals(reversed.center, center, 1e-9);
    assertAlmostEquals(reversed.upper, upper, 1e-9);
  }));
});

Deno.test("one value has an interval of no width", () => {
  for (const kind of KINDS) assertEquals(summarize([7], kind), { center: 7, lower: 7, upper: 7 });
});

Deno.test("nothing and what is not finite cannot be summarised", () => {
  assertThrows(
    () => summarize([]),
    RangeError,
    "Expected at least one value to summarise, found none",
  );
  assertThrows(
    () => summarize([1, NaN]),
    RangeError,
    "Expected finite numbers in the values to summarise, found NaN at index 1",
  );
});

Deno.test("the description names the interval and how many values there are", () => {
  assertEquals(
    describeSummary("standard-error", [40, 40], "seeds"),
    "mean ± standard error, 40\u00a0seeds",
  );
  assertEquals(describeSummary("quartiles", [3, 10], "runs"), "median, quartiles, 3–10\u00a0runs");
});
