import { assert, assertEquals } from "@std/assert";
import { errorFunction, naturalLogarithm, wholePower } from "../../lib/backend/special.ts";

/** Abramowitz & Stegun, table 7.1, and the same to sixteen digits. */
const table = [
  [0, 0],
  [0.1, 0.1124629160182849],
  [0.5, 0.5204998778130465],
  [1, 0.8427007929497149],
  [1.5, 0.9661051464753108],
  [2, 0.9953222650189527],
  [2.5, 0.999593047982555],
  [3, 0.9999779095030014],
  [4, 0.9999999845827421],
];

Deno.test("the error function agrees with its table to 1e-15", () => {
  for (const [x, expected] of table) {
    for (const [at, value] of [[x, expected], [-x, -expected]]) {
      const found = errorFunction(at);
      assert(Math.abs(found - value) <= 1e-15, `Expected ${value} at ${at}, found ${found}`);
    }
  }
});

Deno.test("the error function joins its two forms, ends at ±1 and keeps NaN", () => {
  assert(Math.abs(errorFunction(2.5) - errorFunction(2.5 - 1e-12)) < 1e-14);
  assertEquals([30, Infinity, -Infinity].map(errorFunction), [1, 1, -1]);
  assertEquals(errorFunction(NaN), NaN);
});

Deno.test("the error function of tiny numbers is 2/√π times them", () => {
  for (const x of [1e-300, 1e-20, 1e-9]) {
    const ratio = errorFunction(x) / x;
    assert(Math.abs(ratio - 2 / Math.sqrt(Math.PI)) < 1e-15, `found ${ratio} at ${x}`);
  }
});

Deno.test("the natural logarithm agrees with the engine's to its last bits", () => {
  const numbers = [Number.MIN_VALUE, 1e-300, 1e-9, 0.1, 0.5, Math.SQRT1_2, 0.999, 1, 1.001];
  for (const x of [...numbers, Math.SQRT2, 2, Math.E, 10, 12345.678, 1e300]) {
    const [found, expected] = [naturalLogarithm(x), Math.log(x)];
    const near = Math.abs(found - expected) <= 4e-16 * Math.max(1, Math.abs(expected));
    assert(near, `Expected ${expected} at ${x}, found ${found}`);
  }
  assertEquals(naturalLogarithm(1), 0);
});

Deno.test("wholePower: that of Math.pow to rounding", () => {
  for (const x of [0, 0.5, 0.9, 0.999, 1, 1.5, -2]) {
    for (const n of [0, 1, 2, 3, 7, 64, 1000]) {
      const [found, expected] = [wholePower(x, n), x ** n];
      assert(
        Math.abs(found - expected) <= 1e-13 * Math.abs(expected) || found === expected,
        `${x}^${n}`,
      );
    }
  }
});
