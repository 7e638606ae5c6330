const inverseRootPi = 1 / Math.sqrt(Math.PI);

/**
 * The error function `2/√π ∫₀ˣ exp(−t²) dt`, to 1e-15.
 *
 * Below 2.5 by the series `2/√π exp(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!` (Abramowitz & Stegun 7.1.6), whose
 * terms share one sign, so nothing cancels; above by the continued fraction of `erfc` (7.1.14).
 */
export function errorFunction(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude < 2.5)) return Math.sign(x) * (1 - upperTail(magnitude));
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= 2 * x * x / (2 * n + 1);
    sum += term;
  }
  return 2 * inverseRootPi * Math.exp(-x * x) * sum;
}

/** `erfc(x)` for x ≥ 2.5; NaN stays NaN. */
function upperTail(x: number): number {
  if (x > 27) return 0;
  let fraction = 0;
  for (let n = 60; n >= 1; n--) fraction = (n / 2) / (x + fraction);
  return inverseRootPi * Math.exp(-x * x) / (x + fraction);
}

/**
 * `log(x)` for finite x > 0 out of sums, products and quotients alone, which every JavaScript engine
 * rounds alike (`Math.log` differs in its last bit between engines).
 *
 * With `x = m 2ᵉ`, m in [1/√2, √2): `log x = e log 2 + 2 artanh((m − 1)/(m + 1))`.
 */
export function naturalLogarithm(x: number): number {
  let mantissa = x;
  let exponent = 0;
  for (; mantissa >= Math.SQRT2; exponent++) mantissa /= 2;
  for (; mantissa < Math.SQRT1_2; exponent--) mantissa *= 2;
  const s = (mantissa - 1) / (mantissa + 1);
  let power = s;
  let sum = 0;
  for (let k = 1; k <= 23; k += 2, power *= s * s) sum += power / k;
  return exponent * Math.LN2 + 2 * sum;
}

/**
 * `xⁿ` for a whole number n from 0 to 2³² − 1 out of products alone, for `**` is rounded as the engine
 * likes.
 */
export function wholePower(x: number, n: number): number {
  let power = 1;
  for (let square = x, rest = n; rest !== 0; rest >>>= 1, square *= square) {
    if (rest & 1) power *= square;
  }
  return power;
}
