import { didYouMean } from "./nearest.ts";

/**
 * Checks a choice that came without types, so that a misspelt one is not taken for the default.
 *
 * @throws RangeError with all choices and the nearest, unless `value` is one of them.
 */
export function checkChoice(what: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  throw new RangeError(
    `Expected ${what} to be one of ${choices.join(", ")}, found ${JSON.stringify(value)}${
      didYouMean(String(value), choices)
    }`,
  );
}
