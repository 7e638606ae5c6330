import { didYouMean } from "../backend/nearest.ts";

/** What an optimizer's numbers may be. */
interface Interval {
  readonly text: string;
  holds(value: number): boolean;
}

const fromZero: Interval = {
  text: "finite and at least 0",
  holds: (value) => value >= 0 && value < Infinity,
};
const positive: Interval = {
  text: "finite and above 0",
  holds: (value) => value > 0 && value < Infinity,
};
const share: Interval = {
  text: "at least 0 and below 1",
  holds: (value) => value >= 0 && value < 1,
};

const intervals: Readonly<Record<string, Interval>> = {
  stepSize: positive,
  weightDecay: fromZero,
  beta1: share,
  beta2: share,
  momentum: share,
  epsilon: fromZero,
  gamma: positive,
  maxGradientNorm: positive,
  gradientFactor: fromZero,
  maxScale: positive,
};

/**
 * Checks an optimizer's number by its name; names that are not known here pass.
 *
 * @throws RangeError with what it must be and what it is.
 */
export function checkConstant(name: string, value: number, { zero = false } = {}): void {
  const interval = zero ? fromZero : intervals[name];
  if (!interval || interval.holds(value)) return;
  throw new RangeError(`Expected ${name} to be ${interval.text}, found ${value}`);
}

/**
 * Checks that options are among those that there are.
 *
 * @throws TypeError naming the first unknown one, with the nearest.
 */
export function checkNames(what: string, names: Iterable<string>, known: readonly string[]): void {
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new TypeError(
      `Expected ${what} among ${known.join(", ")}, found ${name}${didYouMean(name, known)}`,
    );
  }
}
