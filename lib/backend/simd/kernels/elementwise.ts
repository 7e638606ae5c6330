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

/** Both derivatives at once, whose common parts are computed once. */
function narrowDual<F extends Narrow>(
  a: usize,
  g: usize,
  h: usize,
  outG: usize,
  outH: usize,
  count: i32,
  curved: bool,
  p: f64,
): void {
  const f = changetype<F>(0);
  const constant = f32x4.splat(f32(p));
  const end = usize(count << 2);
  if (curved) {
    for (let i: usize = 0; i < end; i += 16) {
      const v = v128.load(a + i);
      const slope = f.first(v, constant);
      const bend = f.second(v, constant);
      const along = v128.load(g + i);
      v128.store(outG + i, f32x4.mul(along, slope));
      const through = f32x4.mul(f32x4.mul(v128.load(h + i), slope), slope);
      v128.store(outH + i, f32x4.add(through, f32x4.mul(along, bend)));
    }
  } else {
    for (let i: usize = 0; i < end; i += 16) {
      const slope = f.first(v128.load(a + i), constant);
      v128.store(outG + i, f32x4.mul(v128.load(g + i), slope));
      v128.store(outH + i, f32x4.mul(f32x4.mul(v128.load(h + i), slope), slope));
    }
  }
}

function wideDual<F extends Wide>(
  a: usize,
  g: usize,
  h: usize,
  outG: usize,
  outH: usize,
  count: i32,
  curved: bool,
  p: f64,
): void {
  const f = changetype<F>(0);
  const constant = f64x2.splat(p);
  const end = usize(count << 2);
  for (let i: usize = 0; i < end; i += 16) {
    const v = v128.load(a + i);
    const low = lowHalf(v);
    const high = highHalf(v);
    const slope = join(f.first(low, constant), f.first(high, constant));
    const along = v128.load(g + i);
    v128.store(outG + i, f32x4.mul(along, slope));
    let through = f32x4.mul(f32x4.mul(v128.load(h + i), slope), slope);
    if (curved) {
      const bend = join(f.second(low, constant), f.second(high, constant));
      through = f32x4.add(through, f32x4.mul(along, bend));
    }
    v128.store(outH + i, through);
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
 * `outG = σ′(a)∘g` and `outH = σ′(a)²∘h`, plus `σ″(a)∘g` if `curved`; the rest as in
 * {@link elementwise}.
 */
export function elementwiseDual(
  code: i32,
  a: usize,
  g: usize,
  h: usize,
  outG: usize,
  outH: usize,
  count: i32,
  curved: bool,
  p: f64,
): void {
  switch (code) {
    case 0:
      return narrowDual<Identity>(a, g, h, outG, outH, count, curved, p);
    case 1:
      return narrowDual<Tanh>(a, g, h, outG, outH, count, curved, p);
    case 2:
      return narrowDual<Relu>(a, g, h, outG, outH, count, curved, p);
    case 3:
      return narrowDual<LeakyRelu>(a, g, h, outG, outH, count, curved, p);
    case 4:
      return wideDual<Sigmoid>(a, g, h, outG, outH, count, curved, p);
    case 5:
      return wideDual<Elu>(a, g, h, outG, outH, count, curved, p);
    case 6:
      return wideDual<Selu>(a, g, h, outG, outH, count, curved, p);
    case 7:
      return wideDual<Softplus>(a, g, h, outG, outH, count, curved, p);
    case 8:
      return wideDual<LogSigmoid>(a, g, h, outG, outH, count, curved, p);
    case 9:
      return wideDual<Exp>(a, g, h, outG, outH, count, curved, p);
    case 10:
      return wideDual<Gelu>(a, g, h, outG, outH, count, curved, p);
    case 11:
      return wideDual<Silu>(a, g, h, outG, outH, count, curved, p);
    case 12:
      return wideDual<Log>(a, g, h, outG, outH, count, curved, p);
    case 13:
      return narrowDual<Square>(a, g, h, outG, outH, count, curved, p);
    case 14:
      return wideDual<SquareRoot>(a, g, h, outG, outH, count, curved, p);
    case 15:
      return narrowDual<Absolute>(a, g, h, outG, outH, count, curved, p);
    default:
      return narrowDual<Sign>(a, g, h, outG, outH, count, curved, p);
  }
}
