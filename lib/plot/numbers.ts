/**
 * Refuses values that cannot be drawn.
 *
 * @param values The values.
 * @param what Names them in the error, for instance `y of "adam"`.
 * @throws {RangeError} If a value is not finite.
 */
export function checkFinite(values: Iterable<number>, what: string): void {
  let index = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) {
      throw new RangeError(`Expected finite numbers in ${what}, found ${value} at index ${index}`);
    }
    index += 1;
  }
}

/**
 * The smallest of many numbers.
 *
 * @param values The numbers; unlike `Math.min(...)` there may be any number of them.
 * @returns `Infinity` for no numbers.
 */
export function minimum(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

/**
 * The largest of many numbers.
 *
 * @param values The numbers; unlike `Math.max(...)` there may be any number of them.
 * @returns `-Infinity` for no numbers.
 */
export function maximum(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}
