import { Dropout } from "../layers/dropout.ts";
import { Elementwise } from "../layers/elementwise.ts";
import { Flatten } from "../layers/flatten.ts";
import type { Layer } from "../layers/layer.ts";
import { Linear } from "../layers/linear.ts";
import type { Network } from "../layers/network.ts";
import type { Parameter } from "../layers/parameter.ts";
import { GlobalAveragePool } from "../layers/pooling.ts";
import { Sequential } from "../layers/sequential.ts";
import { LogSoftmax, Softmax } from "../layers/softmax.ts";
import { activationNames } from "./activations.ts";
import type { MakeTarget, TensorFlowModule, TensorFlowSequential } from "./model.ts";
import { type Plan, spatialPlans } from "./to_spatial.ts";

/** Options of {@linkcode toTensorFlow}. */
export interface ToTensorFlowOptions {
  /** Features of the input, without the batch; by default those of a linear layer that comes first. */
  readonly inputShape?: readonly number[];
}

/**
 * A `tf.sequential` with the layers and a copy of the parameters and running statistics of a network.
 * Weights `[out, in, …]` become kernels `[…, in, out]`, in float32.
 *
 * Convolutions with groups are there if each channel of an image is one; padding that has no name there
 * becomes a layer of zeros before a convolution or an average, in images.
 *
 * @param tf `@tensorflow/tfjs`, or its core and layers together, with a backend loaded
 * @throws TypeError naming the layer by its place if TensorFlow.js does not have it (residual blocks, functions and
 * layers of one's own, `exp`, `logSigmoid`, ELU but with α = 1, layer and group normalisation, transposed convolutions), or
 * not with its options, if a parameter stands in two places, or if the shape of the input does not follow from the first
 * layers.
 *
 * @example
 * ```ts
 * import * as core from "@tensorflow/tfjs-core";
 * import * as layers from "@tensorflow/tfjs-layers";
 * import "@tensorflow/tfjs-backend-cpu";
 * import { createNetwork, linear, tanh } from "@hesscale/hesscale";
 * import { toTensorFlow } from "@hesscale/hesscale/tfjs";
 *
 * const network = createNetwork([linear(4, 16), tanh(), linear(16, 3)], { seed: 1 });
 * const model = toTensorFlow(network, { ...core, ...layers });
 * model.summary();
 * ```
 */
export function toTensorFlow<Model extends TensorFlowSequential>(
  network: Network,
  tf: TensorFlowModule<Model>,
  { inputShape }: ToTensorFlowOptions = {},
): Model {
  if (network.sharedParameters.length > 0) {
    throw new TypeError(
      `Expected every parameter to stand in one place, found ${
        network.sharedParameters.join(", ")
      } in several`,
    );
  }
  const layers = flattened(network.layer, "");
  const read = ({ value }: Parameter) => network.backend.read(value);
  const plans: Plan[] = [];
  let features = [...inputShape ?? inputOf(layers)];
  const first = { inputShape: features };
  for (const [i, { layer, place }] of layers.entries()) {
    // There, global average pooling flattens by itself.
    const flat = layer instanceof Flatten && layers[i - 1]?.layer instanceof GlobalAveragePool;
    const found = flat ? [] : plansOf(layer, features, tf, read);
    if (!found) {
      throw new TypeError(
        `Expected layers that TensorFlow.js has, found layer ${place}, ${layer.name}, for an input [${
          features.join(", ")
        }]`,
      );
    }
    plans.push(...found);
    features = [...layer.outputShape(features)];
  }
  const model = tf.sequential();
  for (const [i, { make, options, weights = [] }] of plans.entries()) {
    const target = make({ ...options, ...(i === 0 ? first : {}) } as never);
    model.add(target);
    const tensors = weights.map(({ numbers, shape }) =>
      tf.tensor(Float32Array.from(numbers), [...shape])
    );
    if (tensors.length > 0) target.setWeights(tensors);
    for (const one of tensors) one.dispose();
  }
  return model;
}

interface Placed {
  readonly layer: Layer;
  /** Indices from the outermost layer to this one, as in the names of parameters. */
  readonly place: string;
}

/** The layers in a row, those of nested rows included. */
function flattened(layer: Layer, place: string): Placed[] {
  if (!(layer instanceof Sequential)) return [{ layer, place: place || "0" }];
  return layer.children.flatMap((child) =>
    flattened(child.layer, place ? `${place}.${child.name}` : child.name)
  );
}

function inputOf(layers: readonly Placed[]): readonly number[] {
  for (const { layer } of layers) {
    if (layer instanceof Linear) return [layer.weight.shape[1]];
    if (!(layer instanceof Elementwise || layer instanceof Dropout)) break;
  }
  throw new TypeError(
    `Expected an inputShape, for the network begins with ${
      layers[0]?.layer.name ?? "no layer"
    }, found none`,
  );
}

/** What TensorFlow.js calls the activation of a layer without parameters. */
function activationOf(layer: Layer): string | undefined {
  if (layer instanceof Softmax) return "softmax";
  if (layer instanceof LogSoftmax) return "logSoftmax";
  if (!(layer instanceof Elementwise)) return undefined;
  const { name, parameters } = layer.function;
  // TensorFlow.js has ELU with α = 1 alone.
  return name === "elu" && parameters[0] === 1 ? "elu" : activationNames.get(layer.function);
}

/** The slope below zero of a leaky ReLU; functions of one's own have no parameters. */
function slopeOf(layer: Layer): number | undefined {
  if (!(layer instanceof Elementwise) || layer.function.name !== "leakyRelu") return undefined;
  return layer.function.parameters[0];
}

/** Layers of TensorFlow.js in a row for one of ours; undefined if there are none. */
function plansOf<Model>(
  layer: Layer,
  features: readonly number[],
  { layers: tf }: TensorFlowModule<Model>,
  read: (parameter: Parameter) => ArrayLike<number>,
): Plan[] | undefined {
  if (layer instanceof Linear) return [linearPlan(layer, tf.dense, read)];
  if (layer instanceof Flatten) return [{ make: tf.flatten, options: {} }];
  if (layer instanceof Dropout && layer.per === "entry") {
    return [{ make: tf.dropout, options: { rate: layer.probability } }];
  }
  const alpha = slopeOf(layer);
  if (alpha !== undefined) return [{ make: tf.leakyReLU, options: { alpha } }];
  const activation = activationOf(layer);
  if (activation !== undefined) return [{ make: tf.activation, options: { activation } }];
  return spatialPlans(layer, features, tf, read);
}

function linearPlan(
  { weight, bias }: Linear,
  make: MakeTarget,
  read: (parameter: Parameter) => ArrayLike<number>,
): Plan {
  const [outputs, inputs] = weight.shape;
  const numbers = read(weight);
  const kernel = Array.from(
    numbers,
    (_, i) => numbers[(i % outputs) * inputs + Math.floor(i / outputs)],
  );
  const weights = [
    { numbers: kernel, shape: [inputs, outputs] },
    ...(bias ? [{ numbers: read(bias), shape: [outputs] }] : []),
  ];
  return { make, options: { units: outputs, useBias: bias !== undefined }, weights };
}
