import type { Tensor } from "../backend.ts";
import { reference } from "../reference/mod.ts";
import type { TfjsStore } from "./storage.ts";

/**
 * What the reference backend makes of the operands, in float64 and outside of TensorFlow.js: for what
 * it has no kernels for. One trip of the numbers there and back.
 */
export function onHost(
  store: TfjsStore,
  operands: readonly Tensor[],
  compute: (...operands: Tensor[]) => Tensor,
): Tensor {
  return allOnHost(store, operands, (...placed) => [compute(...placed)])[0];
}

/** The same for several results. */
export function allOnHost(
  store: TfjsStore,
  operands: readonly Tensor[],
  compute: (...operands: Tensor[]) => readonly Tensor[],
): Tensor[] {
  const results: Tensor[] = [];
  reference.scope(() => {
    const placed = operands.map((a) => reference.tensor(store.download(a), a.shape));
    for (const result of compute(...placed)) {
      results.push(store.upload(Float32Array.from(reference.read(result)), result.shape));
    }
  });
  return results;
}
