import type { Optimizer, SimdBackend } from "../../mod.ts";
import type { MemoryUse } from "./measure.ts";

const sizeOf = (shape: readonly number[]) => shape.reduce((size, length) => size * length, 1);

/**
 * Bytes of activations, parameters and state in float32: the input and the output of every layer of a
 * network without layers inside others, parameters, and what the optimizer keeps from step to step.
 * Flattening shares the numbers of its input.
 */
export function neededBytes(optimizer: Optimizer, input: readonly number[]): number {
  const { layer, parameters } = optimizer.network;
  const [batch, ...features] = input;
  let shape: readonly number[] = features;
  let activations = sizeOf(shape);
  for (const child of layer.children) {
    shape = child.layer.outputShape(shape);
    if (child.layer.name !== "flatten") activations += sizeOf(shape);
  }
  const weights = parameters.reduce((sum, one) => sum + sizeOf(one.parameter.shape), 0);
  const state = Object.values(optimizer.saveState().tensors)
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return 4 * (batch * activations + weights + state);
}

/** What an instance of the backend with nothing but a network and its optimizer has taken so far. */
export function memoryUse(
  { memory }: SimdBackend,
  optimizer: Optimizer,
  input: readonly number[],
): MemoryUse {
  const { peak, size } = memory;
  const digits = (value: number) => Number(value.toPrecision(3));
  return {
    peak_mb: digits(peak / 1e6),
    peak_ratio: digits(peak / neededBytes(optimizer, input)),
    memory_mb: digits(size / 1e6),
  };
}
