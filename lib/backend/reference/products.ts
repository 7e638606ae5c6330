import type { Backend, ProductFlags, Tensor } from "../backend.ts";
import { mismatch, rowsOf, show, spreads } from "../shapes.ts";
import { allocate, values } from "./storage.ts";

/** The numbers of a matrix, squared as asked, with the steps from row to row and column to column. */
function operand(
  operation: string,
  name: string,
  tensor: Tensor,
  transpose = false,
  square = false,
) {
  if (tensor.shape.length !== 2) mismatch(operation, `${name} to be a matrix`, tensor.shape);
  const [height, width] = tensor.shape;
  const data = square ? values(tensor).map((value) => value * value) : values(tensor);
  return transpose
    ? { rows: width, columns: height, rowStep: 1, columnStep: width, data }
    : { rows: height, columns: width, rowStep: width, columnStep: 1, data };
}

/** See `Backend.matmul`. */
function product(
  operation: string,
  a: Tensor,
  b: Tensor,
  { transposeA, transposeB, squareA, squareB, bias }: ProductFlags = {},
): Tensor {
  const left = operand(operation, operation === "matmul" ? "a" : "g", a, transposeA, squareA);
  const right = operand(operation, "b", b, transposeB, squareB);
  if (left.columns !== right.rows) {
    mismatch(operation, `b with ${left.columns} ${transposeB ? "columns" : "rows"}`, b.shape);
  }
  const [depth, n] = [left.columns, right.columns];
  const added = bias && values(bias);
  if (added && added.length !== n) mismatch(operation, `a bias of ${n} numbers`, bias.shape);
  const { tensor, out } = allocate([left.rows, n]);
  for (let i = 0; i < left.rows; i++) {
    const row = i * left.rowStep;
    // Either way the innermost loop runs along the rows of b as it is stored.
    if (transposeB) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < depth; k++) {
          sum += left.data[row + k * left.columnStep] * right.data[j * depth + k];
        }
        out[i * n + j] = sum;
      }
    } else {
      for (let k = 0; k < depth; k++) {
        const factor = left.data[row + k * left.columnStep];
        for (let j = 0; j < n; j++) out[i * n + j] += factor * right.data[k * n + j];
      }
    }
  }
  if (added) { for (let i = 0; i < out.length; i++) out[i] += added[i % n]; }
  return tensor;
}

/** Products of the reference backend. */
export const products: Pick<Backend, "matmul" | "matmulDual" | "outer"> = {
  matmul: (a, b, flags) => product("matmul", a, b, flags),

  matmulDual(g, h, b, { transpose = false } = {}) {
    if (g.shape.join() !== h.shape.join()) {
      mismatch("matmulDual", `h of shape ${show(g.shape)}`, h.shape);
    }
    return [
      product("matmulDual", g, b, { transposeA: transpose }),
      product("matmulDual", h, b, { transposeA: transpose, squareB: true }),
    ];
  },

  outer(a, b, { squareB } = {}) {
    const { rows, features: m } = rowsOf(a);
    const { rows: sources, features: n } = rowsOf(b);
    if (!spreads(sources, rows)) mismatch("outer", `b's rows to divide ${rows}`, b.shape);
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
