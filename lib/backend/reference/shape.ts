import type { Backend, Tensor } from "../backend.ts";
import { checkedShape, mismatch, rowsOf, show, sizeOf } from "../shapes.ts";
import { allocate, ReferenceTensor, values } from "./storage.ts";

/** Rows in each of `blocks` equal blocks. */
export function blockRows(operation: string, a: Tensor, blocks: number): number {
  const { rows } = rowsOf(a);
  if (!Number.isInteger(blocks) || blocks < 1 || rows % blocks !== 0) {
    mismatch(operation, `rows that divide into ${blocks} blocks`, a.shape);
  }
  return rows / blocks;
}

/** Operations of the reference backend that move numbers and leave them as they are. */
export const shape: Pick<
  Backend,
  | "reshape"
  | "transposeBlocks"
  | "joinBlocks"
  | "diagonalOfBlocks"
  | "repeatRows"
> = {
  reshape(a, to) {
    const shape = checkedShape("reshape", to);
    if (sizeOf(shape) !== sizeOf(a.shape)) {
      mismatch("reshape", `as many numbers as ${show(shape)}`, a.shape);
    }
    return new ReferenceTensor(shape, values(a));
  },

  transposeBlocks(a, blocks) {
    const height = blockRows("transposeBlocks", a, blocks);
    const { features: width } = rowsOf(a);
    const from = values(a);
    const { tensor, out } = allocate([blocks * width, height]);
    for (let block = 0; block < blocks; block++) {
      const start = block * height * width;
      for (let i = 0; i < height; i++) {
        for (let j = 0; j < width; j++) out[start + j * height + i] = from[start + i * width + j];
      }
    }
    return tensor;
  },

  joinBlocks(a, b, blocks) {
    const [above, below] = [a, b].map((part) => blockRows("joinBlocks", part, blocks));
    const { features } = rowsOf(a);
    if (rowsOf(b).features !== features) {
      mismatch("joinBlocks", `b with features ${show(a.shape.slice(1))}`, b.shape);
    }
    const { tensor, out } = allocate([blocks * (above + below), ...a.shape.slice(1)]);
    const [first, second] = [values(a), values(b)];
    for (let block = 0; block < blocks; block++) {
      const start = block * (above + below) * features;
      const [from, size] = [block * above * features, above * features];
      out.set(first.subarray(from, from + size), start);
      out.set(
        second.subarray(block * below * features, (block + 1) * below * features),
        start + size,
      );
    }
    return tensor;
  },

  diagonalOfBlocks(a, blocks) {
    const size = blockRows("diagonalOfBlocks", a, blocks);
    if (rowsOf(a).features !== size) {
      mismatch("diagonalOfBlocks", `${blocks} square blocks`, a.shape);
    }
    const from = values(a);
    const { tensor, out } = allocate([blocks, size]);
    for (let row = 0; row < blocks * size; row++) out[row] = from[row * size + row % size];
    return tensor;
  },

  repeatRows(a, times) {
    const { rows, features } = rowsOf(a);
    const from = values(a);
    if (!Number.isInteger(times) || times < 0) {
      throw new TypeError(`repeatRows: expected a whole number of times, found ${times}`);
    }
    const { tensor, out } = allocate([rows * times, ...a.shape.slice(1)]);
    for (let row = 0; row < rows * times; row++) {
      const source = Math.floor(row / times) * features;
      out.set(from.subarray(source, source + features), row * features);
    }
    return tensor;
  },
};
