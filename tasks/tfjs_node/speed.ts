/**
 * Prints how fast TensorFlow's native library is from here, beside TensorFlow.js in WebAssembly.
 *
 * @module
 */

import { useTensorFlow } from "../../lib/tfjs/mod.ts";
import type { Backend } from "../../mod.ts";

/** Median time of a product of square matrices, in µs. */
function productTime(backend: Backend, size: number, samples = 200): number {
  const numbers = Float32Array.from({ length: size * size }, (_, i) => Math.sin(i));
  const [a, b] = [0, 1].map(() => backend.tensor(numbers, [size, size]));
  const product = () =>
    backend.scope(() => {
      const start = performance.now();
      backend.matmul(a, b);
      return void times.push(performance.now() - start);
    });
  const times: number[] = [];
  for (let n = 0; n < samples; n++) product();
  return 1e3 * times.toSorted((x, y) => x - y)[samples >> 1];
}

if (import.meta.main) {
  for (const name of ["node", "wasm"] as const) {
    const backend = await useTensorFlow(name);
    const speeds = [64, 256].map((size) => {
      const time = productTime(backend, size);
      const rate = 2 * size ** 3 / time / 1e3;
      return `${size}×${size} product ${time.toFixed(0)} µs (${rate.toFixed(1)} GFLOP/s)`;
    });
    console.log(`${backend.name}: ${speeds.join(", ")}`);
  }
}
