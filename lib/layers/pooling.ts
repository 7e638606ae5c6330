import type { Backend, Tensor } from "../backend/backend.ts";
import { placesOf, type Windows, windowSpace } from "../backend/geometry.ts";
import { flatten } from "./flatten.ts";
import { type Activation, type Layer, Leaf, type Pass, type Tangent } from "./layer.ts";
import { sequential } from "./sequential.ts";
import {
  checkWhole,
  type Padding,
  type PerDimension,
  perDimension,
  poolingWindows,
  spaceOf,
} from "./spatial.ts";
import { WindowMap, windowSizes } from "./window_map.ts";

/** Options of {@linkcode maxPool}. */
export interface PoolingOptions {
  /** Steps from one window to the next; the window's lengths by default. */
  readonly stride?: PerDimension;
  /** Room around the input; none by default. */
  readonly padding?: Padding;
}

/** Options of {@linkcode averagePool}. */
export interface AveragePoolingOptions extends PoolingOptions {
  /** Whether zeros of the padding count, so that every window divides by its full size; true by default. */
  readonly countPadding?: boolean;
}

/** The windows of a pooling for any spatial lengths; throws RangeError for sizes that are none. */
function pooling(
  kind: string,
  kernel: PerDimension,
  { stride = kernel, padding = 0 }: PoolingOptions,
): (space: readonly number[]) => Windows {
  checkWhole(kind, "kernel", kernel, 1);
  checkWhole(kind, "stride", stride, 1);
  checkWhole(kind, "padding", padding, 0);
  return (space) =>
    poolingWindows(space, {
      kernel: perDimension("kernel", kernel, space.length),
      stride: perDimension("stride", stride, space.length),
      dilation: space.map(() => 1),
      padding,
      groups: 1,
    });
}

const show = (kernel: PerDimension) => [kernel].flat().join("×");

interface Memory {
  readonly windows: Windows;
  readonly places: Tensor;
}

/** `y = max` over windows, J of zeros and a one for each output; see {@linkcode maxPool}. */
export class MaxPool extends Leaf<Memory> {
  readonly name: string;
  readonly #windowsOn: (space: readonly number[]) => Windows;

  constructor(kernel: PerDimension, options: PoolingOptions) {
    super();
    this.name = `maxPool(${show(kernel)})`;
    this.#windowsOn = pooling("maxPool", kernel, options);
  }

  override outputShape(input: readonly number[]): readonly number[] {
    return [...windowSpace(this.#windowsOn(spaceOf(input))), input.at(-1)!];
  }

  override forward({ backend: b }: Pass, x: Tensor): Activation<Memory> {
    const windows = this.#windowsOn(x.shape.slice(1, -1));
    const [output, places] = b.maxWindows(x, windows);
    return { output, memory: { windows, places }, holds: [places] };
  }

  override vjp(b: Backend, { windows, places }: Memory, v: Tensor): Tensor {
    return b.spreadPlaces(v, places, windows);
  }

  override squaredVjp(b: Backend, memory: Memory, h: Tensor): Tensor {
    return this.vjp(b, memory, h);
  }

  override jvp(b: Backend, { windows, places }: Memory, { input }: Tangent): Tensor {
    return b.takePlaces(input, places, windows);
  }
}

/**
 * The maximum of each window, in one to three spatial dimensions: `[batch, ...space, channels]`.
 * Padding never is the maximum; of equal numbers the first counts, as in PyTorch.
 *
 * @param kernel Lengths of the windows.
 * @throws RangeError for sizes that are not whole numbers of at least 1.
 */
export function maxPool(kernel: PerDimension, options: PoolingOptions = {}): Leaf {
  return new MaxPool(kernel, options);
}

/**
 * The mean of each window, in one to three spatial dimensions: `[batch, ...space, channels]`. The
 * curvature of a window of k goes back by `1/k²`, the square of its Jacobian.
 *
 * @param kernel Lengths of the windows.
 * @throws RangeError for sizes that are not whole numbers of at least 1.
 */
export function averagePool(kernel: PerDimension, options: AveragePoolingOptions = {}): Leaf {
  const { countPadding = true } = options;
  const windowsOn = pooling("averagePool", kernel, options);
  return new WindowMap(`averagePool(${show(kernel)})`, (space) => {
    const windows = windowsOn(space);
    const full = placesOf(perDimension("kernel", kernel, space.length));
    return { windows, divisors: countPadding ? full : windowSizes(windows) };
  });
}

/**
 * The mean over all positions, one number per channel: `[batch, ...space, channels] → [batch, channels]`.
 */
export function globalAveragePool(): Layer {
  return sequential(
    new WindowMap("globalAveragePool", (space) => ({
      windows: { space, bounds: space.map((length) => [[0, length]]) },
      divisors: placesOf(space),
    })),
    flatten(),
  );
}

/**
 * Means over as many windows as are asked for, whatever the input's lengths: window i of n reaches from
 * `⌊i length / n⌋` to `⌈(i + 1) length / n⌉`, as in PyTorch.
 *
 * @param size Windows along each dimension.
 * @throws RangeError for sizes that are not whole numbers of at least 1.
 */
export function adaptiveAveragePool(size: PerDimension): Leaf {
  checkWhole("adaptiveAveragePool", "size", size, 1);
  return new WindowMap(`adaptiveAveragePool(${show(size)})`, (space) => {
    const counts = perDimension("size", size, space.length);
    const bounds = space.map((length, d) =>
      Array.from({ length: counts[d] }, (_, i): [number, number] => [
        Math.floor(i * length / counts[d]),
        Math.ceil((i + 1) * length / counts[d]),
      ])
    );
    const windows = { space, bounds };
    return { windows, divisors: windowSizes(windows) };
  });
}
