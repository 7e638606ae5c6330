import type { Backend, Tensor } from "../backend/backend.ts";
import { placesOf, type Windows, windowSpace } from "../backend/geometry.ts";
import { type Activation, Leaf, type Pass, type Tangent } from "./layer.ts";
import { spaceOf } from "./spatial.ts";

/** What a {@linkcode WindowMap} does to a signal of some spatial lengths. */
export interface WindowRule {
  readonly windows: Windows;
  /** What each window's sum is divided by; nothing, or a number for each window in order. */
  readonly divisors?: number | readonly number[];
}

interface Memory {
  readonly windows: Windows;
  /** 1 / divisor: a number, or of each window, `[1, ...windows, channels]`. */
  readonly factor: number | Tensor;
}

/**
 * Linear maps whose matrix consists of windows: sums over windows, divided (average pooling), or
 * their adjoint, which spreads signals over windows (padding, upsampling). Its square is the map of
 * the same windows with squared factors: averages spread `1/k²`.
 */
export class WindowMap extends Leaf<Memory> {
  readonly name: string;
  readonly #rule: (space: readonly number[]) => WindowRule;
  readonly #spread: boolean;

  /** @param options.spread Whether it is the adjoint, which has windows on its output */
  constructor(
    name: string,
    rule: (space: readonly number[]) => WindowRule,
    { spread = false }: { readonly spread?: boolean } = {},
  ) {
    super();
    this.name = name;
    this.#rule = rule;
    this.#spread = spread;
  }

  override outputShape(input: readonly number[]): readonly number[] {
    const { windows } = this.#rule(spaceOf(input));
    return [...(this.#spread ? windows.space : windowSpace(windows)), input.at(-1)!];
  }

  override forward({ backend: b }: Pass, x: Tensor): Activation<Memory> {
    const { windows, divisors = 1 } = this.#rule(x.shape.slice(1, -1));
    const memory = { windows, factor: this.#factor(b, windows, divisors, x.shape.at(-1)!) };
    const { factor } = memory;
    const holds = typeof factor === "number" ? [] : [factor];
    return { output: this.#along(b, memory, x), memory, holds };
  }

  override vjp(b: Backend, memory: Memory, v: Tensor): Tensor {
    return this.#back(b, memory, v, false);
  }

  override squaredVjp(b: Backend, memory: Memory, h: Tensor): Tensor {
    return this.#back(b, memory, h, true);
  }

  override jvp(b: Backend, memory: Memory, { input }: Tangent): Tensor {
    return this.#along(b, memory, input);
  }

  #along(b: Backend, memory: Memory, x: Tensor): Tensor {
    const { windows } = memory;
    if (this.#spread) return b.spreadWindows(x, windows);
    return this.#scaled(b, memory, b.sumWindows(x, windows), false);
  }

  #back(b: Backend, memory: Memory, v: Tensor, square: boolean): Tensor {
    const { windows } = memory;
    if (this.#spread) return b.sumWindows(v, windows);
    return b.spreadWindows(this.#scaled(b, memory, v, square), windows);
  }

  #scaled(b: Backend, { factor }: Memory, v: Tensor, square: boolean): Tensor {
    if (typeof factor !== "number") return b.multiply(v, factor, { squareB: square });
    return factor === 1 ? v : b.scale(v, square ? factor * factor : factor);
  }

  #factor(
    b: Backend,
    windows: Windows,
    divisors: number | readonly number[],
    channels: number,
  ): number | Tensor {
    if (typeof divisors === "number") return 1 / divisors;
    const shape = windowSpace(windows);
    const each = Array.from(
      { length: placesOf(shape) * channels },
      (_, i) => 1 / divisors[Math.floor(i / channels)],
    );
    return b.tensor(each, [1, ...shape, channels]);
  }
}

/** How many places each window covers, in order. */
export function windowSizes({ bounds }: Windows): number[] {
  return bounds.reduce<number[]>(
    (sizes, along) => sizes.flatMap((size) => along.map(([start, end]) => size * (end - start))),
    [1],
  );
}
