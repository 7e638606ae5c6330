/** Updates of parameters and of the averages that optimizers keep, in one pass each. */

import { flushed, highHalf, lowHalf, square4 } from "./vector";

/** `decay · average + weight · x`; vectors of constants are made before loops. */
@inline
function averaged(average: usize, decay: v128, x: v128, weight: v128): v128 {
  return flushed(f32x4.add(
    f32x4.mul(decay, v128.load(average)),
    f32x4.mul(weight, x),
  ));
}

/** `θ ← θ − (u + shrink · θ)`; or, unless it is 0, u to where an update is wanted alone. */
@inline
function apply(parameter: usize, update: usize, u: v128, shrink: f32): void {
  if (update) {
    v128.store(update, u);
    return;
  }
  const theta = v128.load(parameter);
  let change = u;
  if (shrink !== 0) change = f32x4.add(u, f32x4.mul(f32x4.splat(shrink), theta));
  v128.store(parameter, f32x4.sub(theta, change));
}

/** `a = a + factor · b`. */
export function addScaled(a: usize, b: usize, count: i32, factor: f32): void {
  const by = f32x4.splat(factor);
  const end = usize(count << 2);
  for (let i: usize = 0; i < end; i += 16) {
    v128.store(a + i, f32x4.add(v128.load(a + i), f32x4.mul(by, v128.load(b + i))));
  }
}

/**
 * `a = decay · a + weight · f(b)`.
 *
 * @param code Of f: 0 b, 1 b², 2 |b|
 */
export function accumulate(
  code: i32,
  a: usize,
  b: usize,
  count: i32,
  decay: f32,
  weight: f32,
): void {
  const decays = f32x4.splat(decay);
  const weights = f32x4.splat(weight);
  const end = usize(count << 2);
  for (let i: usize = 0; i < end; i += 16) {
    let x = v128.load(b + i);
    if (code === 1) x = square4(x);
    else if (code === 2) x = f32x4.abs(x);
    v128.store(a + i, averaged(a + i, decays, x, weights));
  }
}

/**
 * `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)f(q)`, `u = a m / (d(b v) + ε)`, a and b being α and 1 with the
 * bias corrections. Without a mean, where its address is 0, m is g.
 *
 * @param code 0: f squares and d takes the root; 1: f is |q| and d takes the root; 2: f is |q|, d nothing
 */
export function momentStep(
  code: i32,
  parameter: usize,
  mean: usize,
  square: usize,
  update: usize,
  gradient: usize,
  curvature: usize,
  count: i32,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  a: f32,
  b: f32,
  epsilon: f32,
  shrink: f32,
): void {
  const decay1 = f32x4.splat(beta1);
  const weight1 = f32x4.splat(rest1);
  const decay2 = f32x4.splat(beta2);
  const weight2 = f32x4.splat(rest2);
  const factor = f32x4.splat(a);
  const correction = f32x4.splat(b);
  const least = f32x4.splat(epsilon);
  const end = usize(count << 2);
  for (let i: usize = 0; i < end; i += 16) {
    let m = v128.load(gradient + i);
    if (mean) {
      m = averaged(mean + i, decay1, m, weight1);
      v128.store(mean + i, m);
    }
    let q = v128.load(curvature + i);
    if (code === 0) q = square4(q);
    else q = f32x4.abs(q);
    const v = averaged(square + i, decay2, q, weight2);
    v128.store(square + i, v);
    let divisor = f32x4.mul(correction, v);
    if (code < 2) divisor = f32x4.sqrt(divisor);
    const u = f32x4.div(f32x4.mul(factor, m), f32x4.add(divisor, least));
    apply(parameter + i, update ? update + i : 0, u, shrink);
  }
}

/** `m ← β₁m + (1−β₁)g`, `u = α clip(m / max(γ h, ε), ±1)`. */
export function clippedStep(
  parameter: usize,
  mean: usize,
  update: usize,
  gradient: usize,
  curvature: usize,
  count: i32,
  beta1: f32,
  rest1: f32,
  gamma: f32,
  epsilon: f32,
  stepSize: f32,
  shrink: f32,
): void {
  const decay = f32x4.splat(beta1);
  const weight = f32x4.splat(rest1);
  const factor = f32x4.splat(gamma);
  const least = f32x4.splat(epsilon);
  const step = f32x4.splat(stepSize);
  const end = usize(count << 2);
  for (let i: usize = 0; i < end; i += 16) {
    const m = averaged(mean + i, decay, v128.load(gradient + i), weight);
    v128.store(mean + i, m);
    const scaled = f32x4.mul(factor, v128.load(curvature + i));
    const ratio = f32x4.div(m, f32x4.max(scaled, least));
    const clipped = f32x4.min(f32x4.max(ratio, f32x4.splat(-1)), f32x4.splat(1));
    const u = f32x4.mul(step, clipped);
    apply(parameter + i, update ? update + i : 0, u, shrink);
  }
}

/** Two of the terms below. */
@inline
function terms(a: v128, c: v128): v128 {
  return f64x2.mul(f64x2.mul(a, a), c);
}

/**
 * `Σ c a²` in float64, in a fixed order.
 *
 * @param code Of c: 0 one, 1 the weight, 2 its root
 */
export function sumOfSquares(code: i32, a: usize, weight: usize, count: i32): f64 {
  let low = f64x2.splat(0);
  let high = low;
  const end = a + usize((count & ~3) << 2);
  for (; a < end; a += 16) {
    let c = f32x4.splat(1);
    if (code) {
      c = v128.load(weight);
      if (code === 2) c = f32x4.sqrt(c);
      weight += 16;
    }
    const v = v128.load(a);
    low = f64x2.add(low, terms(lowHalf(v), lowHalf(c)));
    high = f64x2.add(high, terms(highHalf(v), highHalf(c)));
  }
  const both = f64x2.add(low, high);
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (let i = count & 3; i > 0; i--) {
    let c: f32 = 1;
    if (code) {
      c = load<f32>(weight);
      if (code === 2) c = sqrt<f32>(c);
      weight += 4;
    }
    const v = f64(load<f32>(a));
    sum += v * v * f64(c);
    a += 4;
  }
  return sum;
}
