import type { Backend } from "../backend.ts";
import { blockRows } from "../reference/shape.ts";
import { checkedShape, mismatch, rowsOf, show, sizeOf } from "../shapes.ts";
import type { TfjsStore } from "./storage.ts";

/** Operations on TensorFlow.js that move numbers and leave them as they are. */
export function shape(
  store: TfjsStore,
): Pick<
  Backend,
  | "reshape"
  | "transposeBlocks"
  | "joinBlocks"
  | "diagonalOfBlocks"
  | "repeatRows"
> {
  const { tf } = store;
  return {
    reshape(a, to) {
      const shape = checkedShape("reshape", to);
      if (sizeOf(shape) !== sizeOf(a.shape)) {
        mismatch("reshape", `as many numbers as ${show(shape)}`, a.shape);
      }
      return store.view(a, shape);
    },

    transposeBlocks(a, blocks) {
      const height = blockRows("transposeBlocks", a, blocks);
      const { features: width } = rowsOf(a);
      return store.make(
        [blocks * width, height],
        [a],
        (x) => tf.transpose(tf.reshape(x, [blocks, height, width]), [0, 2, 1]),
      );
    },

    joinBlocks(a, b, blocks) {
      const [above, below] = [a, b].map((part) => blockRows("joinBlocks", part, blocks));
      const { features } = rowsOf(a);
      if (rowsOf(b).features !== features) {
        mismatch("joinBlocks", `b with features ${show(a.shape.slice(1))}`, b.shape);
      }
      const shape = [blocks * (above + below), ...a.shape.slice(1)];
      const parts = [a, b].filter((part) => part.shape[0] > 0);
      return store.make(
        shape,
        parts,
        (...x) => tf.concat(x.map((part) => tf.reshape(part, [blocks, -1, features])), 1),
      );
    },

    // With a column of padding the diagonal of a block is the first column.
    diagonalOfBlocks(a, blocks) {
      const size = blockRows("diagonalOfBlocks", a, blocks);
      if (rowsOf(a).features !== size) {
        mismatch("diagonalOfBlocks", `${blocks} square blocks`, a.shape);
      }
      return store.make([blocks, size], [a], (x) => {
        const padded = tf.pad(tf.reshape(x, [blocks, size * size]), [[0, 0], [0, size]]);
        return tf.slice(tf.reshape(padded, [blocks, size, size + 1]), [0, 0, 0], [blocks, size, 1]);
      });
    },

    repeatRows(a, times) {
      if (!Number.isInteger(times) || times < 0) {
        throw new TypeError(`repeatRows: expected a whole number of times, found ${times}`);
      }
      const { rows, features } = rowsOf(a);
      return store.make(
        [rows * times, ...a.shape.slice(1)],
        [a],
        (x) => tf.tile(tf.reshape(x, [rows, 1, features]), [1, times, 1]),
      );
    },
  };
}
