import type { Backend } from "../backend.ts";
import { reference } from "../reference/mod.ts";
import { rowsOf } from "../shapes.ts";
import { allOnHost, onHost } from "./host.ts";
import type { TfjsStore } from "./storage.ts";

/**
 * Softmax on TensorFlow.js, and the columns of Hessians at an output: those on the host, where their
 * pivots are found one after another; outputs are small beside the network.
 */
export function softmax(
  store: TfjsStore,
): Pick<Backend, "softmax" | "logSoftmax" | "softmaxColumns" | "diagonalColumns"> {
  const { tf } = store;
  return {
    softmax(z) {
      const { rows, features } = rowsOf(z);
      return store.make(z.shape, [z], (x) => tf.softmax(tf.reshape(x, [rows, features])));
    },

    logSoftmax(z) {
      const { rows, features } = rowsOf(z);
      return store.make(z.shape, [z], (x) => {
        const flat = tf.reshape(x, [rows, features]);
        const shifted = tf.sub(flat, tf.max(flat, 1, true));
        return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
      });
    },

    softmaxColumns: (p, rank) => onHost(store, [p], (p) => reference.softmaxColumns(p, rank)),

    diagonalColumns(d, rank) {
      const [columns, signs] = allOnHost(store, [d], (d) => {
        const { columns, signs } = reference.diagonalColumns(d, rank);
        return [columns, signs];
      });
      return { columns, signs };
    },
  };
}
