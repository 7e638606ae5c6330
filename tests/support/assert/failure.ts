import nodeAssert from "node:assert";
import { inspect } from "node:util";
import { equal } from "./equal.ts";

/** Thrown by every assertion that does not hold. */
export class AssertionError extends Error {
  /**
   * @param message What was expected and what was found
   * @param options The cause, if another error led here
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

/** `headline`, the caller's own words after it, and details below. */
export function failure(headline: string, msg?: string, details?: string): AssertionError {
  const sentence = msg ? `${headline}: ${msg}` : `${headline}.`;
  return new AssertionError(details ? `${sentence}\n${details}` : sentence);
}

/** A value as source text, cut to what a person would read. */
export function show(value: unknown): string {
  return inspect(value, { depth: 6, maxArrayLength: 50, maxStringLength: 2000 });
}

/** The name of the kind of a value: its class, or its type. */
export function kindOf(value: unknown): string {
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  return value.constructor?.name ?? "Object";
}

/** The longest sequence of which every element is shown; a line-by-line comparison takes quadratic time. */
const LONGEST_SHOWN = 500;

/** Where two values differ: line by line as `node:assert` shows it, of long sequences the first place. */
export function difference(
  actual: unknown,
  expected: unknown,
  operator: "deepStrictEqual" | "strictEqual",
): string {
  if (isSequence(actual) && isSequence(expected)) {
    const length = Math.max(actual.length, expected.length);
    if (length > LONGEST_SHOWN) return firstDifference(actual, expected, length);
  }
  return new nodeAssert.AssertionError({ actual, expected, operator }).message;
}

function isSequence(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || ArrayBuffer.isView(value) && "length" in value;
}

function firstDifference(
  actual: ArrayLike<unknown>,
  expected: ArrayLike<unknown>,
  length: number,
): string {
  const places = Array.from({ length }, (_, index) => index)
    .filter((index) => !equal(actual[index], expected[index]));
  const [first] = places;
  return `${places.length} of ${length} elements differ, the first at index ${first}: ` +
    `${show(actual[first])} instead of ${show(expected[first])}`;
}
