import type { Leaf } from "./layer.ts";
import {
  checkPadding,
  checkWhole,
  type Padding,
  type PerDimension,
  perDimension,
  resolvePadding,
} from "./spatial.ts";
import { WindowMap } from "./window_map.ts";

/** Zeros around a signal; see {@linkcode zeroPad}. */
export class ZeroPad extends WindowMap {
  /** How many zeros. */
  readonly padding: Exclude<Padding, string>;

  constructor(padding: Exclude<Padding, string>) {
    if (typeof padding === "string") {
      throw new TypeError(`zeroPad: expected numbers of zeros, found ${JSON.stringify(padding)}`);
    }
    checkPadding("zeroPad", padding);
    super(`zeroPad(${JSON.stringify(padding)})`, (space) => {
      const ones = space.map(() => 1);
      const sliding = { kernel: ones, stride: ones, dilation: ones, padding, groups: 1 };
      const around = resolvePadding(space, sliding);
      const bounds = space.map((length, d) =>
        Array.from({ length }, (_, i): [number, number] => [around[d][0] + i, around[d][0] + i + 1])
      );
      const padded = space.map((length, d) => around[d][0] + length + around[d][1]);
      return { windows: { space: padded, bounds } };
    }, { spread: true });
    this.padding = padding;
  }
}

/**
 * Zeros around a signal in one to three spatial dimensions, `[batch, ...space, channels]`.
 *
 * @param padding As many zeros before as after, or `[before, after]` for each dimension.
 * @throws RangeError for sizes that are not whole numbers of at least 0, TypeError for names and what is no pairs.
 */
export function zeroPad(padding: Exclude<Padding, string>): Leaf {
  return new ZeroPad(padding);
}

/** Each position several times; see {@linkcode upsample}. */
export class Upsample extends WindowMap {
  /** How many times. */
  readonly factor: PerDimension;

  constructor(factor: PerDimension) {
    checkWhole("upsample", "factor", factor, 1);
    super(`upsample(${[factor].flat().join("×")})`, (space) => {
      const factors = perDimension("factor", factor, space.length);
      const bounds = space.map((length, d) =>
        Array.from({ length }, (_, i): [number, number] => [i * factors[d], (i + 1) * factors[d]])
      );
      return { windows: { space: space.map((length, d) => length * factors[d]), bounds } };
    }, { spread: true });
    this.factor = factor;
  }
}

/**
 * Each position `factor` times along each dimension (nearest-neighbour upsampling), in one to three
 * spatial dimensions, `[batch, ...space, channels]`.
 *
 * @throws RangeError for factors that are not whole numbers of at least 1.
 */
export function upsample(factor: PerDimension): Leaf {
  return new Upsample(factor);
}
