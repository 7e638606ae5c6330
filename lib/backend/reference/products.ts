import type { Backend, Tensor } from "../backend.ts";
import { allocate, mismatch, rowsOf, values } from "./storage.ts";

/** A matrix in row-major order, transposed and squared as asked. */
function operand(
  name: string,
  tensor: Tensor,
  transpose = false,
  square = false,
): { rows: number; columns: number; data: Float64Array } {
  if (tensor.shape.length !== 2) mismatch("matmul", `${name} to be a matrix`, tensor.shape);
  const [height, width] = tensor.shape;
  const from = values(tensor);
  if (!transpose && !square) return { rows: height, columns: width, data: from };
  const data = new Float64Array(from.length);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const value = from[i * width + j];
      data[transpose ? j * height + i : i * width + j] = square ? value * value : value;
    }
  }
  return transpose
    ? { rows: width, columns: height, data }
    : { rows: height, columns: width, data };
}

/** Products of the reference backend. */
export const products: Pick<Backend, "matmul" | "outer"> = {
  matmul(a, b, { transposeA, transposeB, squareA, squareB } = {}) {
    const left = operand("a", a, transposeA, squareA);
    const right = operand("b", b, transposeB, squareB);
    if (left.columns !== right.rows) {
      mismatch("matmul", `b with ${left.columns} ${transposeB ? "columns" : "rows"}`, b.shape);
    }
    const { tensor, out } = allocate([left.rows, right.columns]);
    const n = right.columns;
    for (let i = 0; i < left.rows; i++) {
      for (let k = 0; k < left.columns; k++) {
        const factor = left.data[i * left.columns + k];
        for (let j = 0; j < n; j++) out[i * n + j] += factor * right.data[k * n + j];
      }
    }
    return tensor;
  },

  outer(a, b, { squareB } = {}) {
    const { rows, features: m } = rowsOf(a);
    const { rows: sources, features: n } = rowsOf(b);
    if (rows % sources !== 0) mismatch("outer", `b's rows to divide ${rows}`, b.shape);
    const [left, right] = [values(a), values(b)];
    const { tensor, out } = allocate([rows, m, n]);
    for (let row = 0; row < rows; row++) {
      const source = Math.floor(row * sources / rows) * n;
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          const value = right[source + j];
          out[(row * m + i) * n + j] = left[row * m + i] * (squareB ? value * value : value);
        }
      }
    }
    return tensor;
  },
};
