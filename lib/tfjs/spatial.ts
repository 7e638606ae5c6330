import { batchNorm } from "../layers/batch_norm.ts";
import { conv1d, conv2d, conv3d } from "../layers/convolution.ts";
import { dropout } from "../layers/dropout.ts";
import type { Initializer } from "../layers/initializers.ts";
import type { Layer } from "../layers/layer.ts";
import { averagePool, globalAveragePool, maxPool } from "../layers/pooling.ts";
import { upsample, zeroPad } from "../layers/resize.ts";
import { copyOf, given } from "./given.ts";
import type { TensorFlowArray, TensorFlowLayer } from "./model.ts";

/** Throws the TypeError of the layer unless an option is absent or one of its defaults. */
export type ExpectDefault = (name: string, value: unknown, defaults?: readonly unknown[]) => void;

/** The options of a layer that are read here. */
interface Config {
  readonly kernelSize: readonly number[];
  readonly poolSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
  readonly padding: "same" | "valid";
  readonly dataFormat?: string;
  readonly interpolation?: string;
  readonly depthMultiplier: number;
  readonly size: readonly number[];
  readonly rate: number;
  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
}

type Convert = (config: Config, weights: readonly TensorFlowArray[], check: ExpectDefault) => Layer;

const convolutions = [conv1d, conv2d, conv3d];

/** `[out, in, ...kernel]` from a kernel `[...kernel, in, out]`. */
function channelsBefore(kernel: TensorFlowArray): Initializer {
  const numbers = kernel.dataSync();
  const [inputs, outputs] = kernel.shape.slice(-2);
  const entries = numbers.length / inputs / outputs;
  return given(numbers.length, (i) => {
    const [entry, input] = [i % entries, Math.floor(i / entries) % inputs];
    const output = Math.floor(i / entries / inputs);
    return numbers[(entry * inputs + input) * outputs + output];
  });
}

const convolution: Convert = (config, [kernel, bias]) => {
  const [inputs, outputs] = kernel.shape.slice(-2);
  const make = convolutions[config.kernelSize.length - 1];
  return make(inputs, outputs, config.kernelSize, {
    stride: config.strides,
    padding: config.padding,
    dilation: config.dilationRate,
    bias: bias !== undefined,
    weightInitializer: channelsBefore(kernel),
    biasInitializer: bias && copyOf(bias.dataSync()),
  });
};

/** A kernel `[height, width, in, multiplier]` is one of as many groups as there are channels. */
const depthwise: Convert = (config, [kernel, bias], check) => {
  // TensorFlow.js takes it, and computes as if there were none.
  const dilated = config.dilationRate.some((step) => step !== 1);
  check("dilationRate but 1", dilated ? config.dilationRate : undefined);
  const [inputs, multiplier] = kernel.shape.slice(-2);
  const numbers = kernel.dataSync();
  const entries = numbers.length / inputs / multiplier;
  return conv2d(inputs, inputs * multiplier, config.kernelSize, {
    groups: inputs,
    stride: config.strides,
    padding: config.padding,
    bias: bias !== undefined,
    weightInitializer: given(
      numbers.length,
      (i) => numbers[(i % entries) * inputs * multiplier + Math.floor(i / entries)],
    ),
    biasInitializer: bias && copyOf(bias.dataSync()),
  });
};

const maximum: Convert = ({ poolSize, strides, padding }) =>
  maxPool(poolSize, { stride: strides, padding });

const average: Convert = ({ poolSize, strides, padding }) =>
  averagePool(poolSize, { stride: strides, padding, countPadding: false });

const batchNormalisation: Convert = (config, weights, check) => {
  const { axis, epsilon, momentum, center, scale } = config;
  check("axis but the last", axis, [-1]);
  if (center !== scale) check("center without scale, or scale without center", { center, scale });
  const numbers = weights.map((one) => copyOf(one.dataSync()));
  const [weightInitializer, biasInitializer] = scale ? numbers : [];
  const [meanInitializer, varianceInitializer] = numbers.slice(-2);
  return batchNorm(weights[0].shape[0], {
    epsilon,
    momentum: 1 - momentum,
    affine: scale,
    weightInitializer,
    biasInitializer,
    meanInitializer,
    varianceInitializer,
  });
};

const converters: Readonly<Record<string, Convert>> = {
  Conv1D: convolution,
  Conv2D: convolution,
  Conv3D: convolution,
  DepthwiseConv2D: depthwise,
  MaxPooling1D: maximum,
  MaxPooling2D: maximum,
  MaxPooling3D: maximum,
  AveragePooling1D: average,
  AveragePooling2D: average,
  AveragePooling3D: average,
  GlobalAveragePooling1D: globalAveragePool,
  GlobalAveragePooling2D: globalAveragePool,
  ZeroPadding2D: ({ padding }) => zeroPad(padding as never),
  UpSampling2D: ({ size, interpolation }, _, check) => {
    check("interpolation but nearest", interpolation, ["nearest"]);
    return upsample(size);
  },
  SpatialDropout1D: ({ rate }) => dropout(rate, { per: "channel" }),
  BatchNormalization: batchNormalisation,
};

/** The classes of layers that {@linkcode convertSpatial} knows. */
export const spatialKinds: readonly string[] = Object.keys(converters);

/**
 * The layer of a `tf.layers.Layer` on signals with channels last; undefined if its class is not known.
 *
 * @throws TypeError if it has options that are not known here.
 */
export function convertSpatial(layer: TensorFlowLayer, check: ExpectDefault): Layer | undefined {
  const kind = layer.getClassName();
  if (!Object.hasOwn(converters, kind)) return undefined;
  const config = layer.getConfig() as unknown as Config;
  check("dataFormat but channelsLast", config.dataFormat, ["channelsLast"]);
  if (typeof config.padding === "string") {
    check("padding but same and valid", config.padding, ["same", "valid"]);
  }
  return converters[kind](config, layer.getWeights(), check);
}
