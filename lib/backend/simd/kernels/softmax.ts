/** Softmax over the features of a row, and the columns of Hessians at an output. */

import { exp, log } from "./wide";

@inline
function expOf(x: f64): f64 {
  return f64x2.extract_lane(exp(f64x2.splat(x)), 0);
}

@inline
function logOf(x: f64): f64 {
  return f64x2.extract_lane(log(f64x2.splat(x)), 0);
}

/** The largest of `count` numbers, NaN if one is. */
function maximum(a: usize, count: i32): f32 {
  let most: f32 = -Infinity;
  for (let j = 0; j < count; j++) most = max(most, load<f32>(a + usize(j << 2)));
  return most;
}

/** `Σ exp(z − most)`, pairs first. */
function sumOfExponentials(z: usize, count: i32, most: f32): f64 {
  let pairs = f64x2.splat(0);
  const shift = f64x2.splat(most);
  let j = 0;
  for (; j + 2 <= count; j += 2) {
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(z + usize(j << 2)));
    pairs = f64x2.add(pairs, exp(f64x2.sub(pair, shift)));
  }
  const sum = f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
  return j < count ? sum + expOf(f64(load<f32>(z + usize(j << 2))) - most) : sum;
}

/** `out = exp(z) / Σ exp(z)`, row by row. */
export function softmax(z: usize, out: usize, rows: i32, features: i32): void {
  for (let row = 0; row < rows; row++) {
    const most = maximum(z, features);
    const shift = f64x2.splat(most);
    const sum = f64x2.splat(sumOfExponentials(z, features, most));
    for (let j = 0; j < features; j += 2) {
      const at = usize(j << 2);
      const pair = f64x2.promote_low_f32x4(v128.load64_zero(z + at));
      const p = f64x2.div(exp(f64x2.sub(pair, shift)), sum);
      v128.store_lane<f64>(out + at, f32x4.demote_f64x2_zero(p), 0);
    }
    z += usize(features << 2);
    out += usize(features << 2);
  }
}

/** `out = z − log Σ exp(z)`, row by row. */
export function logSoftmax(z: usize, out: usize, rows: i32, features: i32): void {
  for (let row = 0; row < rows; row++) {
    const most = maximum(z, features);
    const shift = logOf(sumOfExponentials(z, features, most));
    for (let j = 0; j < features; j++) {
      store<f32>(out, f32(f64(load<f32>(z)) - most - shift));
      z += 4;
      out += 4;
    }
  }
}

/** Index of the first largest number in float64; a NaN counts as the largest, so that it is not hidden. */
function largest(values: usize, count: i32): i32 {
  let best = 0;
  let most = load<f64>(values);
  for (let j = 1; j < count; j++) {
    const value = load<f64>(values + usize(j << 3));
    if (value > most || (isNaN(value) && !isNaN(most))) {
      best = j;
      most = value;
    }
  }
  return best;
}

/**
 * `rank` columns of the pivoted Cholesky factor of `diag(p) − p pᵀ`, row by row; `Backend` says how.
 *
 * @param scratch Room for twice `features` numbers in float64
 */
export function softmaxColumns(
  p: usize,
  out: usize,
  rows: i32,
  features: i32,
  rank: i32,
  scratch: usize,
): void {
  const left = scratch;
  const remainder = scratch + usize(features << 3);
  for (let row = 0; row < rows; row++) {
    for (let j: usize = 0; j < usize(features); j++) {
      store<f64>(left + (j << 3), f64(load<f32>(p + (j << 2))));
    }
    for (let column = 0; column < rank; column++) {
      let s: f64 = 0;
      for (let j: usize = 0; j < usize(features); j++) s += load<f64>(left + (j << 3));
      for (let j: usize = 0; j < usize(features); j++) {
        const value = load<f64>(left + (j << 3));
        store<f64>(remainder + (j << 3), value * (s - value));
      }
      const pivot = largest(remainder, features);
      const top = load<f64>(left + usize(pivot << 3));
      const rest = s - top;
      const share = top / s;
      // With nothing beside the pivot (a saturated softmax) the column is zero.
      for (let j = 0; j < features; j++) {
        const value = rest === 0
          ? 0
          : j === pivot
          ? sqrt(share * rest)
          : -load<f64>(left + usize(j << 3)) * sqrt(share) / sqrt(rest);
        store<f32>(out, f32(value));
        out += 4;
      }
      store<f64>(left + usize(pivot << 3), 0);
    }
    p += usize(features << 2);
  }
}

/**
 * The `rank` entries of largest magnitude of each row as `√|d| e` with signs; `Backend` says how.
 *
 * @param out Zeros
 * @param scratch Room for `features` numbers in float64
 */
export function diagonalColumns(
  d: usize,
  out: usize,
  signs: usize,
  rows: i32,
  features: i32,
  rank: i32,
  scratch: usize,
): void {
  for (let row = 0; row < rows; row++) {
    for (let j: usize = 0; j < usize(features); j++) {
      store<f64>(scratch + (j << 3), abs(f64(load<f32>(d + (j << 2)))));
    }
    for (let column = 0; column < rank; column++) {
      const k = usize(largest(scratch, features));
      store<f32>(out + (k << 2), f32(sqrt(load<f64>(scratch + (k << 3)))));
      store<f32>(signs, load<f32>(d + (k << 2)) < 0 ? -1 : 1);
      store<f64>(scratch + (k << 3), -1);
      out += usize(features << 2);
      signs += 4;
    }
    d += usize(features << 2);
  }
}
