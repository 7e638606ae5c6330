import { sizeOf } from "../backend/shapes.ts";
import { BatchNorm } from "../layers/batch_norm.ts";
import { ForwardConvolution } from "../layers/convolution.ts";
import { Dropout } from "../layers/dropout.ts";
import type { Layer } from "../layers/layer.ts";
import type { Parameter } from "../layers/parameter.ts";
import { AveragePool, GlobalAveragePool, MaxPool, slidingOn } from "../layers/pooling.ts";
import { Upsample, ZeroPad } from "../layers/resize.ts";
import { perDimension, resolvePadding, type Sliding } from "../layers/spatial.ts";
import type { MakeTarget, SpatialTargets } from "./model.ts";

/** Numbers for a weight of a layer of TensorFlow.js. */
export interface TargetWeight {
  readonly numbers: ArrayLike<number>;
  readonly shape: readonly number[];
}

/** A layer of TensorFlow.js that is still to be made, and its options. */
export interface Plan {
  readonly make: MakeTarget;
  readonly options: object;
  readonly weights?: readonly TargetWeight[];
}

type Read = (parameter: Parameter) => ArrayLike<number>;

/** Zeros before and after, along height and width. */
type Zeros = readonly (readonly [number, number])[];

/** What TensorFlow.js pads by: a name, after zeros of a layer of their own if it has none. */
interface PaddingPlan {
  readonly padding: "same" | "valid";
  readonly zeros?: Zeros;
}

/** Undefined if TensorFlow.js has no such padding: it has a layer of zeros in two dimensions only. */
function paddingOf(space: readonly number[], sliding: Sliding): PaddingPlan | undefined {
  const zeros = resolvePadding(space, sliding);
  if (zeros.flat().every((count) => count === 0)) return { padding: "valid" };
  const same = resolvePadding(space, { ...sliding, padding: "same" });
  if (zeros.join() === same.join()) return { padding: "same" };
  return space.length === 2 ? { padding: "valid", zeros } : undefined;
}

const zeroPadding = (tf: SpatialTargets, zeros: Zeros): Plan => ({
  make: tf.zeroPadding2d,
  options: { padding: zeros },
});

/** A layer that pads, after a layer of zeros if it cannot pad so by itself. */
function padded(tf: SpatialTargets, { padding, zeros }: PaddingPlan, plan: Plan): Plan[] {
  const last = { ...plan, options: { ...plan.options, padding } };
  return zeros ? [zeroPadding(tf, zeros), last] : [last];
}

/**
 * `[...kernel, in / groups, out]` from a weight `[out, in / groups, ...kernel]`: of one group a kernel
 * `[...kernel, in, out]`, of as many groups as channels `[...kernel, 1, in · multiplier]`.
 */
function kernelNumbers(weight: Parameter, read: Read): ArrayLike<number> {
  const [outputs, depth, ...kernel] = weight.shape;
  const entries = sizeOf(kernel);
  const numbers = read(weight);
  return Array.from({ length: numbers.length }, (_, i) => {
    const [entry, rest] = [Math.floor(i / depth / outputs), i % (depth * outputs)];
    const [input, output] = [Math.floor(rest / outputs), rest % outputs];
    return numbers[(output * depth + input) * entries + entry];
  });
}

function convolution(
  layer: ForwardConvolution,
  features: readonly number[],
  tf: SpatialTargets,
  read: Read,
): Plan[] | undefined {
  const [space, channels] = [features.slice(0, -1), features.at(-1)!];
  const { kernel, stride, dilation, groups } = layer.sliding;
  const padding = paddingOf(space, layer.sliding);
  const mixed = [stride, dilation].every((steps) => steps.some((step) => step > 1));
  const depthwise = groups > 1;
  if (!padding || mixed) return undefined;
  // TensorFlow.js takes a dilation of depthwise convolutions, and computes as if there were none.
  const dilated = dilation.some((step) => step > 1);
  if (depthwise && (groups !== channels || space.length !== 2 || dilated)) return undefined;
  const [outputs] = layer.weight.shape;
  const size = depthwise ? { depthMultiplier: outputs / groups } : { filters: outputs };
  const options = {
    ...size,
    kernelSize: kernel,
    strides: stride,
    dilationRate: dilation,
    useBias: layer.bias !== undefined,
  };
  const make = depthwise ? tf.depthwiseConv2d : [tf.conv1d, tf.conv2d, tf.conv3d][space.length - 1];
  const last = depthwise ? [channels, outputs / groups] : [channels, outputs];
  const weights = [
    { numbers: kernelNumbers(layer.weight, read), shape: [...kernel, ...last] },
    ...(layer.bias ? [{ numbers: read(layer.bias), shape: [outputs] }] : []),
  ];
  return padded(tf, padding, { make, options, weights });
}

function pool(
  layer: MaxPool | AveragePool,
  space: readonly number[],
  tf: SpatialTargets,
): Plan[] | undefined {
  const sliding = slidingOn(space, layer.pooling);
  const padding = poolPadding(layer, space, sliding);
  const makers = layer instanceof MaxPool
    ? [tf.maxPooling1d, tf.maxPooling2d, tf.maxPooling3d]
    : [tf.averagePooling1d, tf.averagePooling2d, tf.averagePooling3d];
  const options = { poolSize: sliding.kernel, strides: sliding.stride };
  return padding && padded(tf, padding, { make: makers[space.length - 1], options });
}

/** Zeros of a layer of their own count in averages, but could be a maximum; TensorFlow.js' own do neither. */
function poolPadding(
  layer: MaxPool | AveragePool,
  space: readonly number[],
  sliding: Sliding,
): PaddingPlan | undefined {
  const padding = paddingOf(space, sliding);
  if (!(layer instanceof AveragePool && layer.countPadding)) {
    return padding?.zeros ? undefined : padding;
  }
  if (padding?.padding !== "same") return padding;
  const zeros = resolvePadding(space, sliding);
  return space.length === 2 ? { padding: "valid", zeros } : undefined;
}

/**
 * What one of our layers on signals with channels last is in TensorFlow.js, in a row; undefined if it has
 * no such layer, or not with these options.
 *
 * @param features Of the layer's input, `[...space, channels]`
 */
export function spatialPlans(
  layer: Layer,
  features: readonly number[],
  tf: SpatialTargets,
  read: Read,
): Plan[] | undefined {
  const space = features.slice(0, -1);
  if (layer instanceof ForwardConvolution) return convolution(layer, features, tf, read);
  if (layer instanceof MaxPool || layer instanceof AveragePool) return pool(layer, space, tf);
  if (layer instanceof GlobalAveragePool && space.length < 3) {
    const make = space.length === 1 ? tf.globalAveragePooling1d : tf.globalAveragePooling2d;
    return [{ make, options: {} }];
  }
  if (layer instanceof ZeroPad && space.length === 2) {
    const ones = [1, 1];
    const sliding = {
      kernel: ones,
      stride: ones,
      dilation: ones,
      padding: layer.padding,
      groups: 1,
    };
    return [zeroPadding(tf, resolvePadding(space, sliding))];
  }
  if (layer instanceof Upsample && space.length === 2) {
    return [{ make: tf.upSampling2d, options: { size: perDimension("factor", layer.factor, 2) } }];
  }
  if (layer instanceof Dropout && layer.per === "channel" && space.length === 1) {
    return [{ make: tf.spatialDropout1d, options: { rate: layer.probability } }];
  }
  // TensorFlow.js has none of volumes.
  if (layer instanceof BatchNorm && space.length < 3) {
    const { epsilon, momentum, parameters, buffers } = layer;
    const affine = parameters.length > 0;
    const weights = [...parameters, ...buffers].map((one) => ({
      numbers: read(one),
      shape: one.shape,
    }));
    const options = { epsilon, momentum: 1 - momentum, center: affine, scale: affine };
    return [{ make: tf.batchNormalization, options, weights }];
  }
  return undefined;
}
