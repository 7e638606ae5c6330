import type { Backend, ProductFlags } from "../backend.ts";
import { mismatch, spreads } from "../shapes.ts";
import type { Storage } from "./storage.ts";

const noFlags: ProductFlags = {};

/** Products of the simd backend. */
export function products(storage: Storage): Pick<Backend, "matmul" | "outer"> {
  const { matmul, outer } = storage.kernels;
  return {
    matmul(a, b, { transposeA, transposeB, squareA, squareB } = noFlags) {
      const [left, right] = [storage.own(a), storage.own(b)];
      if (left.shape.length !== 2) mismatch("matmul", "a to be a matrix", left.shape);
      if (right.shape.length !== 2) mismatch("matmul", "b to be a matrix", right.shape);
      const m = transposeA ? left.features : left.rows;
      const k = transposeA ? left.rows : left.features;
      const n = transposeB ? right.rows : right.features;
      if (k !== (transposeB ? right.features : right.rows)) {
        mismatch("matmul", `b with ${k} ${transposeB ? "columns" : "rows"}`, right.shape);
      }
      const flags = (transposeA ? 1 : 0) | (transposeB ? 2 : 0) | (squareA ? 4 : 0) |
        (squareB ? 8 : 0);
      const out = storage.make([m, n], m, n);
      matmul(left.address, right.address, out.address, m, k, n, flags);
      return out;
    },

    outer(a, b, { squareB = false } = {}) {
      const [left, right] = [storage.own(a), storage.own(b)];
      const { rows, features: m } = left;
      const n = right.features;
      if (!spreads(right.rows, rows)) {
        mismatch("outer", `b's rows to divide ${rows}`, right.shape);
      }
      const out = storage.make([rows, m, n], rows, m * n);
      const repeat = rows / right.rows;
      outer(left.address, right.address, out.address, rows, repeat, m, n, Number(squareB));
      return out;
    },
  };
}
