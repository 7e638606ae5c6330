import type { Backend } from "../backend.ts";
import { checkChoice } from "../choice.ts";
import { arithmetic } from "./arithmetic.ts";
import { convolutions } from "./convolutions.ts";
import { creation } from "./creation.ts";
import {
  backendNames,
  loadTensorFlow,
  precisionOf,
  registeredName,
  type TensorFlowBackend,
} from "./load.ts";
import { optimization } from "./optimization.ts";
import { products } from "./products.ts";
import { reductions } from "./reductions.ts";
import { shape } from "./shape.ts";
import { softmax } from "./softmax.ts";
import { TfjsStore } from "./storage.ts";
import { windows } from "./windows.ts";

export type { TensorFlowBackend } from "./load.ts";

const started = new Map<TensorFlowBackend, Promise<Backend>>();

/**
 * A {@linkcode Backend} that computes with TensorFlow.js, in float32. The packages are loaded on the
 * first call; the same name gives the same backend again.
 *
 * | name       | runs on                                   | numbers are read by `dataSync`                        |
 * | ---------- | ----------------------------------------- | ----------------------------------------------------- |
 * | `"cpu"`    | plain JavaScript, anywhere                | at once                                               |
 * | `"wasm"`   | WebAssembly, anywhere                     | at once                                               |
 * | `"node"`   | TensorFlow's native library, Node or Deno | at once                                               |
 * | `"webgl"`  | the graphics processor, browsers          | blocks until the graphics processor is done           |
 * | `"webgpu"` | the graphics processor, browsers          | through a canvas: slow, and TensorFlow.js warns once  |
 *
 * Outside of browsers `"webgpu"` cannot be read without waiting and is refused.
 *
 * Tensors belong to `backend.scope`, whatever `tf.tidy` they are made in. Each operation makes its
 * backend the current one of TensorFlow.js (`tf.getBackend()`), and leaves it so.
 *
 * @throws RangeError for another name, Error if this runtime does not have what the backend needs; for
 * `"node"` without its native library, with what to run.
 *
 * @example
 * ```ts
 * import { createNetwork, crossEntropy, hesscale, linear, tanh } from "@hesscale/hesscale";
 * import { useTensorFlow } from "@hesscale/hesscale/tfjs";
 *
 * const backend = await useTensorFlow("wasm");
 * const network = createNetwork([linear(4, 16), tanh(), linear(16, 3)], { backend, seed: 1 });
 * const { curvature } = hesscale(network, [[1, 0, -1, 2]], crossEntropy([2]));
 * console.log(curvature.read("0.weight"));
 * ```
 */
export async function useTensorFlow(name: TensorFlowBackend): Promise<Backend> {
  checkChoice("a backend of TensorFlow.js", name, backendNames);
  let known = started.get(name);
  if (!known) {
    known = lastStart.then(() => start(name));
    lastStart = known.catch(() => {});
    started.set(name, known);
  }
  try {
    return await known;
  } catch (error) {
    started.delete(name);
    throw error;
  }
}

/** TensorFlow.js has one current backend: two that start at once would take each other's. */
let lastStart: Promise<unknown> = Promise.resolve();

async function start(name: TensorFlowBackend): Promise<Backend> {
  const tf = await loadTensorFlow(name);
  const store = new TfjsStore(tf, registeredName(name), `tfjs-${name}`);
  return {
    name: store.name,
    precision: precisionOf(tf),
    ...creation(store),
    ...shape(store),
    ...products(store),
    ...convolutions(store),
    ...windows(store),
    ...arithmetic(store),
    ...reductions(store),
    ...softmax(store),
    ...optimization(store),
  };
}
