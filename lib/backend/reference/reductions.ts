import type { Backend } from "../backend.ts";
import { mismatch, rowsOf } from "../shapes.ts";
import { allocate, values } from "./storage.ts";

/** Reductions of the reference backend. */
export const reductions: Pick<Backend, "sumFeatures" | "sumRows" | "sum" | "allFinite"> = {
  sumFeatures(a) {
    const { rows, features } = rowsOf(a);
    const from = values(a);
    const { tensor, out } = allocate([rows, 1]);
    for (let i = 0; i < from.length; i++) out[Math.floor(i / features)] += from[i];
    return tensor;
  },

  sumRows(a, size) {
    const { rows, features } = rowsOf(a);
    if (!Number.isInteger(size) || size < 1 || rows % size !== 0) {
      mismatch("sumRows", `rows in groups of ${size}`, a.shape);
    }
    const from = values(a);
    const { tensor, out } = allocate([rows / size, ...a.shape.slice(1)]);
    for (let row = 0; row < rows; row++) {
      const target = Math.floor(row / size) * features;
      for (let j = 0; j < features; j++) out[target + j] += from[row * features + j];
    }
    return tensor;
  },

  sum: (a) => values(a).reduce((sum, value) => sum + value, 0),

  allFinite: (a) => values(a).every(Number.isFinite),
};
