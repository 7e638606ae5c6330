import { type ConvolutionGeometry, outputSpace } from "../backend/geometry.ts";
import { Convolution, type ConvolutionOptions } from "./convolution.ts";
import type { Leaf } from "./layer.ts";
import { checkWhole, type PerDimension, perDimension, resolvePadding } from "./spatial.ts";

/** Options of {@linkcode convTranspose2d} and its kind; padding is that of the convolution it is the adjoint of. */
export interface TransposedConvolutionOptions extends ConvolutionOptions {
  /**
   * How much longer the output is than the least length that convolves to the input; 0 by default.
   * Padding `"same"` makes it `length · stride`, and goes without this.
   */
  readonly outputPadding?: PerDimension;
}

class TransposedConvolution extends Convolution {
  protected readonly transposed = true;
  readonly #outputPadding: readonly number[];

  constructor(
    dimensions: number,
    inputs: number,
    outputs: number,
    kernel: PerDimension,
    options: TransposedConvolutionOptions = {},
  ) {
    const kind = `convTranspose${dimensions}d`;
    super(kind, dimensions, [inputs, outputs], [inputs, outputs], kernel, options);
    const { outputPadding = 0 } = options;
    checkWhole(kind, "outputPadding", outputPadding, 0);
    this.#outputPadding = perDimension("outputPadding", outputPadding, dimensions, kind);
    if (this.sliding.padding === "same" && this.#outputPadding.some((more) => more > 0)) {
      throw new RangeError(
        `${kind}: expected no outputPadding beside padding "same", which settles the output's ` +
          `lengths, found ${[outputPadding].flat().join(", ")}`,
      );
    }
    for (const [d, stride] of this.sliding.stride.entries()) {
      if (this.#outputPadding[d] < stride) continue;
      throw new RangeError(
        `${kind}: expected outputPadding below stride (=${stride}), found ${
          this.#outputPadding[d]
        }`,
      );
    }
  }

  /** The least length that convolves to the input's and what is added; `length · stride` for "same". */
  protected override geometry(input: readonly number[]): ConvolutionGeometry {
    const { kernel, stride, dilation, padding, groups } = this.sliding;
    const same = input.map((length, d) => length * stride[d]);
    const around = resolvePadding(padding === "same" ? same : input, this.sliding);
    const space = padding === "same"
      ? same
      : input.map((length, d) =>
        (length - 1) * stride[d] + dilation[d] * (kernel[d] - 1) + 1 + this.#outputPadding[d] -
        around[d][0] - around[d][1]
      );
    const geometry = { space, kernel, stride, dilation, padding: around, groups };
    if (space.some((length) => length < 1) || outputSpace(geometry).join() !== input.join()) {
      throw new TypeError(
        `expected an input whose output is not empty, found [${input.join(", ")}] → [${
          space.join(", ")
        }]`,
      );
    }
    return geometry;
  }
}

/** A transposed convolution in one dimension; see {@linkcode convTranspose2d}. */
export function convTranspose1d(
  inputs: number,
  outputs: number,
  kernel: PerDimension,
  options: TransposedConvolutionOptions = {},
): Leaf {
  return new TransposedConvolution(1, inputs, outputs, kernel, options);
}

/**
 * The adjoint of a convolution in two dimensions, channels last, with parameters
 * `weight [inputs, outputs / groups, ...kernel]` and `bias [outputs]` as in PyTorch:
 * `[batch, height, width, inputs] → [batch, stride (height − 1) + …, …, outputs]`.
 *
 * @throws RangeError for sizes that are not whole numbers of at least 1, channels that groups do not
 * divide, or an output padding that is not below the stride or stands beside padding "same".
 */
export function convTranspose2d(
  inputs: number,
  outputs: number,
  kernel: PerDimension,
  options: TransposedConvolutionOptions = {},
): Leaf {
  return new TransposedConvolution(2, inputs, outputs, kernel, options);
}

/** A transposed convolution in three dimensions; see {@linkcode convTranspose2d}. */
export function convTranspose3d(
  inputs: number,
  outputs: number,
  kernel: PerDimension,
  options: TransposedConvolutionOptions = {},
): Leaf {
  return new TransposedConvolution(3, inputs, outputs, kernel, options);
}
