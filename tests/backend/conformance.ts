import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStringIncludes,
  assertThrows,
  fail,
} from "@std/assert";
import type { Backend, Tensor } from "../../lib/backend/backend.ts";
import { arithmeticCases } from "./conformance/arithmetic.ts";
import type { Case, Result } from "./conformance/case.ts";
import { convolutionCases } from "./conformance/convolutions.ts";
import { creationCases } from "./conformance/creation.ts";
import { inPlaceCases } from "./conformance/in_place.ts";
import { lifetimes } from "./conformance/lifetime.ts";
import { optimizationCases } from "./conformance/optimization.ts";
import { fetch, place, type Plain } from "./conformance/plain.ts";
import { productCases } from "./conformance/products.ts";
import { reductionCases } from "./conformance/reductions.ts";
import { refusals, strangers } from "./conformance/refusals.ts";
import { shapeCases } from "./conformance/shape.ts";
import { softmaxCases } from "./conformance/softmax.ts";
import { windowCases } from "./conformance/windows.ts";

/** All cases, by operation. */
export const cases: ReadonlyMap<string, readonly Case[]> = Map.groupBy([
  ...creationCases,
  ...shapeCases,
  ...productCases,
  ...convolutionCases,
  ...windowCases,
  ...arithmeticCases,
  ...reductionCases,
  ...softmaxCases,
  ...inPlaceCases,
  ...optimizationCases,
], ({ name }) => name.split(/\W/)[0]);

/**
 * Registers the tests that every backend passes: each operation against its definition, on odd shapes,
 * with all flags and ways to spread; numbers that are not finite; shapes that do not fit; lifetimes.
 *
 * @param tolerance How far a number may be from its definition, relative to 1 + its magnitude
 */
export function testConformance(b: Backend, tolerance: number): void {
  for (const [operation, group] of cases) {
    Deno.test(`${b.name}: ${operation}, ${group.length} cases`, async (t) => {
      for (const one of group) await t.step(one.name, () => checkCase(b, one, tolerance));
    });
  }
  for (const { operation, case: what, run, expected, found } of refusals) {
    Deno.test(`${b.name}: ${operation} refuses ${what}`, () => {
      const { message } = assertThrows(() => run(b), TypeError);
      assert(message.startsWith(`${operation}: expected`), message);
      const [before, after] = message.split("found ");
      assertStringIncludes(before, expected);
      assertStringIncludes(after, found);
    });
  }
  Deno.test(`${b.name}: oneHot refuses labels that are no classes`, () => {
    for (const label of [3, -1, 0.5, NaN]) {
      const { message } = assertThrows(() => b.oneHot([0, label], 3), RangeError);
      assertEquals(message, `oneHot: expected labels in 0 … 2, found ${label} in row 1`);
    }
  });
  for (const [operation, run] of strangers) {
    Deno.test(`${b.name}: ${operation} refuses a tensor that is not its own`, () => {
      assertThrows(() => run(b), TypeError, `a tensor of the ${b.name} backend, found`);
    });
  }
  for (const [name, check] of lifetimes) Deno.test(`${b.name}: ${name}`, () => check(b));
}

/** Runs an operation, compares what it gives, and makes sure that it left its operands alone. */
function checkCase(
  b: Backend,
  { operands, run, expected, terms = 0 }: Case,
  tolerance: number,
): void {
  const tensors = operands.map((operand) => place(b, operand));
  const before = tensors.map((tensor) => fetch(b, tensor));
  compare(b, run(b, ...tensors), expected, tolerance + terms * b.precision / 2);
  assertEquals(tensors.map((tensor) => fetch(b, tensor)), before, "operands have changed");
}

function compare(
  b: Backend,
  found: Result<Tensor>,
  expected: Result<Plain>,
  tolerance: number,
): void {
  if (typeof expected === "boolean") assertEquals(found, expected);
  else if (typeof expected === "number") {
    assertClose(found as number, expected, tolerance, () => "it");
  } else {
    const [tensors, plains] = [[found].flat() as Tensor[], [expected].flat() as Plain[]];
    assertEquals(tensors.length, plains.length);
    for (const [i, { shape, data }] of plains.entries()) {
      assertEquals([...tensors[i].shape], [...shape]);
      const numbers = b.read(tensors[i]);
      assertInstanceOf(numbers, b.precision < 1e-10 ? Float64Array : Float32Array);
      assertEquals(numbers.length, data.length);
      for (const [at, value] of data.entries()) {
        assertClose(numbers[at], value, tolerance, () => `number ${at} of [${shape}]`);
      }
    }
  }
}

/** Numbers that are not finite are to be the same. */
function assertClose(found: number, expected: number, tolerance: number, what: () => string): void {
  const near = Number.isFinite(expected)
    ? Math.abs(found - expected) <= tolerance * (1 + Math.abs(expected))
    : Object.is(found, expected);
  if (!near) fail(`Expected ${what()} to be ${expected}, found ${found}`);
}
