import type * as Core from "@tensorflow/tfjs-core";
import type { TensorFlow } from "./storage.ts";

/** Entries of a dimension, in the order in which they are wanted; −1 for a zero. */
export type Picks = readonly number[];

/** The entries of `x` that are picked along its dimensions from the second on. */
export function pick(tf: TensorFlow, x: Core.Tensor, picks: readonly Picks[]): Core.Tensor {
  return picks.reduce((from, along, d) => pickAlong(tf, from, along, d + 1), x);
}

function pickAlong(tf: TensorFlow, x: Core.Tensor, picks: Picks, axis: number): Core.Tensor {
  const length = x.shape[axis];
  if (picks.length === length && picks.every((from, i) => from === i)) return x;
  const zero = picks.includes(-1);
  const padding = x.shape.map((_, d): [number, number] => [0, Number(zero && d === axis)]);
  const source = zero ? tf.pad(x, padding) : x;
  const indices = tf.tensor1d(picks.map((from) => from < 0 ? length : from), "int32");
  return tf.gather(source, indices, axis);
}

/** Each row `times` times in succession. */
export function repeat(tf: TensorFlow, x: Core.Tensor, times: number): Core.Tensor {
  if (times === 1) return x;
  const rows = Int32Array.from({ length: x.shape[0] * times }, (_, i) => Math.floor(i / times));
  return tf.gather(x, tf.tensor1d(rows, "int32"));
}

/** Every way to take one item of each list, the last list turning fastest. */
export function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>(
    (all, list) => all.flatMap((some) => list.map((one) => [...some, one])),
    [[]],
  );
}
