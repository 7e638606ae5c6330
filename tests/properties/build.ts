import {
  binaryCrossEntropy,
  createNetwork,
  crossEntropy,
  dropout,
  elementwise,
  elu,
  type EvaluationOptions,
  exp,
  gaussianNll,
  type GaussianOutput,
  gelu,
  huber,
  identity,
  type Layer,
  leakyRelu,
  linear,
  logSigmoid,
  logSoftmax,
  type Loss,
  meanSquaredError,
  type Network,
  nll,
  ppoCategorical,
  ppoGaussian,
  Random,
  reference,
  relu,
  residual,
  selu,
  sigmoid,
  silu,
  softmax,
  softmaxNll,
  softplus,
  tanh,
} from "../../mod.ts";
import type { ActivationName, LayerSpec, LossName, Spec } from "./architectures.ts";
import { ELU_ALPHA, forward, LEAK, type Numbers, parameterOffsets } from "./definitions.ts";
import { HyperDual } from "./hyper_dual.ts";
import { HUBER_DELTA, logProbability, type LossData, lossValue, PPO_CLIP } from "./loss_values.ts";
import { ownLeaves } from "./own_leaves.ts";

/** A spec with the library's objects and the numbers that they hold. */
export interface Case {
  readonly network: Network;
  readonly input: readonly (readonly number[])[];
  readonly loss: Loss;
  /** Switch dropout on, with the spec's seed. */
  readonly options: Required<Pick<EvaluationOptions, "training" | "seed">>;
  readonly numbers: Numbers;
}

/**
 * Makes a case, or undefined for one whose numbers are too large to be compared digit by digit (as a
 * tower of exponentials has).
 */
export function build(spec: Spec): Case | undefined {
  const network = createNetwork(layersOf(spec.layers), { seed: spec.seed, backend: reference });
  const parameters = parametersOf(network);
  const random = new Random(spec.seed).split("data");
  const input = matrix(spec.batch, spec.inputs, () => random.normal());
  const duals = Array.from(parameters, (value) => new HyperDual(value));
  const { output, largest } = forward(spec, input, duals);
  const data = drawData(spec, output, random);
  const { value } = lossValue(spec.loss, spec.reduction, data, output);
  if (!(largest < 30) || !(Math.abs(value) < 1e3)) return undefined;
  return {
    network,
    input,
    loss: lossOf(spec, data),
    options: { training: true, seed: spec.seed },
    numbers: { input, parameters, data },
  };
}

/** The library's layers; equal objects give the same layer. */
export function layersOf(specs: readonly LayerSpec[], made = new Map<LayerSpec, Layer>()): Layer[] {
  return specs.map((spec) => {
    const layer = made.get(spec) ?? layerOf(spec, made);
    made.set(spec, layer);
    return layer;
  });
}

function layerOf(spec: LayerSpec, made: Map<LayerSpec, Layer>): Layer {
  switch (spec.kind) {
    case "linear":
      return linear(spec.inputs, spec.outputs, { bias: spec.bias });
    case "elementwise":
      return activations[spec.name]();
    case "residual":
      return residual(...layersOf(spec.inner, made));
    case "own":
      return ownLeaves[spec.name](spec.inputs);
    case "dropout":
      return dropout(spec.probability);
    case "softmax":
      return softmax();
    case "logSoftmax":
      return logSoftmax();
  }
}

const activations: Readonly<Record<ActivationName, () => Layer>> = {
  tanh,
  relu,
  leakyRelu: () => leakyRelu(LEAK),
  sigmoid,
  elu: () => elu(ELU_ALPHA),
  selu,
  softplus,
  logSigmoid,
  exp,
  gelu,
  silu,
  identity,
  custom: () =>
    elementwise({
      value: (a) => Math.sin(a) + a / 2,
      first: (a) => Math.cos(a) + 1 / 2,
      second: (a) => -Math.sin(a),
    }),
};

/** All parameters one after another. */
export function parametersOf(network: Network): Float64Array {
  return Float64Array.from(Object.values(network.read()).flatMap((values) => Array.from(values)));
}

/** Numbers by parameter name from numbers one after another. */
export function byName(network: Network, numbers: Float64Array): Record<string, Float64Array> {
  let at = 0;
  return Object.fromEntries(network.parameters.map(({ name, parameter }) => {
    const size = parameter.shape.reduce((a, b) => a * b, 1);
    return [name, numbers.subarray(at, at += size)];
  }));
}

export function matrix(rows: number, columns: number, draw: () => number): number[][] {
  return Array.from({ length: rows }, () => Array.from({ length: columns }, draw));
}

/** Data for every loss; old log-probabilities such that some rows of PPO are clipped and some not. */
function drawData(spec: Spec, output: readonly HyperDual[][], random: Random): LossData {
  const { batch, loss } = spec;
  const outputs = output[0].length;
  const vector = (draw: () => number) => Array.from({ length: batch }, draw);
  const grid = (draw: () => number) => matrix(batch, outputs, draw);
  const data = {
    labels: vector(() => random.integer(outputs)),
    targets: grid(() => random.normal()),
    probabilities: grid(() => random.uniform()),
    means: grid(() => random.normal()),
    variances: grid(() => 0.5 + random.uniform()),
    advantages: vector(() => random.normal()),
    oldLogProbabilities: vector(() => 0),
    weights: spec.weighted ? vector(() => 0.5 + 1.5 * random.uniform()) : undefined,
  };
  if (!loss.startsWith("ppo")) return data;
  const oldLogProbabilities = output.map((z, n) =>
    logProbability(loss, data, n, z).value + 0.25 * random.normal()
  );
  return { ...data, oldLogProbabilities };
}

/** The library's loss for rows of data; all by default. */
export function lossOf(
  { loss, reduction }: { readonly loss: LossName; readonly reduction: "mean" | "sum" },
  { labels, targets, probabilities, means, variances, advantages, oldLogProbabilities, weights }:
    LossData,
): Loss {
  const options = { reduction, weights };
  const head = /\((.*)\)/.exec(loss)?.[1] as GaussianOutput;
  const gaussian = head === "mean" ? { actions: targets, variances } : { actions: targets, means };
  const surrogate = { oldLogProbabilities, advantages, clip: PPO_CLIP };
  if (loss.startsWith("gaussianNll")) {
    return gaussianNll(head, { ...gaussian, advantages }, options);
  }
  if (loss.startsWith("ppoGaussian")) {
    return ppoGaussian(head, { ...gaussian, ...surrogate }, options);
  }
  switch (loss) {
    case "crossEntropy":
      return crossEntropy(labels, options);
    case "nll":
      return nll(labels, options);
    case "softmaxNll":
      return softmaxNll({ actions: labels, advantages }, options);
    case "ppoCategorical":
      return ppoCategorical({ actions: labels, ...surrogate }, options);
    case "huber":
      return huber(targets, { ...options, delta: HUBER_DELTA });
    case "binaryCrossEntropy":
      return binaryCrossEntropy(probabilities, options);
    default:
      return meanSquaredError(targets, options);
  }
}

/** The data of some rows, in an order. */
export function rowsOf(data: LossData, order: readonly number[]): LossData {
  return Object.fromEntries(
    Object.entries(data).map(([name, rows]) => [name, rows && order.map((n) => rows[n])]),
  ) as unknown as LossData;
}

/** Offsets of the last `count` linear layers outside of blocks: from there on all parameters are theirs. */
export function offsetOfLast(layers: readonly LayerSpec[], count: number): number {
  const offsets = parameterOffsets(layers);
  const dense = layers.filter(({ kind }) => kind === "linear");
  return offsets.get(dense[Math.max(0, dense.length - count)])!;
}
