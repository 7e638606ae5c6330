import type { Backend } from "../backend/backend.ts";
import { dropout } from "../layers/dropout.ts";
import { elu, leakyRelu, relu } from "../layers/elementwise.ts";
import { flatten } from "../layers/flatten.ts";
import type { Layer } from "../layers/layer.ts";
import { linear } from "../layers/linear.ts";
import { createNetwork, type Network } from "../layers/network.ts";
import { softmax } from "../layers/softmax.ts";
import { activations } from "./activations.ts";
import { copyOf, given } from "./given.ts";
import type { TensorFlowLayer, TensorFlowModel } from "./model.ts";
import { convertSpatial, spatialKinds } from "./spatial.ts";

/** Options of {@linkcode fromTensorFlow}. */
export interface FromTensorFlowOptions {
  /** Where the network's numbers live; simd by default, `reference` for float64. */
  readonly backend?: Backend;
  /**
   * Leave out a softmax or sigmoid at the end of the model, so that the network gives logits: what
   * `crossEntropy` and `binaryCrossEntropy` take. False by default: outputs are those of the model.
   */
  readonly logits?: boolean;
}

/**
 * A network with the layers and a copy of the weights of a TensorFlow.js model: a `tf.sequential`, or a
 * `tf.model` whose layers stand in a row. Kernels `[…, in, out]` become weights `[out, in, …]`.
 *
 * Layers: Dense, Activation, ReLU, LeakyReLU, ELU, Softmax, Flatten, Dropout; Conv1D, Conv2D, Conv3D,
 * DepthwiseConv2D, MaxPooling, AveragePooling, GlobalAveragePooling, ZeroPadding2D, UpSampling2D,
 * SpatialDropout1D, all with channels last; BatchNormalization; and models of these.
 * Activations: linear, tanh, relu, sigmoid, elu, selu, softplus, gelu, swish, softmax, logSoftmax.
 *
 * A model for classes usually ends in a softmax, and its loss takes probabilities. Here
 * `crossEntropy` takes logits, and knows its curvature exactly: ask for `logits: true`. The softmax
 * that stays otherwise is a layer as any other.
 *
 * @throws TypeError naming the layer by its index, name and class if it is not known here, has options
 * that are not, or does not follow upon the one before it.
 *
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import * as tf from "@tensorflow/tfjs-layers";
 * import { exactDiagonal, meanSquaredError } from "@hesscale/hesscale";
 * import { fromTensorFlow } from "@hesscale/hesscale/tfjs";
 *
 * const model = tf.sequential({
 *   layers: [tf.layers.dense({ inputShape: [2], units: 3, activation: "gelu" })],
 * });
 * const { curvature } = exactDiagonal(fromTensorFlow(model), [[1, 2]], meanSquaredError([[0, 1, 0]]));
 * console.log(curvature.read("0.weight")); // [3, 2], row-major
 * ```
 */
export function fromTensorFlow(
  model: TensorFlowModel,
  { backend, logits = false }: FromTensorFlowOptions = {},
): Network {
  const layers = convertAll(model, "layer", new Map());
  const last = layers.at(-1);
  if (logits && last && ["softmax", "sigmoid"].includes(last.name)) layers.pop();
  return createNetwork(layers, { backend });
}

/** Layers of a model; a layer that stands twice is one layer of ours. */
function convertAll(
  model: TensorFlowModel,
  place: string,
  known: Map<TensorFlowLayer, readonly Layer[]>,
): Layer[] {
  return model.layers.flatMap((layer, i) => {
    const what = `${place} ${i}, ${layer.name} (${layer.getClassName()})`;
    const before = model.layers[i - 1];
    if (before && model.getClassName() !== "Sequential" && !follows(layer, before)) {
      throw new TypeError(`${what}: expected it to follow upon ${before.name} alone`);
    }
    const converted = known.get(layer) ??
      (isModel(layer) ? convertAll(layer, `${what}, layer`, known) : convert(layer, what));
    known.set(layer, converted);
    return converted;
  });
}

function isModel(layer: TensorFlowLayer): layer is TensorFlowLayer & TensorFlowModel {
  return "layers" in layer;
}

function follows(layer: TensorFlowLayer, before: TensorFlowLayer): boolean {
  return layer.inboundNodes.some(({ inboundLayers: [first, ...others] }) =>
    first === before && others.length === 0
  );
}

function convert(layer: TensorFlowLayer, what: string): Layer[] {
  const { alpha, rate, axis, activation, noiseShape, dataFormat, maxValue } = layer.getConfig();
  const expectDefault = (name: string, value: unknown, defaults: readonly unknown[] = []) => {
    if (value === undefined || value === null || defaults.includes(value)) return;
    throw new TypeError(`${what}: expected no ${name}, found ${JSON.stringify(value)}`);
  };
  switch (layer.getClassName()) {
    case "InputLayer":
      return [];
    case "Dense":
      return [dense(layer), ...activate(activation, what)];
    case "Activation":
      return activate(activation, what);
    case "ReLU":
      expectDefault("maxValue", maxValue);
      return [relu()];
    case "LeakyReLU":
      return [leakyRelu(alpha as number)];
    case "ELU":
      return [elu(alpha as number)];
    case "Softmax":
      expectDefault("axis but the last", axis, [-1, 1]);
      return [softmax()];
    case "Flatten":
      expectDefault("dataFormat but channelsLast", dataFormat, ["channelsLast"]);
      return [flatten()];
    case "Dropout":
      expectDefault("noiseShape", noiseShape);
      return [dropout(rate as number)];
    default: {
      const spatial = convertSpatial(layer, expectDefault);
      if (spatial) return [spatial, ...(activation ? activate(activation, what) : [])];
      throw new TypeError(
        `${what}: expected one of Dense, Activation, ReLU, LeakyReLU, ELU, Softmax, Flatten, Dropout, ${
          spatialKinds.join(", ")
        }, found ${layer.getClassName()}`,
      );
    }
  }
}

/** The layer of an activation; none for the identity. */
function activate(name: unknown, what: string): Layer[] {
  if (name === "linear") return [];
  if (typeof name === "string" && Object.hasOwn(activations, name)) return [activations[name]()];
  throw new TypeError(
    `${what}: expected its activation to be one of ${Object.keys(activations).join(", ")}, found ${
      JSON.stringify(name)
    }`,
  );
}

function dense(layer: TensorFlowLayer): Layer {
  const [kernel, bias] = layer.getWeights();
  const [inputs, outputs] = kernel.shape;
  const numbers = kernel.dataSync();
  return linear(inputs, outputs, {
    bias: bias !== undefined,
    weightInitializer: given(
      outputs * inputs,
      (i) => numbers[(i % inputs) * outputs + Math.floor(i / inputs)],
    ),
    biasInitializer: bias && copyOf(bias.dataSync()),
  });
}
