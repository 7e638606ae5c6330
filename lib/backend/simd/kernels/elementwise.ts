/** Scalar functions and their derivatives, over whole arrays. */

import {
  Absolute,
  Identity,
  LeakyRelu,
  Narrow,
  Relu,
  Sign,
  Square,
  Tanh,
} from "./narrow_functions";
import { flushed, highHalf, join, lowHalf } from "./vector";
import {
  Elu,
  Exp,
  Gelu,
  Log,
  LogSigmoid,
  Selu,
  Sigmoid,
  Silu,
  Softplus,
  SquareRoot,
  Wide,
} from "./wide_functions";

function narrow<F extends Narrow>(a: usize, out: usize, count: i32, order: i32, p: f64): void {
  const f = changetype<F>(0);
  const constant = f32x4.splat(f32(p));
  const end = usize(count << 2);
  if (order === 0) {
    for (let i: usize = 0; i < end; i += 16) {
      v128.store(out + i, f.value(v128.load(a + i), constant));
    }
  } else if (order === 1) {
    for (let i: usize = 0; i < end; i += 16) {
      v128.store(out + i, f.first(v128.load(a + i), constant));
    }
  } else {
    for (let i: usize = 0; i < end; i += 16) {
      v128.store(out + i, f.second(v128.load(a + i), constant));
    }
  }
}

function wide<F extends Wide>(a: usize, out: usize, count: i32, order: i32, p: f64): void {
  const f = changetype<F>(0);
  const constant = f64x2.splat(p);
  const end = usize(count << 2);
  if (order === 0) {
    for (let i: usize = 0; i < end; i += 16) {
      const v = v128.load(a + i);
      v128.store(out + i, join(f.value(lowHalf(v), constant), f.value(highHalf(v), constant)));
    }
  } else if (order === 1) {
    for (let i: usize = 0; i < end; i += 16) {
      const v = v128.load(a + i);
      v128.store(out + i, join(f.first(lowHalf(v), constant), f.first(highHalf(v), constant)));
    }
  } else {
    for (let i: usize = 0; i < end; i += 16) {
      const v = v128.load(a + i);
      v128.store(out + i, join(f.second(lowHalf(v), constant), f.second(highHalf(v), constant)));
    }
  }
}

/**
 * The value and the derivatives at once. The compiler computes common parts once if no store stands
 * between them: it might change constants in memory, for all that it knows.
 */
function narrowAll<F extends Narrow>(
  a: usize,
  value: usize,
  first: usize,
  second: usize,
  count: i32,
  p: f64,
): void {
  const f = changetype<F>(0);
  const constant = f32x4.splat(f32(p));
  const end = usize(count << 2);
  if (second) {
    for (let i: usize = 0; i < end; i += 16) {
      const v = v128.load(a + i);
      const y = f.value(v, constant);
      const slope = f.first(v, constant);
      const bend = f.second(v, constant);
      v128.store(value + i, y);
      v128.store(first + i, slope);
      v128.store(second + i, bend);
    }
  } else {
    for (let i: usize = 0; i < end; i += 16) {
      const v = v128.load(a + i);
      const y = f.value(v, constant);
      const slope = f.first(v, constant);
      v128.store(value + i, y);
      v128.store(first + i, slope);
    }
  }
}

function wideAll<F extends Wide>(
  a: usize,
  value: usize,
  first: usize,
  second: usize,
  count: i32,
  p: f64,
): void {
  const f = changetype<F>(0);
  const constant = f64x2.splat(p);
  const end = usize(count << 2);
  if (second) {
    for (let i: usize = 0; i < end; i += 16) {
      const v = v128.load(a + i);
      const low = lowHalf(v);
      const high = highHalf(v);
      const y = join(f.value(low, constant), f.value(high, constant));
      const slope = join(f.first(low, constant), f.first(high, constant));
      const bend = join(f.second(low, constant), f.second(high, constant));
      v128.store(value + i, y);
      v128.store(first + i, slope);
      v128.store(second + i, bend);
    }
  } else {
    for (let i: usize = 0; i < end; i += 16) {
      const v = v128.load(a + i);
      const low = lowHalf(v);
      const high = highHalf(v);
      const y = join(f.value(low, constant), f.value(high, constant));
      const slope = join(f.first(low, constant), f.first(high, constant));
      v128.store(value + i, y);
      v128.store(first + i, slope);
    }
  }
}

/**
 * `out = σ(a)`, `σ′(a)` or `σ″(a)`.
 *
 * @param code Which function, in the order of `functionCode` in `function_codes.ts`
 * @param order 0 the value, 1 the first derivative, 2 the second
 * @param p The function's constant, if it has one
 */
export function elementwise(
  code: i32,
  a: usize,
  out: usize,
  count: i32,
  order: i32,
  p: f64,
): void {
  switch (code) {
    case 0:
      return narrow<Identity>(a, out, count, order, p);
    case 1:
      return narrow<Tanh>(a, out, count, order, p);
    case 2:
      return narrow<Relu>(a, out, count, order, p);
    case 3:
      return narrow<LeakyRelu>(a, out, count, order, p);
    case 4:
      return wide<Sigmoid>(a, out, count, order, p);
    case 5:
      return wide<Elu>(a, out, count, order, p);
    case 6:
      return wide<Selu>(a, out, count, order, p);
    case 7:
      return wide<Softplus>(a, out, count, order, p);
    case 8:
      return wide<LogSigmoid>(a, out, count, order, p);
    case 9:
      return wide<Exp>(a, out, count, order, p);
    case 10:
      return wide<Gelu>(a, out, count, order, p);
    case 11:
      return wide<Silu>(a, out, count, order, p);
    case 12:
      return wide<Log>(a, out, count, order, p);
    case 13:
      return narrow<Square>(a, out, count, order, p);
    case 14:
      return wide<SquareRoot>(a, out, count, order, p);
    case 15:
      return narrow<Absolute>(a, out, count, order, p);
    default:
      return narrow<Sign>(a, out, count, order, p);
  }
}

/**
 * `value = σ(a)`, `first = σ′(a)` and, unless its address is 0, `second = σ″(a)`; the rest as in
 * {@link elementwise}.
 */
export function elementwiseDerivatives(
  code: i32,
  a: usize,
  value: usize,
  first: usize,
  second: usize,
  count: i32,
  p: f64,
): void {
  switch (code) {
    case 0:
      return narrowAll<Identity>(a, value, first, second, count, p);
    case 1:
      return narrowAll<Tanh>(a, value, first, second, count, p);
    case 2:
      return narrowAll<Relu>(a, value, first, second, count, p);
    case 3:
      return narrowAll<LeakyRelu>(a, value, first, second, count, p);
    case 4:
      return wideAll<Sigmoid>(a, value, first, second, count, p);
    case 5:
      return wideAll<Elu>(a, value, first, second, count, p);
    case 6:
      return wideAll<Selu>(a, value, first, second, count, p);
    case 7:
      return wideAll<Softplus>(a, value, first, second, count, p);
    case 8:
      return wideAll<LogSigmoid>(a, value, first, second, count, p);
    case 9:
      return wideAll<Exp>(a, value, first, second, count, p);
    case 10:
      return wideAll<Gelu>(a, value, first, second, count, p);
    case 11:
      return wideAll<Silu>(a, value, first, second, count, p);
    case 12:
      return wideAll<Log>(a, value, first, second, count, p);
    case 13:
      return narrowAll<Square>(a, value, first, second, count, p);
    case 14:
      return wideAll<SquareRoot>(a, value, first, second, count, p);
    case 15:
      return narrowAll<Absolute>(a, value, first, second, count, p);
    default:
      return narrowAll<Sign>(a, value, first, second, count, p);
  }
}

/** `outG = s∘g` and `outH = s∘s∘h`, plus `t∘g` unless the address of t is 0; outH below 2⁻¹⁰⁰ is 0. */
export function elementwiseDual(
  g: usize,
  h: usize,
  s: usize,
  t: usize,
  outG: usize,
  outH: usize,
  count: i32,
): void {
  const end = usize(count << 2);
  for (let i: usize = 0; i < end; i += 16) {
    const slope = v128.load(s + i);
    const along = v128.load(g + i);
    v128.store(outG + i, f32x4.mul(along, slope));
    let through = f32x4.mul(f32x4.mul(v128.load(h + i), slope), slope);
    if (t) through = f32x4.add(through, f32x4.mul(along, v128.load(t + i)));
    v128.store(outH + i, flushed(through));
  }
}
