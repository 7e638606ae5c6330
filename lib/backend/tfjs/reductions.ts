import type { Backend } from "../backend.ts";
import { mismatch, rowsOf, sizeOf } from "../shapes.ts";
import type { TfjsStore } from "./storage.ts";

/** Reductions on TensorFlow.js. */
export function reductions(
  store: TfjsStore,
): Pick<Backend, "sumFeatures" | "sumRows" | "sum" | "allFinite"> {
  const { tf } = store;
  return {
    sumFeatures(a) {
      const { rows, features } = rowsOf(a);
      return store.make([rows, 1], [a], (x) => tf.sum(tf.reshape(x, [rows, features]), 1));
    },

    sumRows(a, size) {
      const { rows, features } = rowsOf(a);
      if (!Number.isInteger(size) || size < 1 || rows % size !== 0) {
        mismatch("sumRows", `rows in groups of ${size}`, a.shape);
      }
      return store.make(
        [rows / size, ...a.shape.slice(1)],
        [a],
        (x) => tf.sum(tf.reshape(x, [rows / size, size, features]), 1),
      );
    },

    sum: (a) => sizeOf(a.shape) === 0 ? 0 : store.measure(a, (x) => tf.sum(x)),

    allFinite: (a) =>
      sizeOf(a.shape) === 0 || store.measure(a, (x) => tf.all(tf.isFinite(x))) === 1,
  };
}
