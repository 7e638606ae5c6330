/**
 * Exponentials and logarithms of two numbers in float64, to about 1e-13: after rounding to float32 as
 * good as exact, with room for the cancellations in derivatives. Arguments stem from float32, hence
 * are normal numbers here, and results beyond its range may be cut off anywhere outside of it.
 */
/**
 * Constants stand in memory: to load one takes one instruction, to make one three that compete with
 * arithmetic.
 */
export const ONE = memory.data<f64>([1]);
export const TWO = memory.data<f64>([2]);
export const MINUS_ONE = memory.data<f64>([-1]);
export const HALF = memory.data<f64>([0.5]);
export const MINUS_HALF = memory.data<f64>([-0.5]);
const TINY = memory.data<f64>([1e-3]);
const LOG_2 = memory.data<f64>([0.6931471805599453]);
const ROOT_HALF = memory.data<f64>([0.7071067811865476]);
const ROOT_2_PI = memory.data<f64>([0.3989422804014327]);

/** ±700; log₂ e; 1.5 · 2⁵² + 1023; log 2 in two parts. */
const REDUCTION = memory.data<f64>([
  -700.0,
  700.0,
  1.4426950408889634,
  6755399441056767.0,
  0.6931471803691238,
  1.9082149292705877e-10,
]);

/** Taylor's coefficients of the exponential, from the highest down. */
const EXP = memory.data<f64>([
  1.0 / 39916800,
  1.0 / 3628800,
  1.0 / 362880,
  1.0 / 40320,
  1.0 / 5040,
  1.0 / 720,
  1.0 / 120,
  1.0 / 24,
  1.0 / 6,
  0.5,
  1.0,
  1.0,
]);

/** 1/25, 1/23, … 1: of `artanh(s) / s` by powers of s². */
const ARTANH = memory.data<f64>([
  1.0 / 25,
  1.0 / 23,
  1.0 / 21,
  1.0 / 19,
  1.0 / 17,
  1.0 / 15,
  1.0 / 13,
  1.0 / 11,
  1.0 / 9,
  1.0 / 7,
  1.0 / 5,
  1.0 / 3,
  1.0,
]);

/** Of `scaledErfc`, from the highest power down. */
const ERFC = memory.data<f64>([
  -1.61104674086743023e-8,
  -1.12543869925129059e-7,
  3.10586046091018474e-7,
  5.73989293167380499e-7,
  -2.15712839934970728e-6,
  -4.65946172073150298e-8,
  8.292927721951376e-6,
  -0.0000112157740977390683,
  -0.0000171793096869203157,
  0.0000723963710046232644,
  -0.0000171555009730034502,
  -0.000331579601023181482,
  0.000418642729171523794,
  0.00154531257926397092,
  -0.00323959201780692858,
  -0.0107553314533789328,
  0.0182211157302526694,
  0.139736046293357455,
  0.343580342207213692,
  0.510791352620935207,
]);

/** A constant, twice. */
@inline
export function get(table: usize, index: usize = 0): v128 {
  return v128.load_splat<f64>(table + (index << 3));
}

@inline
export function zeros(): v128 {
  return f64x2.splat(0);
}

/** `where ? a : b`, lane by lane. */
@inline
export function choose(where: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, where);
}

/** `c + x · p`: a step of Horner's rule with a coefficient of a table. */
@inline
function step(p: v128, x: v128, table: usize, index: usize): v128 {
  return f64x2.add(f64x2.mul(p, x), get(table, index));
}

/**
 * `exp x`. With `x = n log 2 + r`, |r| ≤ log 2 / 2: `2ⁿ` times the Taylor polynomial of degree 11,
 * which is off by 6e-15. Adding 1.5 · 2⁵² rounds to n and leaves it in the lowest bits, with the bias of exponents. Far out it is 0,
 * so that it makes NaN out of what is infinite as the exact one does.
 */
@inline
export function exp(x: v128): v128 {
  const bounded = f64x2.pmin(f64x2.pmax(x, get(REDUCTION)), get(REDUCTION, 1));
  const shifted = f64x2.add(f64x2.mul(bounded, get(REDUCTION, 2)), get(REDUCTION, 3));
  const n = f64x2.sub(shifted, get(REDUCTION, 3));
  const high = f64x2.sub(bounded, f64x2.mul(n, get(REDUCTION, 4)));
  const r = f64x2.sub(high, f64x2.mul(n, get(REDUCTION, 5)));
  let p = get(EXP);
  p = step(p, r, EXP, 1);
  p = step(p, r, EXP, 2);
  p = step(p, r, EXP, 3);
  p = step(p, r, EXP, 4);
  p = step(p, r, EXP, 5);
  p = step(p, r, EXP, 6);
  p = step(p, r, EXP, 7);
  p = step(p, r, EXP, 8);
  p = step(p, r, EXP, 9);
  p = step(p, r, EXP, 10);
  p = step(p, r, EXP, 11);
  const power = i64x2.shl(shifted, 52);
  return v128.andnot(f64x2.mul(p, power), f64x2.lt(x, get(REDUCTION)));
}

/** `1 − exp(−x)` for x ≥ 0, exact also where x is tiny. */
@inline
export function oneMinusExp(x: v128): v128 {
  const minus = f64x2.neg(x);
  let series = step(get(EXP, 7), minus, EXP, 8);
  series = step(series, minus, EXP, 9);
  series = step(series, minus, EXP, 10);
  const direct = f64x2.sub(get(ONE), exp(minus));
  return choose(f64x2.lt(x, get(TINY)), f64x2.mul(series, x), direct);
}

/** `2 artanh s` for |s| ≤ 1/3: the series `2 Σ s²ᵏ⁺¹ / (2k + 1)`. */
@inline
function twiceArtanh(s: v128): v128 {
  const square = f64x2.mul(s, s);
  let p = get(ARTANH);
  p = step(p, square, ARTANH, 1);
  p = step(p, square, ARTANH, 2);
  p = step(p, square, ARTANH, 3);
  p = step(p, square, ARTANH, 4);
  p = step(p, square, ARTANH, 5);
  p = step(p, square, ARTANH, 6);
  p = step(p, square, ARTANH, 7);
  p = step(p, square, ARTANH, 8);
  p = step(p, square, ARTANH, 9);
  p = step(p, square, ARTANH, 10);
  p = step(p, square, ARTANH, 11);
  p = step(p, square, ARTANH, 12);
  return f64x2.mul(f64x2.add(s, s), p);
}

/** `log(1 + x)` for x in [0, 1]. */
@inline
export function logOnePlus(x: v128): v128 {
  return twiceArtanh(f64x2.div(x, f64x2.add(x, get(TWO))));
}

/** `log x`: `x = m 2ᵉ`, m in [1/√2, √2), `log x = e log 2 + 2 artanh((m − 1)/(m + 1))`. */
@inline
export function log(x: v128): v128 {
  // Adding the distance from 1/√2 to 1 in representation carries into the exponent where m ≥ √2.
  const offset = i64x2.sub(x, i64x2.splat(0x3FE6A09E667F3BCD));
  const e = i64x2.shr_s(offset, 52);
  const m = i64x2.sub(x, i64x2.shl(e, 52));
  const exponent = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(e, e, 0, 2, 0, 2));
  const fraction = twiceArtanh(
    f64x2.div(f64x2.sub(m, get(ONE)), f64x2.add(m, get(ONE))),
  );
  const finite = f64x2.add(f64x2.mul(exponent, get(LOG_2)), fraction);
  const domain = f64x2.gt(x, zeros());
  const outside = choose(f64x2.eq(x, zeros()), f64x2.splat(-Infinity), f64x2.splat(NaN));
  const inside = choose(f64x2.eq(x, f64x2.splat(Infinity)), x, finite);
  return choose(domain, inside, outside);
}

/**
 * `erfc x · exp x²` for x ≥ 0, as a polynomial of degree 19 in `s = 4/(2 + x) − 1`, divided by
 * `2 + x`: the Chebyshev series of `(1 + x/2) erfc(x) exp(x²)`, cut off at 3e-13.
 */
@inline
function scaledErfc(x: v128): v128 {
  const t = f64x2.div(get(TWO), f64x2.add(x, get(TWO)));
  const s = f64x2.sub(f64x2.add(t, t), get(ONE));
  let p = get(ERFC);
  p = step(p, s, ERFC, 1);
  p = step(p, s, ERFC, 2);
  p = step(p, s, ERFC, 3);
  p = step(p, s, ERFC, 4);
  p = step(p, s, ERFC, 5);
  p = step(p, s, ERFC, 6);
  p = step(p, s, ERFC, 7);
  p = step(p, s, ERFC, 8);
  p = step(p, s, ERFC, 9);
  p = step(p, s, ERFC, 10);
  p = step(p, s, ERFC, 11);
  p = step(p, s, ERFC, 12);
  p = step(p, s, ERFC, 13);
  p = step(p, s, ERFC, 14);
  p = step(p, s, ERFC, 15);
  p = step(p, s, ERFC, 16);
  p = step(p, s, ERFC, 17);
  p = step(p, s, ERFC, 18);
  p = step(p, s, ERFC, 19);
  return f64x2.mul(p, t);
}

/** φ(a) √(2π). */
@inline
function bell(a: v128): v128 {
  return exp(f64x2.mul(f64x2.mul(a, a), get(MINUS_HALF)));
}

/** φ(a), the density of the standard normal distribution. */
@inline
export function normalDensity(a: v128): v128 {
  return f64x2.mul(bell(a), get(ROOT_2_PI));
}

/** Φ(a), its distribution function; the lower tail is accurate relative to itself. */
@inline
export function normalDistribution(a: v128): v128 {
  const x = f64x2.mul(f64x2.abs(a), get(ROOT_HALF));
  const tail = f64x2.mul(f64x2.mul(scaledErfc(x), bell(a)), get(HALF));
  return choose(f64x2.gt(a, zeros()), f64x2.sub(get(ONE), tail), tail);
}
