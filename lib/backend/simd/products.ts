import type { Backend, ProductFlags } from "../backend.ts";
import { mismatch, sameShape, show, spreads } from "../shapes.ts";
import type { Storage } from "./storage.ts";

const noFlags: ProductFlags = {};

/** Products of the simd backend. */
export function products(storage: Storage): Pick<Backend, "matmul" | "matmulDual" | "outer"> {
  const { matmul, outer } = storage.kernels;
  return {
    matmul(a, b, { transposeA, transposeB, squareA, squareB, bias } = noFlags) {
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
      const row = bias && storage.own(bias);
      if (row && row.size !== n) mismatch("matmul", `a bias of ${n} numbers`, row.shape);
      const out = storage.make([m, n], m, n);
      matmul(left.address, 0, right.address, row?.address ?? 0, out.address, 0, m, k, n, flags);
      return out;
    },

    matmulDual(g, h, b, flags) {
      const [first, second, right] = [storage.own(g), storage.own(h), storage.own(b)];
      const transpose = flags?.transpose === true;
      if (first.shape.length !== 2) mismatch("matmulDual", "g to be a matrix", first.shape);
      if (!sameShape(first.shape, second.shape)) {
        mismatch("matmulDual", `h of shape ${show(first.shape)}`, second.shape);
      }
      if (right.shape.length !== 2) mismatch("matmulDual", "b to be a matrix", right.shape);
      const m = transpose ? first.features : first.rows;
      const k = transpose ? first.rows : first.features;
      const n = right.features;
      if (k !== right.rows) mismatch("matmulDual", `b with ${k} rows`, right.shape);
      const shape = [m, n];
      const [outG, outH] = [storage.make(shape, m, n), storage.make(shape, m, n)];
      matmul(
        first.address,
        second.address,
        right.address,
        0,
        outG.address,
        outH.address,
        m,
        k,
        n,
        transpose ? 1 : 0,
      );
      return [outG, outH];
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
