import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { Backend } from "../../lib/backend/backend.ts";
import { cases } from "./conformance/cases.ts";
import { checkCase } from "./conformance/check.ts";
import { lifetimes } from "./conformance/lifetime.ts";
import { refusals, strangers } from "./conformance/refusals.ts";

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
