import type { Backend } from "../backend.ts";
import { mismatch } from "../shapes.ts";
import type { Storage } from "./storage.ts";

/** Reductions of the simd backend. */
export function reductions(
  storage: Storage,
): Pick<Backend, "sumFeatures" | "sumRows" | "sum" | "allFinite"> {
  const { sumFeatures, sumRows, sum, allFinite } = storage.kernels;
  return {
    sumFeatures(a) {
      const { address, rows, features } = storage.own(a);
      const out = storage.make([rows, 1], rows, 1);
      sumFeatures(address, out.address, rows, features);
      return out;
    },

    sumRows(a, size) {
      const { address, rows, features, shape } = storage.own(a);
      if (!Number.isInteger(size) || size < 1 || rows % size !== 0) {
        mismatch("sumRows", `rows in groups of ${size}`, shape);
      }
      const groups = rows / size;
      const out = storage.make([groups, ...shape.slice(1)], groups, features);
      sumRows(address, out.address, groups, size, features);
      return out;
    },

    sum(a) {
      const { address, size } = storage.own(a);
      return sum(address, size);
    },

    allFinite(a) {
      const { address, size } = storage.own(a);
      return allFinite(address, size) !== 0;
    },
  };
}
