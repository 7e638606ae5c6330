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
    let j: usize = 0;
    // Four columns of vectors at a time: their sums need not wait for each other.
    for (; j + 48 < step; j += 64) {
      let from = a + j;
      let c0 = v128.load(from);
      let c1 = v128.load(from, 16);
      let c2 = v128.load(from, 32);
      let c3 = v128.load(from, 48);
      for (let row = 1; row < size; row++) {
        from += step;
        c0 = f32x4.add(c0, v128.load(from));
        c1 = f32x4.add(c1, v128.load(from, 16));
        c2 = f32x4.add(c2, v128.load(from, 32));
        c3 = f32x4.add(c3, v128.load(from, 48));
      }
      v128.store(out + j, c0);
      v128.store(out + j, c1, 16);
      v128.store(out + j, c2, 32);
      v128.store(out + j, c3, 48);
    }
    for (; j < step; j += 16) {
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

/** The greater of magnitudes, as whole numbers: those of NaN and infinity are above all others. */
@inline
function greater(most: v128, v: v128): v128 {
  return i32x4.max_u(most, v128.and(v, i32x4.splat(0x7FFFFFFF)));
}

/** Whether no number is infinite or NaN. */
export function allFinite(a: usize, count: i32): bool {
  let m0 = i32x4.splat(0);
  let m1 = m0, m2 = m0, m3 = m0;
  const end = a + usize((count & ~3) << 2);
  const whole = a + usize((count & ~15) << 2);
  for (; a < whole; a += 64) {
    m0 = greater(m0, v128.load(a));
    m1 = greater(m1, v128.load(a, 16));
    m2 = greater(m2, v128.load(a, 32));
    m3 = greater(m3, v128.load(a, 48));
  }
  for (; a < end; a += 16) m0 = greater(m0, v128.load(a));
  const most = i32x4.max_u(i32x4.max_u(m0, m1), i32x4.max_u(m2, m3));
  if (v128.any_true(i32x4.ge_u(most, i32x4.splat(0x7F800000)))) return false;
  for (let i = count & 3; i > 0; i--) {
    if ((load<u32>(a) & 0x7F800000) === 0x7F800000) return false;
    a += 4;
  }
  return true;
}
