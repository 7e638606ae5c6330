import { assertEquals } from "@std/assert";
import { tanhFunction } from "../../../lib/backend/functions.ts";
import { simd, type Tensor } from "../../../mod.ts";

const row = (...numbers: number[]) => simd.tensor(numbers, [1, numbers.length]);
const numbersOf = (a: Tensor) => [...simd.read(a)];

Deno.test("simd: a diagonal carried through a layer is zero below 2⁻¹⁰⁰, a gradient is not", () => {
  // Powers of two, whose products are exact.
  const g = row(2 ** -60, 2 ** -60, 0.5, NaN);
  const h = row(1, 1, 2 ** -20, 1);
  const slopes = row(2 ** -50, 2 ** -51, 0.5, NaN);
  const [along, through] = simd.elementwiseDual(g, h, slopes);
  assertEquals(numbersOf(through), [2 ** -100, 0, 2 ** -22, NaN]);
  assertEquals(numbersOf(along), [2 ** -110, 2 ** -111, 0.25, NaN]);

  const bends = row(2 ** -41, 2 ** -42, 0, 1);
  const [, bent] = simd.elementwiseDual(g, h, slopes, bends);
  assertEquals(numbersOf(bent), [1.5 * 2 ** -100, 0, 2 ** -22, NaN]);
});

Deno.test("simd: so it is behind saturated units", () => {
  // σ′(a)² is about 16 exp(−4a): 2⁻⁹⁹·⁹ at 18.
  const ones = row(1, 1, 1, 1);
  const [along, through] = simd.crossElementwise(tanhFunction, row(0, 18, 19, NaN), ones, ones, 1);
  assertEquals(numbersOf(through).map(Math.sign), [1, 1, 0, NaN]);
  assertEquals(numbersOf(along).map(Math.sign), [1, 1, 1, NaN]);
});
