import type { Backend } from "../backend.ts";
import { mismatch, rowsOf } from "../shapes.ts";
import { allocate, values } from "./storage.ts";

/** Softmax of the reference backend, and the columns of Hessians at an output. */
export const softmax: Pick<
  Backend,
  "softmax" | "logSoftmax" | "softmaxColumns" | "diagonalColumns"
> = {
  softmax(z) {
    const { rows, features } = rowsOf(z);
    const from = values(z);
    const { tensor, out } = allocate(z.shape);
    for (let row = 0; row < rows; row++) {
      const { maximum, sum } = exponentials(from.subarray(row * features, (row + 1) * features));
      for (let j = 0; j < features; j++) {
        const at = row * features + j;
        out[at] = Math.exp(from[at] - maximum) / sum;
      }
    }
    return tensor;
  },

  logSoftmax(z) {
    const { rows, features } = rowsOf(z);
    const from = values(z);
    const { tensor, out } = allocate(z.shape);
    for (let row = 0; row < rows; row++) {
      const { maximum, sum } = exponentials(from.subarray(row * features, (row + 1) * features));
      const shift = Math.log(sum);
      for (let j = 0; j < features; j++) {
        const at = row * features + j;
        out[at] = from[at] - maximum - shift;
      }
    }
    return tensor;
  },

  softmaxColumns(p, rank) {
    const { rows, features } = rowsOf(p);
    if (!(Number.isInteger(rank) && rank >= 0 && rank < Math.max(features, 1))) {
      mismatch("softmaxColumns", `rank ${rank} to be a whole number below the classes`, p.shape);
    }
    const all = values(p);
    const { tensor, out } = allocate([rows * rank, features]);
    for (let row = 0; row < rows; row++) {
      const left = all.slice(row * features, (row + 1) * features);
      for (let column = 0; column < rank; column++) {
        const s = left.reduce((sum, value) => sum + value, 0);
        const remainder = left.map((value) => value * (s - value));
        const pivot = largest(remainder);
        const rest = s - left[pivot];
        const share = left[pivot] / s;
        const start = (row * rank + column) * features;
        // With nothing beside the pivot (a saturated softmax) the column is zero.
        for (let j = 0; j < features && rest !== 0; j++) {
          out[start + j] = j === pivot
            ? Math.sqrt(share * rest)
            : -left[j] * Math.sqrt(share) / Math.sqrt(rest);
        }
        left[pivot] = 0;
      }
    }
    return tensor;
  },

  diagonalColumns(d, rank) {
    const { rows, features } = rowsOf(d);
    if (!(Number.isInteger(rank) && rank >= 0 && rank <= features)) {
      mismatch("diagonalColumns", `rank ${rank} to be a whole number up to the features`, d.shape);
    }
    const all = values(d);
    const { tensor: columns, out } = allocate([rows * rank, ...d.shape.slice(1)]);
    const { tensor: signs, out: sign } = allocate([rows * rank, 1]);
    for (let row = 0; row < rows; row++) {
      const magnitude = all.subarray(row * features, (row + 1) * features).map(Math.abs);
      for (let column = 0; column < rank; column++) {
        const k = largest(magnitude);
        out[(row * rank + column) * features + k] = Math.sqrt(magnitude[k]);
        sign[row * rank + column] = all[row * features + k] < 0 ? -1 : 1;
        magnitude[k] = -1;
      }
    }
    return { columns, signs };
  },
};

/** The maximum of a row and `Σ exp(z − maximum)`. */
function exponentials(z: Float64Array): { maximum: number; sum: number } {
  const maximum = z.reduce((a, b) => Math.max(a, b), -Infinity);
  return { maximum, sum: z.reduce((sum, value) => sum + Math.exp(value - maximum), 0) };
}

/** Index of the first largest number; a NaN counts as the largest, so that it is not hidden. */
function largest(numbers: Float64Array): number {
  let best = 0;
  for (let i = 1; i < numbers.length; i++) {
    if (numbers[i] > numbers[best] || (Number.isNaN(numbers[i]) && !Number.isNaN(numbers[best]))) {
      best = i;
    }
  }
  return best;
}
