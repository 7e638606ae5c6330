import type { Backend, Tensor } from "../backend/backend.ts";

/**
 * Sets of numbers that are normalised together, in signals `[rows · places, channels]`: groups of
 * the channels of a sample, all of its places, or a channel in all places of all samples.
 */
export interface Sets {
  /** How many numbers are in a set. */
  readonly size: number;
  /** The mean over each set. */
  mean(b: Backend, a: Tensor): Tensor;
  /** `a ∘ s`, `a + s` or `a − s`, for a number s of each set. */
  combine(b: Backend, operation: "multiply" | "add" | "subtract", a: Tensor, s: Tensor): Tensor;
}

/** A channel in all places of all samples. */
export class ChannelSets implements Sets {
  readonly size: number;

  /** @param rows Samples · places */
  constructor(rows: number) {
    this.size = rows;
  }

  mean(b: Backend, a: Tensor): Tensor {
    return b.scale(b.sumRows(a, this.size), 1 / this.size);
  }

  combine(b: Backend, operation: "multiply" | "add" | "subtract", a: Tensor, s: Tensor): Tensor {
    return b[operation](a, s);
  }
}

/** Each of several groups of a sample's channels, in all of its places. */
export class GroupSets implements Sets {
  readonly size: number;
  readonly #groups: number;
  readonly #places: number;
  readonly #depth: number;

  constructor(groups: number, places: number, channels: number) {
    this.#groups = groups;
    this.#places = places;
    this.#depth = channels / groups;
    this.size = places * this.#depth;
  }

  mean(b: Backend, a: Tensor): Tensor {
    const places = a.shape[0];
    const sums = b.sumFeatures(b.reshape(a, [places * this.#groups, this.#depth]));
    const each = b.sumRows(b.reshape(sums, [places, this.#groups]), this.#places);
    return b.scale(each, 1 / this.size);
  }

  combine(b: Backend, operation: "multiply" | "add" | "subtract", a: Tensor, s: Tensor): Tensor {
    const [places, channels] = a.shape;
    const everywhere = b.repeatRows(s, places / s.shape[0]);
    const deep = b.reshape(a, [places * this.#groups, this.#depth]);
    const spread = b.reshape(everywhere, [places * this.#groups, 1]);
    return b.reshape(b[operation](deep, spread), [places, channels]);
  }
}

/** Numbers y normalised in sets of n: `y = (x − μ)/s`, `s = √(σ² + ε)`, and 1/s of each set. */
export interface Normalised {
  readonly sets: Sets;
  readonly y: Tensor;
  readonly inverse: Tensor;
}

/*
 * With t̄ for the mean over a set, s' along t is the mean of y t, so that
 *   J t = (t − t̄ − y·mean(y t)) / s,   J_ij = (δ_ij − (1 + y_i y_j)/n) / s, symmetric.
 */

/** `J v = Jᵀ v`. */
export function crossSets(b: Backend, { sets, y, inverse }: Normalised, v: Tensor): Tensor {
  const centred = sets.combine(b, "subtract", v, sets.mean(b, v));
  const along = sets.combine(b, "multiply", y, sets.mean(b, b.multiply(v, y)));
  return sets.combine(b, "multiply", b.subtract(centred, along), inverse);
}

/**
 * `(J∘J)ᵀ h`: with `n² s² J_ij² = δ_ij (n² − 2n (1 + y_j²)) + (1 + y_i y_j)²`, at linear cost
 * `[h_j (1 − 2(1 + y_j²)/n) + (h̄ + 2 y_j mean(h y) + y_j² mean(h y²))/n] / s²`.
 */
export function crossSquaredSets(b: Backend, normalised: Normalised, h: Tensor): Tensor {
  const { sets, y, inverse } = normalised;
  const n = sets.size;
  const square = b.multiply(y, y);
  const own = b.multiply(h, b.scale(square, -2 / n, 1 - 2 / n));
  const linear = sets.combine(b, "multiply", y, b.scale(sets.mean(b, b.multiply(h, y)), 2));
  const quadratic = sets.combine(b, "multiply", square, sets.mean(b, b.multiply(h, square)));
  const others = sets.combine(b, "add", b.add(linear, quadratic), sets.mean(b, h));
  const sum = b.add(own, b.scale(others, 1 / n));
  return sets.combine(b, "multiply", sum, b.multiply(inverse, inverse));
}

/** `diag Σ_k g_k ∇²y_k = −[J_jj mean(y g) + 2 y_j (J g)_j / n] / s`. */
export function curvatureOfSets(b: Backend, normalised: Normalised, g: Tensor): Tensor {
  const { sets, y, inverse } = normalised;
  const n = sets.size;
  const jacobian = sets.combine(
    b,
    "multiply",
    b.scale(b.multiply(y, y), -1 / n, 1 - 1 / n),
    inverse,
  );
  const first = sets.combine(b, "multiply", jacobian, sets.mean(b, b.multiply(g, y)));
  const second = b.scale(b.multiply(crossSets(b, normalised, g), y), 2 / n);
  return sets.combine(b, "multiply", b.scale(b.add(first, second), -1), inverse);
}

/** The derivative of `J g` along t: `−[ẏ mean(y g) + y mean(ẏ g) + mean(y t) J g] / s`, ẏ = J t. */
export function turnSets(b: Backend, normalised: Normalised, g: Tensor, t: Tensor): Tensor {
  const { sets, y, inverse } = normalised;
  const turned = crossSets(b, normalised, t);
  const first = sets.combine(b, "multiply", turned, sets.mean(b, b.multiply(g, y)));
  const second = sets.combine(b, "multiply", y, sets.mean(b, b.multiply(turned, g)));
  const third = sets.combine(
    b,
    "multiply",
    crossSets(b, normalised, g),
    sets.mean(b, b.multiply(t, y)),
  );
  const sum = b.add(b.add(first, second), third);
  return sets.combine(b, "multiply", b.scale(sum, -1), inverse);
}
