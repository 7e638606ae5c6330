import type { Backend, Tensor } from "../../../lib/backend/backend.ts";
import type { Case, Result } from "./case.ts";
import { fetch, place, type Plain } from "./plain.ts";

/**
 * Runs an operation, compares what it gives, and makes sure that it left its operands alone. Needs nothing but
 * JavaScript, so that browsers can do it as well.
 *
 * @param tolerance How far a number may be from its definition, relative to 1 + its magnitude
 * @throws Error that says what was expected and what was found
 */
export function checkCase(
  b: Backend,
  { operands, run, expected, terms = 0 }: Case,
  tolerance: number,
): void {
  const tensors = operands.map((operand) => place(b, operand));
  const before = tensors.map((tensor) => fetch(b, tensor));
  compare(b, run(b, ...tensors), expected, tolerance + terms * b.precision / 2);
  for (const [i, { data }] of before.entries()) {
    const after = fetch(b, tensors[i]).data;
    const changed = data.findIndex((value, at) => !Object.is(after[at], value));
    if (changed >= 0) throw new Error(`Expected operand ${i} to stay as it was, found it changed`);
  }
}

function compare(
  b: Backend,
  found: Result<Tensor>,
  expected: Result<Plain>,
  tolerance: number,
): void {
  if (typeof expected === "boolean") expectSame("it", found, expected);
  else if (typeof expected === "number") {
    expectClose(() => "it", found as number, expected, tolerance);
  } else {
    const [tensors, plains] = [[found].flat() as Tensor[], [expected].flat() as Plain[]];
    expectSame("the number of tensors", tensors.length, plains.length);
    for (const [i, { shape, data }] of plains.entries()) {
      expectSame("the shape", `[${tensors[i].shape}]`, `[${shape}]`);
      const numbers = b.read(tensors[i]);
      const kind = b.precision < 1e-10 ? Float64Array : Float32Array;
      expectSame("the kind of array", numbers.constructor.name, kind.name);
      expectSame("the length", numbers.length, data.length);
      for (const [at, value] of data.entries()) {
        expectClose(() => `number ${at} of [${shape}]`, numbers[at], value, tolerance);
      }
    }
  }
}

function expectSame(what: string, found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`Expected ${what} to be ${expected}, found ${found}`);
}

/** Numbers that are not finite are to be the same. */
function expectClose(
  what: () => string,
  found: number,
  expected: number,
  tolerance: number,
): void {
  const near = Number.isFinite(expected)
    ? Math.abs(found - expected) <= tolerance * (1 + Math.abs(expected))
    : Object.is(found, expected);
  if (!near) throw new Error(`Expected ${what()} to be ${expected}, found ${found}`);
}
