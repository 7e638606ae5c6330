import { assert } from "@std/assert";

/** Relative to the largest number compared. */
export const TOLERANCE = 1e-9;

/** Below this magnitude a whole result counts as rounding noise of larger numbers that cancelled. */
const FLOOR = 1e-3;

/** `max |a − b|`, relative to the largest magnitude of either. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  assert(found.length === expected.length, `${found.length} numbers for ${expected.length}`);
  let [worst, scale] = [0, FLOOR];
  for (let i = 0; i < found.length; i++) {
    const difference = Math.abs(found[i] - expected[i]);
    if (!(difference <= worst)) worst = difference; // keeps NaN
    scale = Math.max(scale, Math.abs(found[i]), Math.abs(expected[i]));
  }
  return worst / scale;
}

/** Fails unless all numbers agree within `tolerance` times the largest of them. */
export function assertClose(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
  tolerance: number = TOLERANCE,
): void {
  const error = relativeError(found, expected);
  assert(
    error <= tolerance,
    `${what}: expected [${short(expected)}], found [${short(found)}], relative error ${error}`,
  );
}

/** Whether the numbers agree, for properties that say that something is *not* so. */
export function isClose(found: ArrayLike<number>, expected: ArrayLike<number>): boolean {
  return relativeError(found, expected) <= TOLERANCE;
}

function short(numbers: ArrayLike<number>): string {
  const shown = Array.from(numbers).slice(0, 12).map((x) => x.toPrecision(6)).join(", ");
  return numbers.length > 12 ? `${shown}, …` : shown;
}
