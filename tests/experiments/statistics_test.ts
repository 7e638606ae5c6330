import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { bootstrapMean } from "../../lib/experiments/mod.ts";

Deno.test("bootstrapMean: the interval of many values is that of the normal approximation", () => {
  const values = Array.from({ length: 100 }, (_, i) => i);
  const { mean, low, high } = bootstrapMean(values);
  assertEquals(mean, 49.5);
  // A resample's mean has the standard deviation √((100² − 1) / 12) / √100.
  const reach = 1.96 * Math.sqrt(9999 / 12) / 10;
  assertAlmostEquals(mean - low, reach, 0.1 * reach);
  assertAlmostEquals(high - mean, reach, 0.1 * reach);
});

Deno.test("bootstrapMean: two values are drawn twice, once or never, so the interval is between them", () => {
  assertEquals(bootstrapMean([3, 1]), { mean: 2, low: 1, high: 3 });
});

Deno.test("bootstrapMean: the interval moves and stretches with the values", () => {
  const values = [1, 4, 2, 8, 5];
  const one = bootstrapMean(values);
  const other = bootstrapMean(values.map((value) => 4 * value - 8));
  assertEquals(other, { mean: 8, low: 4 * one.low - 8, high: 4 * one.high - 8 });
  assert(one.low < one.mean && one.mean < one.high);
});

Deno.test("bootstrapMean: the seed decides", () => {
  const values = Array.from({ length: 20 }, (_, i) => Math.sin(i));
  assertEquals(bootstrapMean(values), bootstrapMean(values));
  assertEquals(bootstrapMean(values, 0), bootstrapMean(values));
  assertNotEquals(bootstrapMean(values, 1), bootstrapMean(values));
});

Deno.test("bootstrapMean: one value is its own interval, and none is refused", () => {
  assertEquals(bootstrapMean([0.1]), { mean: 0.1, low: 0.1, high: 0.1 });
  assertEquals(bootstrapMean([2, 2, 2]), { mean: 2, low: 2, high: 2 });
  assertThrows(() => bootstrapMean([]), RangeError, "Expected at least 1 value, found 0");
});
