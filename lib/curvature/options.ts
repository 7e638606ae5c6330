/** Throws RangeError unless `value` is a whole number of at least 1. */
export function positiveInteger(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`Expected ${name} to be a whole number of at least 1, found ${value}`);
  }
}
