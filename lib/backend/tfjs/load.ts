import { loadNative } from "./native.ts";
import type { TensorFlow } from "./storage.ts";

/** A backend of TensorFlow.js by its short name; `"node"` is TensorFlow's native library. */
export type TensorFlowBackend = "node" | "wasm" | "cpu" | "webgl" | "webgpu";

/** What loads each backend and registers it with TensorFlow.js; the keys are the names there are. */
const packages: Readonly<Record<TensorFlowBackend, () => Promise<TensorFlow>>> = {
  node: loadNative,
  wasm: () => withCore(import("@tensorflow/tfjs-backend-wasm")),
  cpu: () => withCore(import("@tensorflow/tfjs-backend-cpu")),
  webgl: () => withCore(import("@tensorflow/tfjs-backend-webgl")),
  webgpu: () => withCore(import("@tensorflow/tfjs-backend-webgpu")),
};

/** The names of all backends. */
export const backendNames: readonly string[] = Object.keys(packages);

async function withCore(loading: Promise<unknown>): Promise<TensorFlow> {
  const [core] = await Promise.all([import("@tensorflow/tfjs-core"), loading]);
  return core;
}

/** What TensorFlow.js itself calls a backend. */
export function registeredName(name: TensorFlowBackend): string {
  return name === "node" ? "tensorflow" : name;
}

/**
 * TensorFlow.js with a backend that is started and answers.
 *
 * @throws Error if this runtime does not have what the backend needs.
 */
export async function loadTensorFlow(name: TensorFlowBackend): Promise<TensorFlow> {
  const tf = await packages[name]();
  const started = await tf.setBackend(registeredName(name)).catch((error: Error) => error);
  if (started !== true) {
    throw new Error(
      `Expected a runtime that has what TensorFlow.js needs for "${name}"${
        needs[name] ?? ""
      }, found ${started instanceof Error ? started.message : "that it did not start"}`,
    );
  }
  // Else it greets on first use, with the advice to install another package.
  if (name === "cpu") Reflect.set(tf.backend(), "firstUse", false);
  checkSynchronous(tf, name);
  return tf;
}

const needs: { readonly [name in TensorFlowBackend]?: string } = {
  wasm: " (WebAssembly, and its .wasm file: see setWasmPaths of @tensorflow/tfjs-backend-wasm)",
  webgl: " (a browser with WebGL)",
  webgpu: " (a browser with WebGPU)",
};

/** A backend of ours reads numbers without waiting; WebGPU can do that only through a canvas. */
function checkSynchronous(tf: TensorFlow, name: TensorFlowBackend): void {
  try {
    // Not out of given numbers, with which TensorFlow.js may compute on the host.
    const three = tf.tidy(() => tf.sum(tf.fill([3], 1)).dataSync()[0]);
    if (three !== 3) throw new RangeError(`1 + 1 + 1 = ${three}`);
  } catch (error) {
    throw new Error(
      `Expected "${name}" to give numbers without waiting, as a backend has to, found ${
        (error as Error).message
      }${name === "webgpu" ? "; WebGPU does so in browsers, through OffscreenCanvas" : ""}`,
    );
  }
}

/** Distance from 1 to the next number: graphics processors of phones may have 16 bits only. */
export function precisionOf(tf: TensorFlow): number {
  const next = 1 + 2 ** -23;
  return tf.tidy(() => tf.add(tf.fill([1], next), 0).dataSync()[0]) === next ? 2 ** -23 : 2 ** -10;
}
