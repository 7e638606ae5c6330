/** Arithmetic on arrays, with the second operand spread over the first. */

class Binary {
  @inline
  of(a: v128, b: v128): v128 {
    return a;
  }
}

class Add extends Binary {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.add(a, b);
  }
}

class Subtract extends Binary {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.sub(a, b);
  }
}

class Multiply extends Binary {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.mul(a, b);
  }
}

class MultiplySquare extends Binary {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.mul(f32x4.mul(a, b), b);
  }
}

class Divide extends Binary {
  @inline
  of(a: v128, b: v128): v128 {
    return f32x4.div(a, b);
  }
}

class LessOrEqual extends Binary {
  @inline
  of(a: v128, b: v128): v128 {
    return v128.and(f32x4.le(a, b), f32x4.splat(1));
  }
}

function each<F extends Binary>(a: usize, b: usize, out: usize, count: i32): void {
  const f = changetype<F>(0);
  const end = usize(count << 2);
  for (let i: usize = 0; i < end; i += 16) {
    v128.store(out + i, f.of(v128.load(a + i), v128.load(b + i)));
  }
}

/** Rows in ascending order, so that what is written past the end of one is overwritten by the next. */
function spread<F extends Binary>(
  a: usize,
  b: usize,
  out: usize,
  rows: i32,
  features: i32,
  repeat: i32,
  width: i32,
): void {
  const f = changetype<F>(0);
  const length = usize(features << 2);
  const step = usize(width << 2);
  let left = repeat;
  for (let row = 0; row < rows; row++) {
    if (width === 1) {
      const other = v128.load_splat<f32>(b);
      for (let i: usize = 0; i < length; i += 16) {
        v128.store(out + i, f.of(v128.load(a + i), other));
      }
    } else {
      for (let i: usize = 0; i < length; i += 16) {
        v128.store(out + i, f.of(v128.load(a + i), v128.load(b + i)));
      }
    }
    a += length;
    out += length;
    if (--left === 0) {
      left = repeat;
      b += step;
    }
  }
}

function combine<F extends Binary>(
  a: usize,
  b: usize,
  out: usize,
  rows: i32,
  features: i32,
  repeat: i32,
  width: i32,
): void {
  if (repeat === 1 && width === features) each<F>(a, b, out, rows * features);
  else spread<F>(a, b, out, rows, features, repeat, width);
}

/**
 * `out [rows, features]` of `a` and of `b [rows / repeat, width]`, width being features or 1.
 *
 * @param code 0 a + b, 1 a − b, 2 a b, 3 a b², 4 a / b, 5 a ≤ b
 */
export function binary(
  code: i32,
  a: usize,
  b: usize,
  out: usize,
  rows: i32,
  features: i32,
  repeat: i32,
  width: i32,
): void {
  switch (code) {
    case 0:
      return combine<Add>(a, b, out, rows, features, repeat, width);
    case 1:
      return combine<Subtract>(a, b, out, rows, features, repeat, width);
    case 2:
      return combine<Multiply>(a, b, out, rows, features, repeat, width);
    case 3:
      return combine<MultiplySquare>(a, b, out, rows, features, repeat, width);
    case 4:
      return combine<Divide>(a, b, out, rows, features, repeat, width);
    default:
      return combine<LessOrEqual>(a, b, out, rows, features, repeat, width);
  }
}

/** `out = factor · a + offset`. */
export function scale(a: usize, out: usize, count: i32, factor: f32, offset: f32): void {
  const by = f32x4.splat(factor);
  const plus = f32x4.splat(offset);
  const end = usize(count << 2);
  for (let i: usize = 0; i < end; i += 16) {
    v128.store(out + i, f32x4.add(f32x4.mul(by, v128.load(a + i)), plus));
  }
}

/** `out = min(max(a, low), high)`; NaN stays. */
export function clip(a: usize, out: usize, count: i32, low: f32, high: f32): void {
  const least = f32x4.splat(low);
  const most = f32x4.splat(high);
  const end = usize(count << 2);
  for (let i: usize = 0; i < end; i += 16) {
    v128.store(out + i, f32x4.min(f32x4.max(v128.load(a + i), least), most));
  }
}
