/**
 * The assertions of the tests, with the names, signatures and meanings of JSR's `@std/assert`: pointing
 * the import map's `@std/assert` at `jsr:@std/assert` replaces this module by the original. It exists so
 * that the tests run where only npm can be reached. `node:assert` shows where values differ.
 *
 * @module
 */

export { equal } from "./assert/equal.ts";
export { assertIsError, assertRejects, assertThrows } from "./assert/errors.ts";
export { AssertionError } from "./assert/failure.ts";
export { assertInstanceOf, assertNotInstanceOf } from "./assert/instances.ts";
export type { AnyConstructor, GetConstructorType } from "./assert/instances.ts";
export { assertObjectMatch } from "./assert/object_match.ts";
export {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertNotMatch,
  assertNotStrictEquals,
  assertStrictEquals,
  assertStringIncludes,
  fail,
  unimplemented,
  unreachable,
} from "./assert/values.ts";
export type { ArrayLikeArg, Falsy } from "./assert/values.ts";
