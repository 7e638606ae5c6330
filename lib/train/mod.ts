/**
 * Supervised training as a stream of events, from which a run continues bit for bit, and networks in
 * files that PyTorch reads.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { adam, createNetwork, crossEntropy, mlp, tanh } from "@hesscale/hesscale";
 * import { arrayExamples, fit } from "@hesscale/hesscale/train";
 *
 * const network = createNetwork(mlp([1, 4, 2], tanh), { seed: 1 });
 * const examples = arrayExamples([[-1], [-2], [1], [2]], [0, 0, 1, 1]);
 * const losses: number[] = [];
 * for await (const event of fit(network, crossEntropy, examples, adam(network), { epochs: 5 })) {
 *   if (event.kind === "epoch") losses.push(event.loss);
 * }
 * assert(losses[4] < losses[0]);
 * ```
 *
 * @module
 */

export {
  type ActivationName,
  activationNames,
  type Architecture,
  architectureKinds,
  buildLayers,
  type ConvolutionalArchitecture,
  type ConvolutionalKind,
  inputFeatures,
  type MlpArchitecture,
} from "./architecture.ts";
export type { EarlyStoppingOptions } from "./early_stopping.ts";
export { confusionOn, evaluateOn, type Score } from "./evaluate_on.ts";
export type {
  CheckpointEvent,
  EndEvent,
  EndReason,
  EpochEvent,
  EvaluationEvent,
  FitEvent,
  Position,
  StepEvent,
} from "./events.ts";
export {
  arrayExamples,
  type Examples,
  imageExamples,
  type ImageExamplesOptions,
} from "./examples.ts";
export { fit } from "./fit.ts";
export type { FitOptions } from "./fit_options.ts";
export {
  decodeModel,
  type DecodeModelOptions,
  encodeModel,
  loadParameters,
  type ModelDescription,
} from "./model.ts";
export { readParameters, writeParameters } from "./parameters.ts";
export { makeThreadedOptimizer, type ThreadedOptions } from "./threads.ts";
export type { Augmentation } from "../data/augmentation.ts";
export type { ImageSubject } from "../data/image_dataset.ts";
export type { Normalization } from "../data/normalization.ts";
export type { Checkpoint } from "../runs/checkpoint.ts";
export type { NamedTensors, TensorData } from "../runs/safetensors.ts";
