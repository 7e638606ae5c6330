/**
 * Pieces of which the kernels are made. Blocks of memory are a whole number of vectors with three
 * numbers to spare (see `heap.ts`): a row may be written past its end if what follows it is written
 * later, and any address may be read past its end.
 */

/** a∘a of four numbers. */
@inline
export function square4(a: v128): v128 {
  return f32x4.mul(a, a);
}

/**
 * Numbers below 2⁻¹⁰⁰ made zero; NaN stays. What shrinks step by step, as the moments of a unit that has
 * died, or layer by layer, as curvature behind saturated units, would end in denormal numbers, which
 * processors are some twenty times slower at.
 */
@inline
export function flushed(v: v128): v128 {
  return v128.andnot(v, f32x4.lt(f32x4.abs(v), f32x4.splat(7.888609e-31)));
}

/** Stores the first `count` < 4 numbers. */
@inline
export function storeLanes(to: usize, v: v128, count: i32): void {
  if (count & 2) {
    v128.store_lane<f64>(to, v, 0);
    if (count & 1) v128.store_lane<f32>(to, v, 2, 8);
  } else if (count & 1) v128.store_lane<f32>(to, v, 0);
}

/** Stores the columns of four rows, `step` bytes apart. */
@inline
export function transpose4(
  r0: v128,
  r1: v128,
  r2: v128,
  r3: v128,
  to: usize,
  step: usize,
): void {
  const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(t0, t2, 0, 1, 4, 5));
  v128.store(to + step, v128.shuffle<f32>(t0, t2, 2, 3, 6, 7));
  v128.store(to + 2 * step, v128.shuffle<f32>(t1, t3, 0, 1, 4, 5));
  v128.store(to + 3 * step, v128.shuffle<f32>(t1, t3, 2, 3, 6, 7));
}

/** The first two of four numbers in float64. */
@inline
export function lowHalf(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

/** The last two of four numbers in float64. */
@inline
export function highHalf(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(v, v, 1, 1));
}

/** Four numbers out of two pairs in float64. */
@inline
export function join(low: v128, high: v128): v128 {
  return v128.shuffle<f64>(
    f32x4.demote_f64x2_zero(low),
    f32x4.demote_f64x2_zero(high),
    0,
    2,
  );
}
