import * as functions from "../backend/functions.ts";
import type { ScalarFunction } from "../backend/functions.ts";
import {
  elu,
  gelu,
  identity,
  relu,
  selu,
  sigmoid,
  silu,
  softplus,
  tanh,
} from "../layers/elementwise.ts";
import type { Layer } from "../layers/layer.ts";
import { logSoftmax, softmax } from "../layers/softmax.ts";

/** Our layer for each activation that TensorFlow.js calls by name. */
export const activations: Readonly<Record<string, () => Layer>> = {
  linear: identity,
  tanh,
  relu,
  sigmoid,
  elu: () => elu(1),
  selu,
  softplus,
  gelu,
  swish: silu,
  softmax,
  logSoftmax,
};

/** The name in TensorFlow.js of each function without parameters that it has. */
export const activationNames: ReadonlyMap<ScalarFunction, string> = new Map([
  [functions.identityFunction, "linear"],
  [functions.tanhFunction, "tanh"],
  [functions.reluFunction, "relu"],
  [functions.sigmoidFunction, "sigmoid"],
  [functions.seluFunction, "selu"],
  [functions.softplusFunction, "softplus"],
  [functions.geluFunction, "gelu"],
  [functions.siluFunction, "swish"],
]);
