import type { Backend, Tensor } from "../backend/backend.ts";
import { placesOf, type Windows, windowSpace } from "../backend/geometry.ts";
import { flatten } from "./flatten.ts";
import { type Activation, type Layer, Leaf, type Pass, type Tangent } from "./layer.ts";
import { sequential } from "./sequential.ts";
import {
  checkPadding,
  checkWhole,
  type Padding,
  type PerDimension,
  perDimension,
  poolingWindows,
  type Sliding,
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

/** What a pooling slides over a signal of any number of dimensions. */
export interface Pooling {
  /** Lengths of the windows. */
  readonly kernel: PerDimension;
  /** Steps from one window to the next. */
  readonly stride: PerDimension;
  /** Room around the input. */
  readonly padding: Padding;
}

/** Throws RangeError for sizes that are none. */
function poolingOf(
  kind: string,
  kernel: PerDimension,
  { stride = kernel, padding = 0 }: PoolingOptions,
): Pooling {
  checkWhole(kind, "kernel", kernel, 1);
  checkWhole(kind, "stride", stride, 1);
  checkPadding(kind, padding);
  return { kernel, stride, padding };
}

/** What slides over a signal with these spatial lengths. */
export function slidingOn(
  space: readonly number[],
  { kernel, stride, padding }: Pooling,
): Sliding {
  return {
    kernel: perDimension("kernel", kernel, space.length),
    stride: perDimension("stride", stride, space.length),
    dilation: space.map(() => 1),
    padding,
    groups: 1,
  };
}

const show = (kernel: PerDimension) => [kernel].flat().join("×");

interface Memory {
  readonly windows: Windows;
  readonly places: Tensor;
}

/** `y = max` over windows, J of zeros and a one for each output; see {@linkcode maxPool}. */
export class MaxPool extends Leaf<Memory> {
  readonly name: string;
  /** Its windows. */
  readonly pooling: Pooling;

  constructor(kernel: PerDimension, options: PoolingOptions) {
    super();
    this.name = `maxPool(${show(kernel)})`;
    this.pooling = poolingOf("maxPool", kernel, options);
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

  #windowsOn(space: readonly number[]): Windows {
    return poolingWindows(space, slidingOn(space, this.pooling));
  }
}

/**
 * The maximum of each window, in one to three spatial dimensions: `[batch, ...space, channels]`.
 * Padding never is the maximum; of equal numbers the first counts, as in PyTorch.
 *
 * @param kernel Lengths of the windows.
 * @throws RangeError for sizes that are not whole numbers of at least 1, TypeError for padding that is no pairs.
 */
export function maxPool(kernel: PerDimension, options: PoolingOptions = {}): Leaf {
  return new MaxPool(kernel, options);
}

/** Means over windows; see {@linkcode averagePool}. */
export class AveragePool extends WindowMap {
  /** Its windows. */
  readonly pooling: Pooling;
  /** Whether every window divides by its full size. */
  readonly countPadding: boolean;

  constructor(kernel: PerDimension, options: AveragePoolingOptions) {
    const pooling = poolingOf("averagePool", kernel, options);
    const { countPadding = true } = options;
    super(`averagePool(${show(kernel)})`, (space) => {
      const sliding = slidingOn(space, pooling);
      const windows = poolingWindows(space, sliding);
      return { windows, divisors: countPadding ? placesOf(sliding.kernel) : windowSizes(windows) };
    });
    this.pooling = pooling;
    this.countPadding = countPadding;
  }
}

/**
 * The mean of each window, in one to three spatial dimensions: `[batch, ...space, channels]`. The
 * curvature of a window of k goes back by `1/k²`, the square of its Jacobian.
 *
 * @param kernel Lengths of the windows.
 * @throws RangeError for sizes that are not whole numbers of at least 1, TypeError for padding that is no pairs.
 */
export function averagePool(kernel: PerDimension, options: AveragePoolingOptions = {}): Leaf {
  return new AveragePool(kernel, options);
}

/** The mean over all positions, which stay as dimensions of length 1; see {@linkcode globalAveragePool}. */
export class GlobalAveragePool extends WindowMap {
  constructor() {
    super("globalAveragePool", (space) => ({
      windows: { space, bounds: space.map((length) => [[0, length]]) },
      divisors: placesOf(space),
    }));
  }
}

/**
 * The mean over all positions, one number per channel: `[batch, ...space, channels] → [batch, channels]`.
 */
export function globalAveragePool(): Layer {
  return sequential(new GlobalAveragePool(), flatten());
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
