import { sizeOf } from "../shapes.ts";
import type * as Core from "@tensorflow/tfjs-core";
import type { TensorFlow } from "./storage.ts";

/** Entries of a dimension, in the order in which they are wanted; −1 for a zero. */
export type Picks = readonly number[];

/** The entries of `x` that are picked along its dimensions from the second on. */
export function pick(tf: TensorFlow, x: Core.Tensor, picks: readonly Picks[]): Core.Tensor {
  return picks.reduce((from, along, d) => pickAlong(tf, from, along, d + 1), x);
}

function pickAlong(tf: TensorFlow, x: Core.Tensor, picks: Picks, axis: number): Core.Tensor {
  return sliced(tf, x, picks, axis) ?? gathered(tf, x, picks, axis);
}

/** Equal steps between zeros at either end: slices are many times as fast as gathering. */
function sliced(
  tf: TensorFlow,
  x: Core.Tensor,
  picks: Picks,
  axis: number,
): Core.Tensor | undefined {
  const before = picks.findIndex((from) => from >= 0);
  if (before < 0) return undefined;
  const after = picks.length - 1 - picks.findLastIndex((from) => from >= 0);
  const own = picks.slice(before, picks.length - after);
  const step = own.length > 1 ? own[1] - own[0] : 1;
  if (step < 1 || own.some((from, i) => from !== own[0] + i * step)) return undefined;
  // In three dimensions, in which slices are fastest: what is before the axis, the axis, what is after it.
  const outer = sizeOf(x.shape.slice(0, axis));
  const [length, inner] = [x.shape[axis], x.size / outer / x.shape[axis]];
  const padded = (a: Core.Tensor, zeros: readonly [number, number]) =>
    zeros[0] + zeros[1] === 0 ? a : tf.pad(a, [[0, 0], [...zeros], [0, 0]]);
  const reach = own.length * step;
  const room = padded(tf.reshape(x, [outer, length, inner]), [
    0,
    Math.max(0, own[0] + reach - length),
  ]);
  const whole = tf.slice(room, [0, own[0], 0], [outer, reach, inner]);
  const steps = tf.reshape(whole, [outer, own.length, step * inner]);
  const picked = step === 1 ? steps : tf.slice(steps, [0, 0, 0], [outer, own.length, inner]);
  return tf.reshape(padded(picked, [before, after]), x.shape.with(axis, picks.length));
}

function gathered(tf: TensorFlow, x: Core.Tensor, picks: Picks, axis: number): Core.Tensor {
  const length = x.shape[axis];
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
