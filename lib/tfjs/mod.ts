/**
 * TensorFlow.js: its backends as backends of this library, and models to and fro.
 *
 * TensorFlow.js has no double precision, and no second derivatives to rely on: the gradient of a
 * gradient fails for tanh, sigmoid, ELU and SELU, and within a network it leaves their curvature out
 * without a word, for their kernels' results are taken for constants. This module adds both to any model
 * of layers that are known here: HesScale, the exact Hessian diagonal and Hessian-vector products, in
 * float64 with `backend: reference`.
 *
 * @example The Hessian diagonal of a model that one already has
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import * as tf from "@tensorflow/tfjs-layers";
 * import { crossEntropy, hesscale } from "@hesscale/hesscale";
 * import { fromTensorFlow } from "@hesscale/hesscale/tfjs";
 *
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.dense({ inputShape: [4], units: 16, activation: "tanh" }),
 *     tf.layers.dense({ units: 3, activation: "softmax" }),
 *   ],
 * });
 *
 * const network = fromTensorFlow(model, { logits: true });
 * const { curvature } = hesscale(network, [[1, 0, -1, 2]], crossEntropy([2]), { rank: 1 });
 * for (const { name } of curvature) console.log(name, curvature.read(name));
 * ```
 *
 * @module
 */

export { type TensorFlowBackend, useTensorFlow } from "../backend/tfjs/mod.ts";
export { fromTensorFlow, type FromTensorFlowOptions } from "./from_tensor_flow.ts";
export type {
  MakeTarget,
  SpatialTargets,
  TensorFlowArray,
  TensorFlowLayer,
  TensorFlowModel,
  TensorFlowModule,
  TensorFlowSequential,
  TensorFlowTarget,
} from "./model.ts";
export { toTensorFlow, type ToTensorFlowOptions } from "./to_tensor_flow.ts";
