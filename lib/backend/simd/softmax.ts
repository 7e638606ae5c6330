import type { Backend } from "../backend.ts";
import { mismatch } from "../shapes.ts";
import type { Storage } from "./storage.ts";

/** Softmax of the simd backend, and the columns of Hessians at an output. */
export function softmax(
  storage: Storage,
): Pick<Backend, "softmax" | "logSoftmax" | "softmaxColumns" | "diagonalColumns"> {
  const { softmax, logSoftmax, softmaxColumns, diagonalColumns } = storage.kernels;
  return {
    softmax(z) {
      const from = storage.own(z);
      const out = storage.makeLike(from);
      softmax(from.address, out.address, from.rows, from.features);
      return out;
    },

    logSoftmax(z) {
      const from = storage.own(z);
      const out = storage.makeLike(from);
      logSoftmax(from.address, out.address, from.rows, from.features);
      return out;
    },

    softmaxColumns(p, rank) {
      const { address, rows, features, shape } = storage.own(p);
      if (!(Number.isInteger(rank) && rank >= 0 && rank < Math.max(features, 1))) {
        mismatch("softmaxColumns", `rank ${rank} to be a whole number below the classes`, shape);
      }
      const out = storage.make([rows * rank, features], rows * rank, features);
      storage.withScratch(
        4 * features,
        (scratch) => softmaxColumns(address, out.address, rows, features, rank, scratch),
      );
      return out;
    },

    diagonalColumns(d, rank) {
      const { address, rows, features, shape } = storage.own(d);
      if (!(Number.isInteger(rank) && rank >= 0 && rank <= features)) {
        mismatch("diagonalColumns", `rank ${rank} to be a whole number up to the features`, shape);
      }
      const columns = storage.make([rows * rank, ...shape.slice(1)], rows * rank, features);
      const signs = storage.make([rows * rank, 1], rows * rank, 1);
      storage.numbers(columns).fill(0);
      storage.withScratch(
        2 * features,
        (scratch) =>
          diagonalColumns(address, columns.address, signs.address, rows, features, rank, scratch),
      );
      return { columns, signs };
    },
  };
}
