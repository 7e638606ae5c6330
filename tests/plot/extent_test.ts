import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { clip, extentOf } from "../../lib/plot/extent.ts";

const linear = { title: "loss" };
const log = { title: "error", scale: "log" } as const;
const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
const magnitude = fc.oneof(fc.constant(0), fc.double({ min: 1e-100, max: 1e100, noNaN: true }));
const magnitudes = fc.array(magnitude, { minLength: 1 });

Deno.test("every value is inside of a linear extent", () => {
  fc.assert(fc.property(values, (values) => {
    const { low, high } = extentOf(values, linear);
    assert(low < high);
    assert(values.every((value) => low <= value && value <= high));
  }));
});

Deno.test("every value has a place inside of a logarithmic extent, zeros on the floor", () => {
  fc.assert(fc.property(magnitudes, (magnitudes) => {
    const values = [...magnitudes, 1];
    const extent = extentOf(values, log);
    assertEquals(extent.floor?.label, values.includes(0) ? "0" : undefined);
    for (const value of values) {
      const place = clip(value, extent);
      assert(extent.low < place && place < extent.high);
      assertEquals(place, value === 0 ? extent.floor!.value : value);
    }
    if (extent.floor) assert(extent.floor.value < Math.min(...values.filter((value) => value > 0)));
  }));
});

Deno.test("values below a given range stand on the floor, which says so", () => {
  const extent = extentOf([1e-16, 0.5], { ...log, range: [1e-6, 1] });
  assertEquals(extent.floor?.label, "< 10<sup>−6</sup>");
  assertEquals(clip(1e-16, extent), extent.floor!.value);
  assertEquals(extentOf([0, 0.5], { ...log, range: [0.25, 1] }).floor?.label, "0");
  assertEquals(extentOf([0.1, 0.5], { ...log, range: [0.25, 1] }).floor?.label, "< 0.25");
});

Deno.test("a linear extent ends exactly at a value that it includes", () => {
  const { low, high } = extentOf([2, 3], linear, { include: 0 });
  assertEquals(low, 0);
  assert(high > 3);
  assertEquals(extentOf([-2, -3], linear, { include: 0 }).high, 0);
});

Deno.test("equal values get room around them", () => {
  assertEquals(extentOf([4, 4], linear), { log: false, low: 2, high: 6 });
  assertEquals(extentOf([0], linear), { log: false, low: -1, high: 1 });
});

Deno.test("impossible ranges and data are refused", () => {
  assertThrows(
    () => extentOf([1], { ...linear, range: [2, 1] }),
    RangeError,
    'Expected an increasing range for axis "loss", found [2,1]',
  );
  assertThrows(
    () => extentOf([1], { ...log, range: [0, 1] }),
    RangeError,
    'Expected an increasing range of positive numbers for axis "error", found [0,1]',
  );
  assertThrows(
    () => extentOf([0, -1], log),
    RangeError,
    'Expected a positive value on the logarithmic axis "error", found none',
  );
});
