/**
 * Scalar functions whose formulas lose nothing in float32, on four numbers; see `wide_functions.ts`.
 */
/**
 * Constants stand in memory: to load one takes one instruction, to make one three that compete with
 * arithmetic.
 */
const ONE = memory.data<f32>([1]);
const MINUS_ONE = memory.data<f32>([-1]);
const TWO = memory.data<f32>([2]);
const MINUS_TWO = memory.data<f32>([-2]);
const FAR = memory.data<f32>([108]);
const SMALL = memory.data<f32>([0.625]);
const SIGN = memory.data<f32>([-0.0]);

/** −log₂ e; 1.5 · 2²³ + 127 + 32; −log 2 in two parts; 2⁻³². */
const REDUCTION = memory.data<f32>([
  -1.44269504,
  12583071,
  -0.693359375,
  2.12194440e-4,
  2.3283064365386963e-10,
]);

/** Taylor's coefficients of the exponential, from that of x⁷ down to that of x². */
const EXP = memory.data<f32>([
  1.0 / 5040,
  1.0 / 720,
  1.0 / 120,
  1.0 / 24,
  1.0 / 6,
  0.5,
]);

/** Of tanh a − a by powers of a², from that of a¹¹ down to that of a³ (Cephes). */
const TANH = memory.data<f32>([
  -5.70498872745e-3,
  2.06390887954e-2,
  -5.37397155531e-2,
  1.33314422036e-1,
  -3.33332819422e-1,
]);

/** A constant, four times. */
@inline
function get(table: usize, index: usize = 0): v128 {
  return v128.load_splat<f32>(table + (index << 2));
}

@inline
function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

/** `c + x · p`: a step of Horner's rule with a coefficient of a table. */
@inline
function step(p: v128, x: v128, table: usize, index: usize): v128 {
  return f32x4.add(f32x4.mul(p, x), get(table, index));
}

/** `where ? a : b`, lane by lane. */
@inline
function choose(where: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, where);
}

@inline
function zeros(): v128 {
  return f32x4.splat(0);
}

@inline
function isPositive(a: v128): v128 {
  return f32x4.gt(a, zeros());
}

/** 0 everywhere, but NaN where `a` is. */
@inline
function zero(a: v128): v128 {
  return v128.and(a, f32x4.ne(a, a));
}

/**
 * `2³² exp(−x)` for x ≥ 0, to 1 ulp: `−x = n log 2 + r` with log 2 in two parts (Cody & Waite), the
 * first of so few bits that n times it is exact; Taylor's polynomial of degree 7. Adding 1.5 · 2²³
 * rounds to n and leaves it in the lowest bits, with the bias of exponents. The factor 2³² keeps
 * results normal until a last multiplication.
 */
@inline
function scaledExp(x: v128): v128 {
  const bounded = f32x4.pmin(x, get(FAR));
  const shifted = f32x4.add(mul(bounded, get(REDUCTION)), get(REDUCTION, 1));
  const n = f32x4.sub(shifted, get(REDUCTION, 1));
  const r = f32x4.add(
    f32x4.sub(mul(n, get(REDUCTION, 2)), bounded),
    mul(n, get(REDUCTION, 3)),
  );
  let p = get(EXP);
  p = step(p, r, EXP, 1);
  p = step(p, r, EXP, 2);
  p = step(p, r, EXP, 3);
  p = step(p, r, EXP, 4);
  p = step(p, r, EXP, 5);
  p = f32x4.add(f32x4.add(mul(mul(p, r), r), r), get(ONE));
  return mul(p, i32x4.shl(shifted, 23));
}

/** What `scaledExp` has too much. */
@inline
function unscaled(x: v128): v128 {
  return mul(x, get(REDUCTION, 4));
}

/** |a|. */
@inline
function magnitude(a: v128): v128 {
  return v128.andnot(a, get(SIGN));
}

/** Where `tanh a` is the polynomial. */
@inline
function isSmall(a: v128): v128 {
  return f32x4.lt(magnitude(a), get(SMALL));
}

/** `tanh a` for |a| below 0.625: an odd polynomial. */
@inline
function smallTanh(a: v128): v128 {
  const square = mul(a, a);
  let p = get(TANH);
  p = step(p, square, TANH, 1);
  p = step(p, square, TANH, 2);
  p = step(p, square, TANH, 3);
  p = step(p, square, TANH, 4);
  return f32x4.add(a, mul(mul(p, square), a));
}

/** `1 − |tanh a|` beyond that: `2 e / (1 + e)` with `e = exp(−2|a|)`, which does not cancel. */
@inline
function gap(a: v128): v128 {
  const e = unscaled(scaledExp(mul(magnitude(a), get(TWO))));
  return f32x4.div(f32x4.add(e, e), f32x4.add(get(ONE), e));
}

@inline
function tanhOf(a: v128, gap: v128): v128 {
  const large = v128.or(f32x4.sub(get(ONE), gap), v128.and(a, get(SIGN)));
  return choose(isSmall(a), smallTanh(a), large);
}

/** `1 − tanh² a = q (2 − q)` with `q = 1 − |tanh a|`. */
@inline
function tanhSlope(a: v128, gap: v128): v128 {
  const q = choose(isSmall(a), f32x4.sub(get(ONE), magnitude(smallTanh(a))), gap);
  return mul(q, f32x4.sub(get(TWO), q));
}

/** A function of a number and of one constant. */
export class Narrow {
  @inline
  value(a: v128, p: v128): v128 {
    return a;
  }

  @inline
  first(a: v128, p: v128): v128 {
    return get(ONE);
  }

  @inline
  second(a: v128, p: v128): v128 {
    return zeros();
  }
}

/** ±1, and what is neither above nor below 0 itself. */
@inline
function sign(a: v128): v128 {
  return choose(isPositive(a), get(ONE), choose(f32x4.lt(a, zeros()), get(MINUS_ONE), a));
}

/** a. */
export class Identity extends Narrow {
  @inline
  value(a: v128, p: v128): v128 {
    return a;
  }

  @inline
  first(a: v128, p: v128): v128 {
    return get(ONE);
  }

  @inline
  second(a: v128, p: v128): v128 {
    return zeros();
  }
}

/** tanh a. */
export class Tanh extends Narrow {
  @inline
  value(a: v128, p: v128): v128 {
    return tanhOf(a, gap(a));
  }

  @inline
  first(a: v128, p: v128): v128 {
    return tanhSlope(a, gap(a));
  }

  @inline
  second(a: v128, p: v128): v128 {
    const q = gap(a);
    return mul(mul(get(MINUS_TWO), tanhOf(a, q)), tanhSlope(a, q));
  }
}

/** max(a, 0). */
export class Relu extends Narrow {
  @inline
  value(a: v128, p: v128): v128 {
    return choose(f32x4.le(a, zeros()), zeros(), a);
  }

  @inline
  first(a: v128, p: v128): v128 {
    return choose(isPositive(a), get(ONE), choose(f32x4.le(a, zeros()), zeros(), a));
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
    return choose(f32x4.le(a, zeros()), mul(p, a), a);
  }

  @inline
  first(a: v128, p: v128): v128 {
    return choose(isPositive(a), get(ONE), choose(f32x4.le(a, zeros()), p, a));
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
    return mul(get(TWO), a);
  }

  @inline
  second(a: v128, p: v128): v128 {
    return get(TWO);
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
