import type { Leaf } from "./layer.ts";
import {
  checkWhole,
  type Padding,
  type PerDimension,
  perDimension,
  resolvePadding,
} from "./spatial.ts";
import { WindowMap } from "./window_map.ts";

/**
 * Zeros around a signal in one to three spatial dimensions, `[batch, ...space, channels]`.
 *
 * @param padding As many zeros before as after, or `[before, after]` for each dimension.
 * @throws RangeError for sizes that are not whole numbers of at least 0.
 */
export function zeroPad(padding: Exclude<Padding, string>): Leaf {
  checkWhole("zeroPad", "padding", padding, 0);
  return new WindowMap(`zeroPad(${JSON.stringify(padding)})`, (space) => {
    const ones = space.map(() => 1);
    const sliding = { kernel: ones, stride: ones, dilation: ones, padding, groups: 1 };
    const around = resolvePadding(space, sliding);
    const bounds = space.map((length, d) =>
      Array.from({ length }, (_, i): [number, number] => [around[d][0] + i, around[d][0] + i + 1])
    );
    const padded = space.map((length, d) => around[d][0] + length + around[d][1]);
    return { windows: { space: padded, bounds } };
  }, { spread: true });
}

/**
 * Each position `factor` times along each dimension (nearest-neighbour upsampling), in one to three
 * spatial dimensions, `[batch, ...space, channels]`.
 *
 * @throws RangeError for factors that are not whole numbers of at least 1.
 */
export function upsample(factor: PerDimension): Leaf {
  checkWhole("upsample", "factor", factor, 1);
  return new WindowMap(`upsample(${[factor].flat().join("×")})`, (space) => {
    const factors = perDimension("factor", factor, space.length);
    const bounds = space.map((length, d) =>
      Array.from({ length }, (_, i): [number, number] => [i * factors[d], (i + 1) * factors[d]])
    );
    return { windows: { space: space.map((length, d) => length * factors[d]), bounds } };
  }, { spread: true });
}
