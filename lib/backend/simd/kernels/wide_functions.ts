/**
 * The scalar functions with their first two derivatives, each on two numbers in float64. The formulas
 * cancel nowhere in more than float32 can lose: near zeros and in tails they stay relative.
 */

import {
  choose,
  exp,
  log,
  logOnePlus,
  normalDensity,
  normalDistribution,
  oneMinusExp,
  splat,
} from "./wide";

@inline
function mul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}

@inline
function add(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}

@inline
function isPositive(a: v128): v128 {
  return f64x2.gt(a, splat(0));
}

/** `1 / (1 + exp(−a))`. */
@inline
function logistic(a: v128): v128 {
  const e = exp(f64x2.neg(f64x2.abs(a)));
  const r = f64x2.div(splat(1), add(splat(1), e));
  return choose(isPositive(a), r, mul(e, r));
}

/** Its derivative. */
@inline
function logisticSlope(a: v128): v128 {
  const e = exp(f64x2.neg(f64x2.abs(a)));
  const r = f64x2.div(splat(1), add(splat(1), e));
  return mul(e, mul(r, r));
}

/** `tanh(a/2)`, which is `2 logistic(a) − 1`. */
@inline
function tanhHalf(a: v128): v128 {
  const u = oneMinusExp(f64x2.abs(a));
  const magnitude = f64x2.div(u, f64x2.sub(splat(2), u));
  return choose(f64x2.lt(a, splat(0)), f64x2.neg(magnitude), magnitude);
}

/** `exp a − 1` for a ≤ 0. */
@inline
function expMinusOne(a: v128): v128 {
  return f64x2.neg(oneMinusExp(f64x2.neg(a)));
}

/** A function of a number and of one constant. */
export class Wide {
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

/** Klambauer et al. 2017: the constants that keep zero mean and unit variance fixed. */
const SCALE: f64 = 1.0507009873554804934193349852946;
const ALPHA: f64 = 1.6732632423543772848170429916717;

/** 1 / (1 + exp(−a)). */
export class Sigmoid extends Wide {
  @inline
  value(a: v128, p: v128): v128 {
    return logistic(a);
  }

  @inline
  first(a: v128, p: v128): v128 {
    return logisticSlope(a);
  }

  @inline
  second(a: v128, p: v128): v128 {
    return f64x2.neg(mul(logisticSlope(a), tanhHalf(a)));
  }
}

/** a for a > 0, else `p (exp a − 1)`. */
export class Elu extends Wide {
  @inline
  value(a: v128, p: v128): v128 {
    return choose(isPositive(a), a, mul(p, expMinusOne(f64x2.min(a, splat(0)))));
  }

  @inline
  first(a: v128, p: v128): v128 {
    return choose(isPositive(a), splat(1), mul(p, exp(a)));
  }

  @inline
  second(a: v128, p: v128): v128 {
    return choose(isPositive(a), splat(0), mul(p, exp(a)));
  }
}

/** λ a for a > 0, else `λ α (exp a − 1)`. */
export class Selu extends Wide {
  @inline
  value(a: v128, p: v128): v128 {
    return mul(
      splat(SCALE),
      choose(isPositive(a), a, mul(splat(ALPHA), expMinusOne(f64x2.min(a, splat(0))))),
    );
  }

  @inline
  first(a: v128, p: v128): v128 {
    return mul(splat(SCALE), choose(isPositive(a), splat(1), mul(splat(ALPHA), exp(a))));
  }

  @inline
  second(a: v128, p: v128): v128 {
    return choose(isPositive(a), splat(0), mul(splat(SCALE * ALPHA), exp(a)));
  }
}

/** log(1 + exp a); above 20 the identity. */
export class Softplus extends Wide {
  @inline
  value(a: v128, p: v128): v128 {
    const soft = add(f64x2.max(a, splat(0)), logOnePlus(exp(f64x2.neg(f64x2.abs(a)))));
    return choose(f64x2.gt(a, splat(20)), a, soft);
  }

  @inline
  first(a: v128, p: v128): v128 {
    return choose(f64x2.gt(a, splat(20)), splat(1), logistic(a));
  }

  @inline
  second(a: v128, p: v128): v128 {
    return choose(f64x2.gt(a, splat(20)), splat(0), logisticSlope(a));
  }
}

/** log(1 / (1 + exp(−a))). */
export class LogSigmoid extends Wide {
  @inline
  value(a: v128, p: v128): v128 {
    return f64x2.sub(f64x2.min(a, splat(0)), logOnePlus(exp(f64x2.neg(f64x2.abs(a)))));
  }

  @inline
  first(a: v128, p: v128): v128 {
    return logistic(f64x2.neg(a));
  }

  @inline
  second(a: v128, p: v128): v128 {
    return f64x2.neg(logisticSlope(a));
  }
}

/** exp a. */
export class Exp extends Wide {
  @inline
  value(a: v128, p: v128): v128 {
    return exp(a);
  }

  @inline
  first(a: v128, p: v128): v128 {
    return exp(a);
  }

  @inline
  second(a: v128, p: v128): v128 {
    return exp(a);
  }
}

/** a Φ(a). */
export class Gelu extends Wide {
  @inline
  value(a: v128, p: v128): v128 {
    return mul(a, normalDistribution(a));
  }

  @inline
  first(a: v128, p: v128): v128 {
    return add(normalDistribution(a), mul(a, normalDensity(a)));
  }

  @inline
  second(a: v128, p: v128): v128 {
    return mul(f64x2.sub(splat(2), mul(a, a)), normalDensity(a));
  }
}

/** a / (1 + exp(−a)). */
export class Silu extends Wide {
  @inline
  value(a: v128, p: v128): v128 {
    return mul(a, logistic(a));
  }

  @inline
  first(a: v128, p: v128): v128 {
    return add(logistic(a), mul(a, logisticSlope(a)));
  }

  @inline
  second(a: v128, p: v128): v128 {
    return mul(logisticSlope(a), f64x2.sub(splat(2), mul(a, tanhHalf(a))));
  }
}

/** log a. */
export class Log extends Wide {
  @inline
  value(a: v128, p: v128): v128 {
    return log(a);
  }

  @inline
  first(a: v128, p: v128): v128 {
    return f64x2.div(splat(1), a);
  }

  @inline
  second(a: v128, p: v128): v128 {
    return f64x2.div(splat(-1), mul(a, a));
  }
}

/** √a. */
export class SquareRoot extends Wide {
  @inline
  value(a: v128, p: v128): v128 {
    return f64x2.sqrt(a);
  }

  @inline
  first(a: v128, p: v128): v128 {
    return f64x2.div(splat(0.5), f64x2.sqrt(a));
  }

  @inline
  second(a: v128, p: v128): v128 {
    return f64x2.div(splat(-0.25), mul(a, f64x2.sqrt(a)));
  }
}
