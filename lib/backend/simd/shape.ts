import type { Backend } from "../backend.ts";
import { checkedShape, mismatch, show, sizeOf } from "../shapes.ts";
import type { SimdTensor, Storage } from "./storage.ts";

/** Rows in each of `blocks` equal blocks. */
function blockRows(operation: string, { rows, shape }: SimdTensor, blocks: number): number {
  if (!Number.isInteger(blocks) || blocks < 1 || rows % blocks !== 0) {
    mismatch(operation, `rows that divide into ${blocks} blocks`, shape);
  }
  return rows / blocks;
}

/** Operations of the simd backend that move numbers and leave them as they are. */
export function shape(
  storage: Storage,
): Pick<
  Backend,
  | "reshape"
  | "transposeBlocks"
  | "joinBlocks"
  | "diagonalOfBlocks"
  | "repeatRows"
> {
  const { kernels } = storage;
  return {
    reshape(a, to) {
      const from = storage.own(a);
      const shape = checkedShape("reshape", to);
      if (sizeOf(shape) !== from.size) {
        mismatch("reshape", `as many numbers as ${show(shape)}`, from.shape);
      }
      return storage.share(from, shape);
    },

    transposeBlocks(a, blocks) {
      const from = storage.own(a);
      const height = blockRows("transposeBlocks", from, blocks);
      const width = from.features;
      const out = storage.make([blocks * width, height], blocks * width, height);
      kernels.transposeBlocks(from.address, out.address, blocks, height, width);
      return out;
    },

    joinBlocks(a, b, blocks) {
      const [first, second] = [storage.own(a), storage.own(b)];
      const above = blockRows("joinBlocks", first, blocks);
      const below = blockRows("joinBlocks", second, blocks);
      const { features, shape } = first;
      if (second.features !== features) {
        mismatch("joinBlocks", `b with features ${show(shape.slice(1))}`, second.shape);
      }
      const rows = blocks * (above + below);
      const out = storage.make([rows, ...shape.slice(1)], rows, features);
      const [aboveBytes, belowBytes] = [4 * above * features, 4 * below * features];
      kernels.joinBlocks(
        first.address,
        second.address,
        out.address,
        blocks,
        aboveBytes,
        belowBytes,
      );
      return out;
    },

    diagonalOfBlocks(a, blocks) {
      const from = storage.own(a);
      const size = blockRows("diagonalOfBlocks", from, blocks);
      if (from.features !== size) {
        mismatch("diagonalOfBlocks", `${blocks} square blocks`, from.shape);
      }
      const out = storage.make([blocks, size], blocks, size);
      kernels.diagonalOfBlocks(from.address, out.address, blocks, size);
      return out;
    },

    repeatRows(a, times) {
      const { address, rows, features, shape } = storage.own(a);
      if (!Number.isInteger(times) || times < 0) {
        throw new TypeError(`repeatRows: expected a whole number of times, found ${times}`);
      }
      const out = storage.make([rows * times, ...shape.slice(1)], rows * times, features);
      kernels.repeatRows(address, out.address, rows, 4 * features, times);
      return out;
    },
  };
}
