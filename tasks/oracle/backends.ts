import { type Backend, reference, simd } from "../../mod.ts";
import { useTensorFlow } from "../../lib/tfjs/mod.ts";

/** What starts each backend, by the name it is chosen by. */
export const backends = {
  reference: () => Promise.resolve(reference),
  simd: () => Promise.resolve(simd),
  tfjs: () => useTensorFlow("wasm"),
  "tfjs-cpu": () => useTensorFlow("cpu"),
  "tfjs-node": () => useTensorFlow("node"),
} satisfies Readonly<Record<string, () => Promise<Backend>>>;

/** A backend's name. */
export type BackendName = keyof typeof backends;

/** All names. */
export const backendNames = Object.keys(backends) as [BackendName, ...BackendName[]];
