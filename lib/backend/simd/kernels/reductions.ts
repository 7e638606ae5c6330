/** Sums, in a fixed order, and the question whether all is finite. */

import { highHalf, lowHalf } from "./vector";

/** The sum of `count` numbers, accumulated in float64 in four lanes. */
@inline
function total(a: usize, count: i32): f64 {
  let low = f64x2.splat(0);
  let high = low;
  const end = a + usize((count & ~3) << 2);
  for (; a < end; a += 16) {
    const v = v128.load(a);
    low = f64x2.add(low, lowHalf(v));
    high = f64x2.add(high, highHalf(v));
  }
  const both = f64x2.add(low, high);
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (let i = count & 3; i > 0; i--) {
    sum += load<f32>(a);
    a += 4;
  }
  return sum;
}

/** The sum of all numbers. */
export function sum(a: usize, count: i32): f64 {
  return total(a, count);
}

/** `out [rows, 1]`: the sum of each row. */
export function sumFeatures(a: usize, out: usize, rows: i32, features: i32): void {
  for (let row = 0; row < rows; row++) {
    store<f32>(out, f32(total(a, features)));
    a += usize(features << 2);
    out += 4;
  }
}

/** `out [groups, features]`: the sum of each group of `size` rows, from the first to the last. */
export function sumRows(a: usize, out: usize, groups: i32, size: i32, features: i32): void {
  const step = usize(features << 2);
  for (let group = 0; group < groups; group++) {
    for (let j: usize = 0; j < step; j += 16) {
      let from = a + j;
      let column = v128.load(from);
      for (let row = 1; row < size; row++) {
        from += step;
        column = f32x4.add(column, v128.load(from));
      }
      v128.store(out + j, column);
    }
    a += usize(size) * step;
    out += step;
  }
}

/** Whether no number is infinite or NaN: whether no exponent is all ones. */
export function allFinite(a: usize, count: i32): bool {
  const exponent = i32x4.splat(0x7F800000);
  let bad = i32x4.splat(0);
  const end = a + usize((count & ~3) << 2);
  for (; a < end; a += 16) {
    bad = v128.or(bad, i32x4.eq(v128.and(v128.load(a), exponent), exponent));
  }
  if (v128.any_true(bad)) return false;
  for (let i = count & 3; i > 0; i--) {
    if ((load<u32>(a) & 0x7F800000) === 0x7F800000) return false;
    a += 4;
  }
  return true;
}
