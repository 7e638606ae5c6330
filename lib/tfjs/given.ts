import type { Initializer } from "../layers/initializers.ts";

/** An initializer that gives a copy of these numbers. */
export function copyOf(numbers: ArrayLike<number>): Initializer {
  return given(numbers.length, (i) => numbers[i]);
}

/** An initializer that gives these numbers, taken now: the model may be trained on. */
export function given(length: number, at: (i: number) => number): Initializer {
  const numbers = Float64Array.from({ length }, (_, i) => at(i));
  return () => numbers.slice();
}
