/**
 * Exponentials and logarithms of two numbers in float64, to about 1e-13: after rounding to float32 as
 * good as exact, with room for the cancellations in derivatives. Arguments stem from float32, hence
 * are normal numbers here, and results beyond its range may be cut off anywhere outside of it.
 */
@inline
export function splat(x: f64): v128 {
  return f64x2.splat(x);
}

/** `where ? a : b`, lane by lane. */
@inline
export function choose(where: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, where);
}

/** `c + x · p`: a step of Horner's rule. */
@inline
function step(p: v128, x: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(p, x), splat(c));
}

/**
 * `exp x`. With `x = n log 2 + r`, |r| ≤ log 2 / 2: `2ⁿ` times the Taylor polynomial of degree 11,
 * which is off by 6e-15. Adding 1.5 · 2⁵² rounds to n and leaves it in the lowest bits. Far out it is 0,
 * so that it makes NaN out of what is infinite as the exact one does.
 */
@inline
export function exp(x: v128): v128 {
  const bounded = f64x2.min(f64x2.max(x, splat(-700)), splat(700));
  const shifted = f64x2.add(f64x2.mul(bounded, splat(1.4426950408889634)), splat(6755399441055744));
  const n = f64x2.sub(shifted, splat(6755399441055744));
  const high = f64x2.sub(bounded, f64x2.mul(n, splat(0.6931471803691238)));
  const r = f64x2.sub(high, f64x2.mul(n, splat(1.9082149292705877e-10)));
  let p = splat(1.0 / 39916800);
  p = step(p, r, 1.0 / 3628800);
  p = step(p, r, 1.0 / 362880);
  p = step(p, r, 1.0 / 40320);
  p = step(p, r, 1.0 / 5040);
  p = step(p, r, 1.0 / 720);
  p = step(p, r, 1.0 / 120);
  p = step(p, r, 1.0 / 24);
  p = step(p, r, 1.0 / 6);
  p = step(p, r, 0.5);
  p = step(p, r, 1);
  p = step(p, r, 1);
  const power = i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52);
  return v128.andnot(f64x2.mul(p, power), f64x2.lt(x, splat(-700)));
}

/** `1 − exp(−x)` for x ≥ 0, exact also where x is tiny. */
@inline
export function oneMinusExp(x: v128): v128 {
  let series = step(splat(1.0 / 24), f64x2.neg(x), 1.0 / 6);
  series = step(series, f64x2.neg(x), 0.5);
  series = step(series, f64x2.neg(x), 1);
  const direct = f64x2.sub(splat(1), exp(f64x2.neg(x)));
  return choose(f64x2.lt(x, splat(1e-3)), f64x2.mul(series, x), direct);
}

/** `2 artanh s` for |s| ≤ 1/3: the series `2 Σ s²ᵏ⁺¹ / (2k + 1)`. */
@inline
function twiceArtanh(s: v128): v128 {
  const square = f64x2.mul(s, s);
  let p = splat(1.0 / 25);
  p = step(p, square, 1.0 / 23);
  p = step(p, square, 1.0 / 21);
  p = step(p, square, 1.0 / 19);
  p = step(p, square, 1.0 / 17);
  p = step(p, square, 1.0 / 15);
  p = step(p, square, 1.0 / 13);
  p = step(p, square, 1.0 / 11);
  p = step(p, square, 1.0 / 9);
  p = step(p, square, 1.0 / 7);
  p = step(p, square, 1.0 / 5);
  p = step(p, square, 1.0 / 3);
  p = step(p, square, 1);
  return f64x2.mul(f64x2.add(s, s), p);
}

/** `log(1 + x)` for x in [0, 1]. */
@inline
export function logOnePlus(x: v128): v128 {
  return twiceArtanh(f64x2.div(x, f64x2.add(x, splat(2))));
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
    f64x2.div(f64x2.sub(m, splat(1)), f64x2.add(m, splat(1))),
  );
  const finite = f64x2.add(f64x2.mul(exponent, splat(0.6931471805599453)), fraction);
  const domain = f64x2.gt(x, splat(0));
  const outside = choose(f64x2.eq(x, splat(0)), splat(-Infinity), splat(NaN));
  const inside = choose(f64x2.eq(x, splat(Infinity)), x, finite);
  return choose(domain, inside, outside);
}

/**
 * `erfc x · exp x²` for x ≥ 0, as a polynomial of degree 19 in `s = 4/(2 + x) − 1`, divided by
 * `2 + x`: the Chebyshev series of `(1 + x/2) erfc(x) exp(x²)`, cut off at 3e-13.
 */
@inline
function scaledErfc(x: v128): v128 {
  const t = f64x2.div(splat(2), f64x2.add(x, splat(2)));
  const s = f64x2.sub(f64x2.add(t, t), splat(1));
  let p = splat(-1.61104674086743023e-8);
  p = step(p, s, -1.12543869925129059e-7);
  p = step(p, s, 3.10586046091018474e-7);
  p = step(p, s, 5.73989293167380499e-7);
  p = step(p, s, -2.15712839934970728e-6);
  p = step(p, s, -4.65946172073150298e-8);
  p = step(p, s, 8.292927721951376e-6);
  p = step(p, s, -0.0000112157740977390683);
  p = step(p, s, -0.0000171793096869203157);
  p = step(p, s, 0.0000723963710046232644);
  p = step(p, s, -0.0000171555009730034502);
  p = step(p, s, -0.000331579601023181482);
  p = step(p, s, 0.000418642729171523794);
  p = step(p, s, 0.00154531257926397092);
  p = step(p, s, -0.00323959201780692858);
  p = step(p, s, -0.0107553314533789328);
  p = step(p, s, 0.0182211157302526694);
  p = step(p, s, 0.139736046293357455);
  p = step(p, s, 0.343580342207213692);
  p = step(p, s, 0.510791352620935207);
  return f64x2.mul(p, t);
}

/** φ(a) √(2π). */
@inline
function bell(a: v128): v128 {
  return exp(f64x2.mul(f64x2.mul(a, a), splat(-0.5)));
}

/** φ(a), the density of the standard normal distribution. */
@inline
export function normalDensity(a: v128): v128 {
  return f64x2.mul(bell(a), splat(0.3989422804014327));
}

/** Φ(a), its distribution function; the lower tail is accurate relative to itself. */
@inline
export function normalDistribution(a: v128): v128 {
  const x = f64x2.mul(f64x2.abs(a), splat(0.7071067811865476));
  const tail = f64x2.mul(f64x2.mul(scaledErfc(x), bell(a)), splat(0.5));
  return choose(f64x2.gt(a, splat(0)), f64x2.sub(splat(1), tail), tail);
}
