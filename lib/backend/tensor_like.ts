import type { Backend, Tensor } from "./backend.ts";

/** Numbers given as a tensor, or as nested arrays `[[…], …]` with the batch first. */
export type TensorLike = Tensor | NestedNumbers;

/** Arrays of numbers nested to any depth. */
export type NestedNumbers = ArrayLike<number> | readonly NestedNumbers[];

/**
 * A tensor from nested arrays of numbers; a tensor stays as it is.
 *
 * @throws TypeError if the arrays are ragged or hold anything but numbers.
 */
export function toTensor(backend: Backend, numbers: TensorLike): Tensor {
  if (typeof numbers !== "object" || numbers === null) {
    throw new TypeError(`Expected a tensor or nested arrays of numbers, found ${numbers}`);
  }
  if ("shape" in numbers) return numbers;
  if (numbers instanceof Float64Array || numbers instanceof Float32Array) {
    return backend.tensor(numbers, [numbers.length]);
  }
  const shape: number[] = [];
  for (let level: unknown = numbers; typeof level === "object" && level !== null;) {
    const list = level as ArrayLike<unknown>;
    shape.push(list.length);
    level = list[0];
  }
  const data: number[] = [];
  flattenInto(data, numbers, shape, 0);
  return backend.tensor(data, shape);
}

function flattenInto(
  data: number[],
  level: unknown,
  shape: readonly number[],
  depth: number,
): void {
  if (depth === shape.length && typeof level === "number") {
    data.push(level);
    return;
  }
  const list = level as ArrayLike<unknown> | null | undefined;
  if (depth === shape.length || typeof list !== "object" || list?.length !== shape[depth]) {
    const found = typeof list === "object" && list ? `${list.length} entries` : String(level);
    throw new TypeError(
      `Expected nested arrays of shape [${shape.join(", ")}], found ${found} at depth ${depth}`,
    );
  }
  for (let i = 0; i < list.length; i++) flattenInto(data, list[i], shape, depth + 1);
}
