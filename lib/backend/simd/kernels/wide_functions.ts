/**
 * The scalar functions with their first two derivatives, each on two numbers in float64. The formulas
 * cancel nowhere in more than float32 can lose: near zeros and in tails they stay relative.
 */

import {
  choose,
  exp,
  get,
  HALF,
  log,
  logOnePlus,
  MINUS_ONE,
  normalDensity,
  normalDistribution,
  ONE,
  oneMinusExp,
  TWO,
  zeros,
} from "./wide";

const MINUS_QUARTER = memory.data<f64>([-0.25]);
const TWENTY = memory.data<f64>([20]);

/** λ, α and λα of Klambauer et al. 2017, which keep zero mean and unit variance fixed. */
const SELU = memory.data<f64>([
  1.0507009873554804934193349852946,
  1.6732632423543772848170429916717,
  1.7580993408473768599402175208123,
]);

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
  return f64x2.gt(a, zeros());
}

/** `1 / (1 + exp(−a))`. */
@inline
function logistic(a: v128): v128 {
  const e = exp(f64x2.neg(f64x2.abs(a)));
  const r = f64x2.div(get(ONE), add(get(ONE), e));
  return choose(isPositive(a), r, mul(e, r));
}

/** Its derivative. */
@inline
function logisticSlope(a: v128): v128 {
  const e = exp(f64x2.neg(f64x2.abs(a)));
  const r = f64x2.div(get(ONE), add(get(ONE), e));
  return mul(e, mul(r, r));
}

/** `tanh(a/2)`, which is `2 logistic(a) − 1`. */
@inline
function tanhHalf(a: v128): v128 {
  const u = oneMinusExp(f64x2.abs(a));
  const magnitude = f64x2.div(u, f64x2.sub(get(TWO), u));
  return choose(f64x2.lt(a, zeros()), f64x2.neg(magnitude), magnitude);
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
    return get(ONE);
  }

  @inline
  second(a: v128, p: v128): v128 {
    return zeros();
  }
}

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
    return choose(isPositive(a), a, mul(p, expMinusOne(f64x2.pmin(a, zeros()))));
  }

  @inline
  first(a: v128, p: v128): v128 {
    return choose(isPositive(a), get(ONE), mul(p, exp(a)));
  }

  @inline
  second(a: v128, p: v128): v128 {
    return choose(isPositive(a), zeros(), mul(p, exp(a)));
  }
}

/** λ a for a > 0, else `λ α (exp a − 1)`. */
export class Selu extends Wide {
  @inline
  value(a: v128, p: v128): v128 {
    return mul(
      get(SELU),
      choose(isPositive(a), a, mul(get(SELU, 1), expMinusOne(f64x2.pmin(a, zeros())))),
    );
  }

  @inline
  first(a: v128, p: v128): v128 {
    return mul(get(SELU), choose(isPositive(a), get(ONE), mul(get(SELU, 1), exp(a))));
  }

  @inline
  second(a: v128, p: v128): v128 {
    return choose(isPositive(a), zeros(), mul(get(SELU, 2), exp(a)));
  }
}

/** log(1 + exp a); above 20 the identity. */
export class Softplus extends Wide {
  @inline
  value(a: v128, p: v128): v128 {
    const soft = add(f64x2.pmax(a, zeros()), logOnePlus(exp(f64x2.neg(f64x2.abs(a)))));
    return choose(f64x2.gt(a, get(TWENTY)), a, soft);
  }

  @inline
  first(a: v128, p: v128): v128 {
    return choose(f64x2.gt(a, get(TWENTY)), get(ONE), logistic(a));
  }

  @inline
  second(a: v128, p: v128): v128 {
    return choose(f64x2.gt(a, get(TWENTY)), zeros(), logisticSlope(a));
  }
}

/** log(1 / (1 + exp(−a))). */
export class LogSigmoid extends Wide {
  @inline
  value(a: v128, p: v128): v128 {
    return f64x2.sub(f64x2.pmin(a, zeros()), logOnePlus(exp(f64x2.neg(f64x2.abs(a)))));
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
    return mul(f64x2.sub(get(TWO), mul(a, a)), normalDensity(a));
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
    return mul(logisticSlope(a), f64x2.sub(get(TWO), mul(a, tanhHalf(a))));
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
    return f64x2.div(get(ONE), a);
  }

  @inline
  second(a: v128, p: v128): v128 {
    return f64x2.div(get(MINUS_ONE), mul(a, a));
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
    return f64x2.div(get(HALF), f64x2.sqrt(a));
  }

  @inline
  second(a: v128, p: v128): v128 {
    return f64x2.div(get(MINUS_QUARTER), mul(a, f64x2.sqrt(a)));
  }
}
