/**
 * An option that is a finite number.
 *
 * @param id The environment's, for the message
 * @throws TypeError for what is no number.
 * @throws RangeError for a number that is not finite.
 */
export function numberOption(
  id: string,
  options: object,
  name: string,
  otherwise: number,
): number {
  const value: unknown = (options as Readonly<Record<string, unknown>>)[name] ?? otherwise;
  if (typeof value !== "number") {
    throw new TypeError(`${id}: expected ${name} to be a number, found ${typeof value}`);
  }
  if (!Number.isFinite(value)) {
    throw new RangeError(`${id}: expected ${name} to be finite, found ${value}`);
  }
  return value;
}

/**
 * Between which bounds an episode starts: reset options `low` and `high`.
 *
 * @param id The environment's, for the message
 * @param low The default lower bound
 * @param high The default upper bound
 * @throws RangeError if the lower one is above the upper one, or one is not finite.
 */
export function resetBounds(
  id: string,
  options: object,
  low: number,
  high: number,
): { low: number; high: number } {
  const bounds = {
    low: numberOption(id, options, "low", low),
    high: numberOption(id, options, "high", high),
  };
  if (bounds.low > bounds.high) {
    throw new RangeError(
      `${id}: expected low not above high, found ${bounds.low} and ${bounds.high}`,
    );
  }
  return bounds;
}

/**
 * An option with few values.
 *
 * @param id The environment's, for the message
 * @throws RangeError for another value.
 */
export function choiceOption<T extends string | boolean>(
  id: string,
  name: string,
  value: T,
  choices: readonly T[],
): T {
  if (choices.includes(value)) return value;
  throw new RangeError(`${id}: expected ${name} to be ${choices.join(" or ")}, found ${value}`);
}
