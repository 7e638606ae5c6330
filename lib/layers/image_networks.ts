import { sizeOf } from "../backend/shapes.ts";
import { conv2d, type ConvolutionOptions } from "./convolution.ts";
import { dropout } from "./dropout.ts";
import { relu } from "./elementwise.ts";
import { flatten } from "./flatten.ts";
import { constant, truncatedNormal, xavierNormal, xavierUniform } from "./initializers.ts";
import type { Layer } from "./layer.ts";
import { linear } from "./linear.ts";
import { globalAveragePool, maxPool } from "./pooling.ts";
import { sequential } from "./sequential.ts";

/** Options of the networks for images, with the published sizes by default. */
export interface ImageNetworkOptions {
  /** Height, width and channels of an image. */
  readonly image?: readonly [height: number, width: number, channels: number];
  /** Channels of each convolution. */
  readonly channels?: readonly number[];
  /** Sizes of the dense layers before the last. */
  readonly dense?: readonly number[];
}

/** `count` numbers or, by default, the published ones. */
function sizes(
  what: string,
  given: readonly number[] | undefined,
  published: readonly number[],
): readonly number[] {
  if (given === undefined || given.length === published.length) return given ?? published;
  throw new RangeError(`${what}: expected ${published.length} sizes, found [${given.join(", ")}]`);
}

/** How many numbers come out of layers for an image. */
function sizeAfter(layers: readonly Layer[], image: readonly number[]): number {
  return sizeOf(sequential(...layers).outputShape(image));
}

/**
 * The layers of 3C3D (DeepOBS, Schneider et al. 2019), for CIFAR images `[32, 32, 3]`: three
 * convolutions, each with a maximum over 3 × 3 places in steps of 2, and three dense layers, 895,210
 * parameters for ten classes. Weights begin as DeepOBS has them: convolutions normal, dense layers
 * uniform after Glorot & Bengio, biases zero.
 *
 * @throws RangeError for another number of sizes than there are layers, TypeError for images that are too small.
 *
 * @example
 * ```ts
 * import { createNetwork, network3c3d, tanh } from "@hesscale/hesscale";
 *
 * const network = createNetwork(network3c3d(10, tanh), { seed: 1 });
 * console.log(network.parameters.map(({ name, parameter }) => `${name} [${parameter.shape}]`));
 * ```
 */
export function network3c3d(
  classes: number,
  activation: () => Layer,
  options: ImageNetworkOptions = {},
): Layer[] {
  const { image = [32, 32, 3] } = options;
  const [first, second, third] = sizes("network3c3d: channels", options.channels, [64, 96, 128]);
  const widths = [...sizes("network3c3d: dense", options.dense, [512, 256]), classes];
  const start = { weightInitializer: xavierNormal(), biasInitializer: constant(0) };
  const block = (
    inputs: number,
    outputs: number,
    kernel: number,
    more: ConvolutionOptions = {},
  ) => [
    conv2d(inputs, outputs, kernel, { ...start, ...more }),
    activation(),
    maxPool(3, { stride: 2, padding: "same" }),
  ];
  const convolutions = [
    ...block(image[2], first, 5),
    ...block(first, second, 3),
    ...block(second, third, 3, { padding: "same" }),
  ];
  const begin = { weightInitializer: xavierUniform(), biasInitializer: constant(0) };
  const inputs = [sizeAfter(convolutions, image), ...widths];
  const dense = widths.flatMap((outputs, i) => [
    ...(i > 0 ? [activation()] : []),
    linear(inputs[i], outputs, begin),
  ]);
  return [...convolutions, flatten(), ...dense];
}

/**
 * The layers of 2C2D (DeepOBS), for images `[28, 28, 1]`: two convolutions, each with a maximum over
 * 2 × 2 places, and two dense layers. Weights begin truncated normal with standard deviation 0.05, biases 0.05.
 *
 * @throws RangeError for another number of sizes than there are layers, TypeError for images that are too small.
 */
export function network2c2d(
  classes: number,
  activation: () => Layer = relu,
  options: ImageNetworkOptions = {},
): Layer[] {
  const { image = [28, 28, 1] } = options;
  const [first, second] = sizes("network2c2d: channels", options.channels, [32, 64]);
  const [width] = sizes("network2c2d: dense", options.dense, [1024]);
  const start = { weightInitializer: truncatedNormal(0.05), biasInitializer: constant(0.05) };
  const block = (inputs: number, outputs: number) => [
    conv2d(inputs, outputs, 5, { ...start, padding: "same" }),
    activation(),
    maxPool(2, { padding: "same" }),
  ];
  const convolutions = [...block(image[2], first), ...block(first, second)];
  return [
    ...convolutions,
    flatten(),
    linear(sizeAfter(convolutions, image), width, start),
    activation(),
    linear(width, classes, start),
  ];
}

/**
 * The layers of All-CNN-C (Springenberg et al. 2015) as DeepOBS has it, for images `[32, 32, 3]`: nine
 * convolutions, two of them in steps of 2 in place of pooling, dropout between them, and the mean of
 * each class over all places. Weights begin normal after Glorot & Bengio, biases 0.1.
 *
 * @throws RangeError for another number of channels than three, TypeError for images that are too small.
 */
export function allCnnC(
  classes: number,
  activation: () => Layer = relu,
  options: Pick<ImageNetworkOptions, "image" | "channels"> = {},
): Layer[] {
  const { image = [32, 32, 3] } = options;
  const [first, second, third] = sizes("allCnnC: channels", options.channels, [96, 192, 192]);
  const start = { weightInitializer: xavierNormal(), biasInitializer: constant(0.1) };
  const convolution = (
    inputs: number,
    outputs: number,
    kernel: number,
    more: ConvolutionOptions = { padding: "same" },
  ) => [conv2d(inputs, outputs, kernel, { ...start, ...more }), activation()];
  const halving = { stride: 2, padding: "same" } as const;
  const layers = [
    dropout(0.2),
    ...convolution(image[2], first, 3),
    ...convolution(first, first, 3),
    ...convolution(first, first, 3, halving),
    dropout(0.5),
    ...convolution(first, second, 3),
    ...convolution(second, second, 3),
    ...convolution(second, second, 3, halving),
    dropout(0.5),
    ...convolution(second, third, 3, { padding: "valid" }),
    ...convolution(third, third, 1),
    ...convolution(third, classes, 1),
    globalAveragePool(),
  ];
  sequential(...layers).outputShape(image);
  return layers;
}
