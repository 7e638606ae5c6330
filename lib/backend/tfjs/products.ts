import type { Backend, Tensor } from "../backend.ts";
import { mismatch, rowsOf, sameShape, show, sizeOf, spreads } from "../shapes.ts";
import type { TfjsStore } from "./storage.ts";

/** Rows and columns of an operand of a product. */
function lengths(
  operation: string,
  name: string,
  { shape }: Tensor,
  transpose = false,
): [number, number] {
  if (shape.length !== 2) mismatch(operation, `${name} to be a matrix`, shape);
  return transpose ? [shape[1], shape[0]] : [shape[0], shape[1]];
}

/** Products on TensorFlow.js; squares are stored for a moment, for want of a kernel that squares. */
export function products(store: TfjsStore): Pick<Backend, "matmul" | "matmulDual" | "outer"> {
  const { tf } = store;
  return {
    matmul(a, b, { transposeA, transposeB, squareA, squareB, bias } = {}) {
      const [m, depth] = lengths("matmul", "a", a, transposeA);
      const [rows, n] = lengths("matmul", "b", b, transposeB);
      if (depth !== rows) {
        mismatch("matmul", `b with ${depth} ${transposeB ? "columns" : "rows"}`, b.shape);
      }
      if (bias && sizeOf(bias.shape) !== n) {
        mismatch("matmul", `a bias of ${n} numbers`, bias.shape);
      }
      const product = store.make([m, n], [a, b], (x, y) => {
        const [left, right] = [squareA ? tf.square(x) : x, squareB ? tf.square(y) : y];
        return tf.matMul(left, right, transposeA, transposeB);
      });
      return bias
        ? store.make([m, n], [product, bias], (x, row) => tf.add(x, tf.reshape(row, [1, n])))
        : product;
    },

    matmulDual(g, h, b, { transpose = false } = {}) {
      if (!sameShape(g.shape, h.shape)) {
        mismatch("matmulDual", `h of shape ${show(g.shape)}`, h.shape);
      }
      const [m, depth] = lengths("matmulDual", "g", g, transpose);
      const [rows, n] = lengths("matmulDual", "b", b);
      if (depth !== rows) mismatch("matmulDual", `b with ${depth} rows`, b.shape);
      return [
        store.make([m, n], [g, b], (x, y) => tf.matMul(x, y, transpose)),
        store.make([m, n], [h, b], (x, y) => tf.matMul(x, tf.square(y), transpose)),
      ];
    },

    outer(a, b, { squareB } = {}) {
      const { rows, features: m } = rowsOf(a);
      const { rows: sources, features: n } = rowsOf(b);
      if (!spreads(sources, rows)) mismatch("outer", `b's rows to divide ${rows}`, b.shape);
      return store.make([rows, m, n], [a, b], (x, y) => {
        const left = tf.reshape(x, [sources, rows / sources * m, 1]);
        const right = tf.reshape(y, [sources, 1, n]);
        const product = tf.mul(left, right);
        return squareB ? tf.mul(product, right) : product;
      });
    },
  };
}
