import {
  adaptiveAveragePool,
  averagePool,
  batchNorm,
  channelsFirst,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  createNetwork,
  dropout,
  type EvaluationOptions,
  flatten,
  globalAveragePool,
  groupNorm,
  type Layer,
  layerNorm,
  linear,
  type Loss,
  maxPool,
  type Network,
  Random,
  reference,
  residual,
  sequential,
  upsample,
  zeroPad,
} from "../../mod.ts";
import { layersOf, lossOf, matrix } from "./build.ts";
import { HyperDual } from "./hyper_dual.ts";
import { type LossData, lossValue } from "./loss_values.ts";
import type { SpatialLayer, SpatialSpec } from "./spatial_architectures.ts";
import { spatialForward } from "./spatial_definitions.ts";

/** A spec with the library's objects and the numbers that they hold. */
export interface SpatialCase {
  readonly network: Network;
  readonly input: readonly (readonly number[])[];
  readonly tensor: ReturnType<Network["tensor"]>;
  readonly loss: Loss;
  readonly options: Required<Pick<EvaluationOptions, "training" | "seed">>;
  readonly parameters: Float64Array;
  readonly data: LossData;
}

const convolutions = [conv1d, conv2d, conv3d];
const transposedConvolutions = [convTranspose1d, convTranspose2d, convTranspose3d];

/** The library's layer. */
export function spatialLayer(layer: SpatialLayer): Layer {
  switch (layer.kind) {
    case "convolution": {
      const { transposed, inputs, outputs, kernel, ...options } = layer;
      const make = (transposed ? transposedConvolutions : convolutions)[kernel.length - 1];
      return make(inputs, outputs, kernel, options);
    }
    case "maxPool":
      return maxPool(layer.kernel, layer);
    case "averagePool":
      return averagePool(layer.kernel, layer);
    case "adaptiveAveragePool":
      return adaptiveAveragePool(layer.size);
    case "zeroPad":
      return zeroPad(layer.padding);
    case "upsample":
      return upsample(layer.factor);
    case "groupNorm":
      return groupNorm(layer.groups, layer.channels);
    case "layerNorm":
      return layerNorm(layer.features);
    case "batchNorm":
      return batchNorm(layer.channels);
    case "elementwise":
      return layersOf([layer])[0];
    case "channelDropout":
      return dropout(layer.probability, { per: "channel" });
    case "flatten":
      return layer.channelsFirst ? sequential(channelsFirst(), flatten()) : flatten();
    case "globalAveragePool":
      return globalAveragePool();
    case "residual":
      return residual(...layer.inner.map(spatialLayer));
    case "linear":
      return linear(layer.inputs, layer.outputs);
  }
}

/** Running statistics in the tests, other than those that layers begin with. */
export const statistics = (channel: number): readonly [number, number] => [
  0.3 - 0.2 * channel,
  0.7 + 0.3 * channel,
];

/** Whether batch normalisation in training, or dropout, has a place in a network. */
const isRandom = ({ layers }: SpatialSpec) => layers.some(({ kind }) => kind === "channelDropout");
const isNormalised = ({ layers }: SpatialSpec) => layers.some(({ kind }) => kind === "batchNorm");

/** Makes a case; undefined where dropout in training would couple what batch normalisation takes apart. */
export function buildSpatial(spec: SpatialSpec): SpatialCase | undefined {
  if (isRandom(spec) && isNormalised(spec)) return undefined;
  const { seed, batch, features } = spec;
  const network = createNetwork(spec.layers.map(spatialLayer), { seed, backend: reference });
  for (const { name, parameter } of network.buffers) {
    const at = name.endsWith("mean") ? 0 : 1;
    const numbers = Array.from({ length: parameter.shape[0] }, (_, c) => statistics(c)[at]);
    reference.write(parameter.value, numbers);
  }
  const random = new Random(seed).split("data");
  for (const { name, parameter } of network.parameters) {
    // Weights of normalisation begin at one and zero, which hides mistakes.
    if (parameter.shape.length !== 1 && !name.endsWith("bias")) continue;
    const size = parameter.shape.reduce((a, b) => a * b, 1);
    reference.write(parameter.value, Array.from({ length: size }, () => random.normal()));
  }
  const size = features.reduce((a, b) => a * b, 1);
  const input = matrix(batch, size, () => random.normal());
  const data: LossData = {
    labels: Array.from({ length: batch }, () => random.integer(spec.outputs)),
    targets: matrix(batch, spec.outputs, () => random.normal()),
    probabilities: [],
    means: [],
    variances: [],
    advantages: Array.from({ length: batch }, () => random.normal()),
    oldLogProbabilities: [],
    weights: undefined,
  };
  return {
    network,
    input,
    tensor: reference.tensor(input.flat(), [batch, ...features]),
    loss: lossOf(spec, data),
    options: { training: isRandom(spec), seed },
    parameters: Float64Array.from(network.parameters.flatMap(({ parameter }) => [
      ...reference.read(parameter.value),
    ])),
    data,
  };
}

/** Loss, gradient and Hessian diagonal by definition: the loss along each parameter twice. */
export function spatialDerivatives(
  spec: SpatialSpec,
  { input, parameters, data }: SpatialCase,
): { loss: number; gradient: Float64Array; diagonal: Float64Array } {
  const [gradient, diagonal] = [parameters.map(() => 0), parameters.map(() => 0)];
  let loss = NaN;
  for (const entry of parameters.keys()) {
    const numbers = Array.from(parameters, (value, i) => {
      const direction = i === entry ? 1 : 0;
      return new HyperDual(value, direction, direction);
    });
    const output = spatialForward(spec, input, numbers, statistics);
    const along = lossValue(spec.loss, spec.reduction, data, output);
    loss = along.value;
    gradient[entry] = along.a;
    diagonal[entry] = along.ab;
  }
  return { loss, gradient, diagonal };
}
