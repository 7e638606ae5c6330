import { Dropout } from "../layers/dropout.ts";
import { Elementwise } from "../layers/elementwise.ts";
import { Flatten } from "../layers/flatten.ts";
import type { Layer } from "../layers/layer.ts";
import { Linear } from "../layers/linear.ts";
import type { Network } from "../layers/network.ts";
import type { Parameter } from "../layers/parameter.ts";
import { Sequential } from "../layers/sequential.ts";
import { LogSoftmax, Softmax } from "../layers/softmax.ts";
import { activationNames } from "./activations.ts";
import type { TensorFlowModule, TensorFlowSequential, TensorFlowTarget } from "./model.ts";

/** Options of {@linkcode toTensorFlow}. */
export interface ToTensorFlowOptions {
  /** Features of the input, without the batch; by default those of a linear layer that comes first. */
  readonly inputShape?: readonly number[];
}

/**
 * A `tf.sequential` with the layers and a copy of the parameters of a network. Weights `[out, in]`
 * become kernels `[in, out]`, in float32.
 *
 * @param tf `@tensorflow/tfjs`, or its core and layers together, with a backend loaded
 * @throws TypeError naming the layer by its place if TensorFlow.js does not have it (residual blocks, functions and
 * layers of one's own, `exp`, `logSigmoid`, ELU but with α = 1), if a parameter stands in two places, or if the shape of
 * the input does not follow from the first layers.
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
  for (const { layer, place } of layers) checkKnown(layer, place);
  const model = tf.sequential();
  for (const [i, { layer }] of layers.entries()) {
    const shape = i === 0 ? { inputShape: [...inputShape ?? inputOf(layers)] } : {};
    const target = convert(layer, tf, shape);
    model.add(target);
    if (layer instanceof Linear) copyWeights(network, layer, target, tf);
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

function checkKnown(layer: Layer, place: string): void {
  const known = layer instanceof Linear || layer instanceof Flatten || layer instanceof Dropout ||
    activationOf(layer) !== undefined || slopeOf(layer) !== undefined;
  if (!known) {
    throw new TypeError(
      `Expected layers that TensorFlow.js has, found layer ${place}, ${layer.name}`,
    );
  }
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

function convert<Model>(
  layer: Layer,
  { layers }: TensorFlowModule<Model>,
  shape: { readonly inputShape?: number[] },
): TensorFlowTarget {
  if (layer instanceof Linear) {
    const [units] = layer.weight.shape;
    return layers.dense({ units, useBias: layer.bias !== undefined, ...shape });
  }
  if (layer instanceof Flatten) return layers.flatten(shape);
  if (layer instanceof Dropout) return layers.dropout({ rate: layer.probability, ...shape });
  const alpha = slopeOf(layer);
  if (alpha !== undefined) return layers.leakyReLU({ alpha, ...shape });
  return layers.activation({ activation: activationOf(layer) as never, ...shape });
}

function copyWeights<Model>(
  { backend }: Network,
  { weight, bias }: Linear,
  target: TensorFlowTarget,
  tf: TensorFlowModule<Model>,
): void {
  const read = (parameter: Parameter) => backend.read(parameter.value);
  const [outputs, inputs] = weight.shape;
  const numbers = read(weight);
  const kernel = Float32Array.from(
    numbers,
    (_, i) => numbers[(i % outputs) * inputs + Math.floor(i / outputs)],
  );
  const weights = [tf.tensor(kernel, [inputs, outputs])];
  if (bias) weights.push(tf.tensor(Float32Array.from(read(bias)), [outputs]));
  target.setWeights(weights);
  for (const one of weights) one.dispose();
}
