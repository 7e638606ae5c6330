import { gzipSync } from "node:zlib";

/** An IDX file of unsigned bytes, or of the type with this code; `data` are its bytes. */
export function idx(shape: readonly number[], data: Iterable<number>, type = 0x08): Uint8Array {
  const lengths = shape.flatMap((n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]);
  return new Uint8Array([0, 0, type, shape.length, ...lengths, ...data]);
}

/** Compressed as by `gzip`. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(gzipSync(bytes));
}

/** The files of a small data set: 3 images to learn from and 2 to test on, of 2×3 pixels. */
export function smallFiles(): Record<string, Uint8Array> {
  return {
    "train-images-idx3-ubyte": idx([3, 2, 3], Array.from({ length: 18 }, (_, i) => i * 15)),
    "train-labels-idx1-ubyte": idx([3], [7, 0, 9]),
    "t10k-images-idx3-ubyte": idx([2, 2, 3], Array.from({ length: 12 }, (_, i) => 255 - i)),
    "t10k-labels-idx1-ubyte": idx([2], [1, 2]),
  };
}
