/**
 * Scalar functions whose formulas lose nothing in float32, on four numbers; see `wide_functions.ts`.
 */
@inline
function splat(x: f32): v128 {
  return f32x4.splat(x);
}

@inline
function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

/** `c + x · p`: a step of Horner's rule. */
@inline
function step(p: v128, x: v128, c: f32): v128 {
  return f32x4.add(f32x4.mul(p, x), splat(c));
}

/** `where ? a : b`, lane by lane. */
@inline
function choose(where: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, where);
}

@inline
function isPositive(a: v128): v128 {
  return f32x4.gt(a, splat(0));
}

/** 0 everywhere, but NaN where `a` is not finite. */
@inline
function zero(a: v128): v128 {
  return mul(a, splat(0));
}

/** `2ⁿ` for n from −126 to 127. */
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/**
 * `factor · exp(−x)` for x ≥ 0, to 1 ulp: `−x = n log 2 + r` with log 2 in two parts (Cody & Waite), the
 * first of so few bits that n times it is exact; Taylor's polynomial of degree 7. `2ⁿ` comes in two
 * parts, the last multiplication being the only one that may leave the normal numbers.
 */
@inline
function expMinus(x: v128, factor: v128): v128 {
  const bounded = f32x4.neg(f32x4.min(x, splat(106)));
  const shifted = f32x4.add(mul(bounded, splat(1.44269504)), splat(12582912));
  const whole = f32x4.sub(shifted, splat(12582912));
  const r = f32x4.sub(
    f32x4.sub(bounded, mul(whole, splat(0.693359375))),
    mul(whole, splat(-2.12194440e-4)),
  );
  let p = splat(1.0 / 5040);
  p = step(p, r, 1.0 / 720);
  p = step(p, r, 1.0 / 120);
  p = step(p, r, 1.0 / 24);
  p = step(p, r, 1.0 / 6);
  p = step(p, r, 0.5);
  p = f32x4.add(f32x4.add(mul(mul(p, r), r), r), splat(1));
  const n = i32x4.sub(shifted, i32x4.splat(0x4B400000));
  const half = i32x4.shr_s(n, 1);
  return mul(mul(mul(p, factor), powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/** Where `tanh a` is the polynomial. */
@inline
function isSmall(a: v128): v128 {
  return f32x4.lt(f32x4.abs(a), splat(0.625));
}

/** `tanh a` for |a| below 0.625: an odd polynomial (Cephes). */
@inline
function smallTanh(a: v128): v128 {
  const square = mul(a, a);
  let p = splat(-5.70498872745e-3);
  p = step(p, square, 2.06390887954e-2);
  p = step(p, square, -5.37397155531e-2);
  p = step(p, square, 1.33314422036e-1);
  p = step(p, square, -3.33332819422e-1);
  return f32x4.add(a, mul(mul(p, square), a));
}

/** `tanh a` out of `e = exp(−2|a|)` and `r = 1 / (1 + e)` beyond that. */
@inline
function tanhOf(a: v128, e: v128, r: v128): v128 {
  const large = f32x4.sub(splat(1), mul(f32x4.add(e, e), r));
  return choose(isSmall(a), smallTanh(a), v128.or(large, v128.and(a, splat(-0.0))));
}

/** A function of a number and of one constant. */
export class Narrow {
  @inline
  value(a: v128, p: v128): v128 {
    return a;
  }

  @inline
  first(a: v128, p: v128): v128 {
    return splat(1);
  }

  @inline
  second(a: v128, p: v128): v128 {
    return splat(0);
  }
}

/** ±1, and what is neither above nor below 0 itself. */
@inline
function sign(a: v128): v128 {
  return choose(isPositive(a), splat(1), choose(f32x4.lt(a, splat(0)), splat(-1), a));
}

/** a. */
export class Identity extends Narrow {
  @inline
  value(a: v128, p: v128): v128 {
    return a;
  }

  @inline
  first(a: v128, p: v128): v128 {
    return splat(1);
  }

  @inline
  second(a: v128, p: v128): v128 {
    return splat(0);
  }
}

/** tanh a; its slope is `1 − tanh² a` where that does not cancel, else `4 e r²`. */
export class Tanh extends Narrow {
  @inline
  value(a: v128, p: v128): v128 {
    const e = expMinus(mul(f32x4.abs(a), splat(2)), splat(1));
    return tanhOf(a, e, f32x4.div(splat(1), f32x4.add(splat(1), e)));
  }

  @inline
  first(a: v128, p: v128): v128 {
    const x = mul(f32x4.abs(a), splat(2));
    const r = f32x4.div(splat(1), f32x4.add(splat(1), expMinus(x, splat(1))));
    const t = smallTanh(a);
    const small = f32x4.sub(splat(1), mul(t, t));
    return choose(isSmall(a), small, expMinus(x, mul(splat(4), mul(r, r))));
  }

  @inline
  second(a: v128, p: v128): v128 {
    const x = mul(f32x4.abs(a), splat(2));
    const e = expMinus(x, splat(1));
    const r = f32x4.div(splat(1), f32x4.add(splat(1), e));
    const t = tanhOf(a, e, r);
    const small = mul(mul(splat(-2), t), f32x4.sub(splat(1), mul(t, t)));
    return choose(isSmall(a), small, expMinus(x, mul(mul(splat(-8), t), mul(r, r))));
  }
}

/** max(a, 0). */
export class Relu extends Narrow {
  @inline
  value(a: v128, p: v128): v128 {
    return choose(f32x4.le(a, splat(0)), splat(0), a);
  }

  @inline
  first(a: v128, p: v128): v128 {
    return choose(isPositive(a), splat(1), choose(f32x4.le(a, splat(0)), splat(0), a));
  }

  @inline
  second(a: v128, p: v128): v128 {
    return zero(a);
  }
}

/** a for a > 0, else `p · a`. */
export class LeakyRelu extends Narrow {
  @inline
  value(a: v128, p: v128): v128 {
    return choose(f32x4.le(a, splat(0)), mul(p, a), a);
  }

  @inline
  first(a: v128, p: v128): v128 {
    return choose(isPositive(a), splat(1), choose(f32x4.le(a, splat(0)), p, a));
  }

  @inline
  second(a: v128, p: v128): v128 {
    return zero(a);
  }
}

/** a². */
export class Square extends Narrow {
  @inline
  value(a: v128, p: v128): v128 {
    return mul(a, a);
  }

  @inline
  first(a: v128, p: v128): v128 {
    return mul(splat(2), a);
  }

  @inline
  second(a: v128, p: v128): v128 {
    return splat(2);
  }
}

/** |a|. */
export class Absolute extends Narrow {
  @inline
  value(a: v128, p: v128): v128 {
    return f32x4.abs(a);
  }

  @inline
  first(a: v128, p: v128): v128 {
    return sign(a);
  }

  @inline
  second(a: v128, p: v128): v128 {
    return zero(a);
  }
}

/** sign a. */
export class Sign extends Narrow {
  @inline
  value(a: v128, p: v128): v128 {
    return sign(a);
  }

  @inline
  first(a: v128, p: v128): v128 {
    return zero(a);
  }

  @inline
  second(a: v128, p: v128): v128 {
    return zero(a);
  }
}
