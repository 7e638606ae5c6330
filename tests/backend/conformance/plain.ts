import type { Backend, Tensor } from "../../../lib/backend/backend.ts";

/** An array without a backend, row-major: what definitions are written in. */
export interface Plain {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** How many numbers a shape holds. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** An array whose number at each place is a function of the place. */
export function define(shape: readonly number[], at: (...place: number[]) => number): Plain {
  const data = Array.from({ length: sizeOf(shape) }, (_, index) => {
    const place: number[] = [];
    let rest = index;
    for (const length of shape.toReversed()) {
      place.unshift(rest % length);
      rest = Math.floor(rest / length);
    }
    return at(...place);
  });
  return { shape, data };
}

/**
 * Irregular numbers in (−2, 2), none of them zero and no two alike in small arrays; multiples of 1/64,
 * so that every precision holds them.
 */
export function irregular(shape: readonly number[], salt = 0): Plain {
  const data = Array.from({ length: sizeOf(shape) }, (_, i) => {
    const step = (37 * i + 61 * salt + 11) % 127;
    return (step < 64 ? step - 64 : step - 63) / 32;
  });
  return { shape, data };
}

/** Lengths around those of vectors, unrolled loops and tiles, which tails of kernels begin at. */
export const lengths: readonly number[] = [1, 2, 3, 5, 7, 31, 33, 65, 257];

/**
 * Irregular halves up to 3/2, none of them zero: sums of 257 products of their squares stay multiples
 * of 1/16 below 2048, so that float32 has them exactly, in any order.
 */
export function halves(shape: readonly number[], salt = 0): Plain {
  return each(irregular(shape, salt), (x) => Math.sign(x) * Math.ceil(1.5 * Math.abs(x)) / 2);
}

/** The same numbers but for one. */
export function replaced({ shape, data }: Plain, at: number, value: number): Plain {
  return { shape, data: data.with(at, value) };
}

/** An array of numbers that are given. */
export function plain(shape: readonly number[], ...data: readonly number[]): Plain {
  return { shape, data };
}

/** `f` of each number. */
export function each({ shape, data }: Plain, f: (a: number) => number): Plain {
  return { shape, data: data.map(f) };
}

/** Numbers of features in a row. */
export const widthOf = ({ shape }: Plain): number => sizeOf(shape.slice(1));

/** The rows of an array, each flat. */
export function rowsOf(a: Plain): number[][] {
  const width = widthOf(a);
  return Array.from({ length: a.shape[0] }, (_, i) => a.data.slice(i * width, (i + 1) * width));
}

/** An array in a backend. */
export const place = (b: Backend, { data, shape }: Plain): Tensor => b.tensor(data, shape);

/** A tensor's numbers outside of its backend. */
export function fetch(b: Backend, tensor: Tensor): Plain {
  return { shape: [...tensor.shape], data: [...b.read(tensor)] };
}
