/**
 * TensorFlow.js: its backends as backends of this library, and models to and fro.
 *
 * TensorFlow.js has neither second derivatives (its gradients cannot be differentiated for most
 * kernels) nor double precision. This module adds the first to any model of layers that are known
 * here: HesScale, the exact Hessian diagonal, Hessian-vector products. For the second, convert a model to the
 * float64 reference, which is the default of {@linkcode fromTensorFlow}.
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
  TensorFlowArray,
  TensorFlowLayer,
  TensorFlowModel,
  TensorFlowModule,
  TensorFlowSequential,
  TensorFlowTarget,
} from "./model.ts";
export { toTensorFlow, type ToTensorFlowOptions } from "./to_tensor_flow.ts";
