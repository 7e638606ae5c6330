/**
 * `value + a ε₁ + b ε₂ + ab ε₁ε₂` with ε₁² = ε₂² = 0: a number that carries its derivative along two
 * directions and the second derivative along both, exactly (Fike & Alonso 2011).
 */
export class HyperDual {
  constructor(
    readonly value: number,
    readonly a = 0,
    readonly b = 0,
    readonly ab = 0,
  ) {}

  plus(other: HyperDual): HyperDual {
    return new HyperDual(
      this.value + other.value,
      this.a + other.a,
      this.b + other.b,
      this.ab + other.ab,
    );
  }

  minus(other: HyperDual): HyperDual {
    return this.plus(other.scaled(-1));
  }

  scaled(factor: number, offset = 0): HyperDual {
    return new HyperDual(
      factor * this.value + offset,
      factor * this.a,
      factor * this.b,
      factor * this.ab,
    );
  }

  times(other: HyperDual): HyperDual {
    return new HyperDual(
      this.value * other.value,
      this.a * other.value + this.value * other.a,
      this.b * other.value + this.value * other.b,
      this.ab * other.value + this.a * other.b + this.b * other.a + this.value * other.ab,
    );
  }

  /** f of it, from f's value and first two derivatives there. */
  map(f: number, first: number, second: number): HyperDual {
    return new HyperDual(
      f,
      first * this.a,
      first * this.b,
      first * this.ab + second * this.a * this.b,
    );
  }

  reciprocal(): HyperDual {
    const y = 1 / this.value;
    return this.map(y, -y * y, 2 * y * y * y);
  }

  exp(): HyperDual {
    const y = Math.exp(this.value);
    return this.map(y, y, y);
  }

  log(): HyperDual {
    const y = 1 / this.value;
    return this.map(Math.log(this.value), y, -y * y);
  }

  sin(): HyperDual {
    const [sine, cosine] = [Math.sin(this.value), Math.cos(this.value)];
    return this.map(sine, cosine, -sine);
  }

  erf(): HyperDual {
    const slope = 2 / Math.sqrt(Math.PI) * Math.exp(-(this.value ** 2));
    return this.map(errorFunction(this.value), slope, -2 * this.value * slope);
  }
}

/** `Σ x`. */
export function sum(numbers: readonly HyperDual[]): HyperDual {
  return numbers.reduce((total, number) => total.plus(number), new HyperDual(0));
}

/** `w · x + offset`. */
export function dot(
  weights: readonly HyperDual[],
  start: number,
  x: readonly HyperDual[],
  offset: HyperDual | undefined,
): HyperDual {
  let [value, a, b, ab] = offset ? [offset.value, offset.a, offset.b, offset.ab] : [0, 0, 0, 0];
  for (let j = 0; j < x.length; j++) {
    const [w, y] = [weights[start + j], x[j]];
    value += w.value * y.value;
    a += w.a * y.value + w.value * y.a;
    b += w.b * y.value + w.value * y.b;
    ab += w.ab * y.value + w.a * y.b + w.b * y.a + w.value * y.ab;
  }
  return new HyperDual(value, a, b, ab);
}

const knownErf = new Map<number, number>();

/** `2/√π ∫₀ˣ exp(−t²) dt` by Simpson's rule, whose error here is below 1e-14. */
export function errorFunction(x: number): number {
  const known = knownErf.get(x);
  if (known !== undefined) return known;
  const end = Math.min(Math.abs(x), 6.5);
  const steps = 2000;
  const h = end / steps;
  let total = 1 + Math.exp(-end * end);
  for (let i = 1; i < steps; i++) total += (i % 2 === 1 ? 4 : 2) * Math.exp(-((i * h) ** 2));
  const y = Math.sign(x) * total * h / 3 * 2 / Math.sqrt(Math.PI);
  knownErf.set(x, y);
  return y;
}
