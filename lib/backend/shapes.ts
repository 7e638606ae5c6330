import type { Numbers, Tensor } from "./backend.ts";

/** How many numbers a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** Rows and features of a tensor `[rows, ...features]`. */
export function rowsOf(tensor: Tensor): { rows: number; features: number } {
  const [rows = 1, ...features] = tensor.shape;
  return { rows, features: sizeOf(features) };
}

/** Whether each of `sources` rows may serve as many of `rows`; none serve none. */
export function spreads(sources: number, rows: number): boolean {
  return sources > 0 ? rows % sources === 0 : rows === 0;
}

/** Whether two shapes are the same. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A shape in messages. */
export function show(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/** A copy of `shape`; throws TypeError unless it holds whole numbers of at least 0. */
export function checkedShape(operation: string, shape: readonly number[]): number[] {
  if (!shape.every((length) => Number.isInteger(length) && length >= 0)) {
    mismatch(operation, "a shape of whole numbers of at least 0", shape);
  }
  return [...shape];
}

/** Throws the TypeError of an operation whose shapes do not fit. */
export function mismatch(operation: string, expected: string, found: readonly number[]): never {
  throw new TypeError(`${operation}: expected ${expected}, found ${show(found)}`);
}

/** Copies numbers into an array of their length, for `Backend.read`. */
export function copyInto<Into extends Numbers>(numbers: Numbers, into: Into): Into {
  if (into.length !== numbers.length) {
    throw new TypeError(
      `read: expected an array of ${numbers.length} numbers, found one of ${into.length}`,
    );
  }
  into.set(numbers);
  return into;
}

/** What a message calls a value that is no tensor of a backend. */
export function describe(value: unknown): string {
  if (value === null || typeof value !== "object") return String(value);
  return `an instance of ${value.constructor?.name ?? "no class"}`;
}
