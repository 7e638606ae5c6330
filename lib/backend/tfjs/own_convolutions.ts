/**
 * TensorFlow.js' own convolution, which is faster than products of stored patches, for what it has: one
 * or two dimensions, no groups, strides or dilations but not both. Its gradients are made of it, too,
 * for not every backend has kernels for them.
 */

import type * as Core from "@tensorflow/tfjs-core";
import { type ConvolutionGeometry, outputSpace } from "../geometry.ts";
import type { TensorFlow } from "./storage.ts";

type Pair = readonly [number, number];

/** A geometry in two dimensions, of which the first may be of length 1. */
interface Plane {
  readonly space: Pair;
  readonly output: Pair;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: readonly [Pair, Pair];
}

/** The geometry as that of a plane; undefined for what TensorFlow.js does not have. */
function planeOf(geometry: ConvolutionGeometry): Plane | undefined {
  const { space, kernel, stride, dilation, padding, groups } = geometry;
  const plain = (steps: readonly number[]) => steps.every((step) => step === 1);
  if (groups > 1 || space.length > 2 || !(plain(stride) || plain(dilation))) return undefined;
  const two = (lengths: readonly number[]): Pair =>
    lengths.length === 1 ? [1, lengths[0]] : [lengths[0], lengths[1]];
  return {
    space: two(space),
    output: two(outputSpace(geometry)),
    kernel: two(kernel),
    stride: two(stride),
    dilation: two(dilation),
    padding: padding.length === 1 ? [[0, 0], padding[0]] : [padding[0], padding[1]],
  };
}

/** `[rows, height, width, channels]` with zeros around it. */
function framed(tf: TensorFlow, image: Core.Tensor, around: readonly [Pair, Pair]): Core.Tensor4D {
  const pairs = around.map(([before, after]): [number, number] => [before, after]);
  const isPadded = pairs.some(([before, after]) => before + after > 0);
  return (isPadded ? tf.pad(image, [[0, 0], ...pairs, [0, 0]]) : image) as Core.Tensor4D;
}

function convolve(
  tf: TensorFlow,
  image: Core.Tensor4D,
  filter: Core.Tensor,
  stride: Pair,
  dilation: Pair,
): Core.Tensor {
  const [strides, dilations]: [number, number][] = [[...stride], [...dilation]];
  return tf.conv2d(image, filter as Core.Tensor4D, strides, "valid", "NHWC", dilations);
}

/** `w ∗ x` for `w [out, in, ...kernel]`. */
export function ownConvolution(
  tf: TensorFlow,
  x: Core.Tensor,
  w: Core.Tensor,
  geometry: ConvolutionGeometry,
): Core.Tensor | undefined {
  const plane = planeOf(geometry);
  if (!plane) return undefined;
  const [outputs, inputs] = w.shape;
  const image = tf.reshape(x, [x.shape[0], ...plane.space, inputs]);
  const filter = tf.transpose(tf.reshape(w, [outputs, inputs, ...plane.kernel]), [2, 3, 1, 0]);
  return convolve(tf, framed(tf, image, plane.padding), filter, plane.stride, plane.dilation);
}

/** Its adjoint in x, without strides: the convolution of v, padded, with the kernel turned around. */
export function ownAdjoint(
  tf: TensorFlow,
  v: Core.Tensor,
  w: Core.Tensor,
  geometry: ConvolutionGeometry,
): Core.Tensor | undefined {
  const plane = planeOf(geometry);
  if (!plane || plane.stride.some((step) => step > 1)) return undefined;
  const { kernel, dilation, padding, output } = plane;
  const around = padding.map((pair, d): Pair => {
    const reach = dilation[d] * (kernel[d] - 1);
    return [reach - pair[0], reach - pair[1]];
  }) as [Pair, Pair];
  if (around.flat().some((zeros) => zeros < 0)) return undefined;
  const [outputs, inputs] = w.shape;
  const image = tf.reshape(v, [v.shape[0], ...output, outputs]);
  const turned = tf.reverse(tf.reshape(w, [outputs, inputs, ...kernel]), [2, 3]);
  const filter = tf.transpose(turned, [2, 3, 0, 1]);
  return convolve(tf, framed(tf, image, around), filter, [1, 1], dilation);
}

/** Its adjoint in w: the convolution of x with v over the batch, steps and dilations trading places. */
export function ownWeights(
  tf: TensorFlow,
  v: Core.Tensor,
  x: Core.Tensor,
  geometry: ConvolutionGeometry,
): Core.Tensor | undefined {
  const plane = planeOf(geometry);
  if (!plane) return undefined;
  const { kernel, stride, dilation, padding, space, output } = plane;
  const [rows, inputs, outputs] = [x.shape[0], x.shape.at(-1)!, v.shape.at(-1)!];
  const image = framed(tf, tf.reshape(x, [rows, ...space, inputs]), padding);
  const filter = tf.transpose(tf.reshape(v, [rows, ...output, outputs]), [1, 2, 0, 3]);
  const sums = convolve(
    tf,
    tf.transpose(image, [3, 1, 2, 0]) as Core.Tensor4D,
    filter,
    dilation,
    stride,
  );
  // Places at the end that no output reaches give more than the kernel.
  const own = tf.slice(sums, [0, 0, 0, 0], [inputs, ...kernel, outputs]);
  return tf.transpose(own, [3, 0, 1, 2]);
}
