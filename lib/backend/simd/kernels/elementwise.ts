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
import { highHalf, join, lowHalf } from "./vector";
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
