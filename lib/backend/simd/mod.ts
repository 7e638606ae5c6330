import type { Backend } from "../backend.ts";
import { arithmetic } from "./arithmetic.ts";
import { convolutions } from "./convolutions.ts";
import { creation } from "./creation.ts";
import { most } from "./heap.ts";
import { optimization } from "./optimization.ts";
import { products } from "./products.ts";
import { reductions } from "./reductions.ts";
import { shape } from "./shape.ts";
import { softmax } from "./softmax.ts";
import { Storage } from "./storage.ts";
import { windows } from "./windows.ts";

/** Options of {@linkcode createSimd}. */
export interface SimdOptions {
  /** Bytes of memory at most; 2 GiB by default. */
  readonly memoryLimit?: number;
}

/** The memory of an instance of the simd backend, in bytes. */
export interface SimdMemory {
  /** Of what is in use: tensors and what operations work with, rounded up to the sizes of blocks. */
  readonly used: number;
  /** The most that has been in use since the instance was made, or since `resetPeak`. */
  readonly peak: number;
  /** Of the whole WebAssembly memory. It never shrinks: what is free is used again. */
  readonly size: number;
  /** Begins to look for the peak anew. */
  resetPeak(): void;
}

/** A backend that tells what memory it takes. */
export interface SimdBackend extends Backend {
  /** What it has taken so far. */
  readonly memory: SimdMemory;
}

/**
 * An instance of the simd backend with a memory of its own; {@linkcode simd} is the common one.
 *
 * @throws RangeError if the limit is not between 64 KiB and 2 GiB.
 *
 * @example
 * ```ts
 * import { createNetwork, createSimd, crossEntropy, hesscale, linear } from "@hesscale/hesscale";
 *
 * const backend = createSimd();
 * const network = createNetwork([linear(2, 3)], { backend });
 * hesscale(network, [[1, 2]], crossEntropy([0]));
 * console.log(`at most ${backend.memory.peak} bytes in use`);
 * ```
 */
export function createSimd({ memoryLimit = most }: SimdOptions = {}): SimdBackend {
  if (!(memoryLimit >= 2 ** 16 && memoryLimit <= most)) {
    throw new RangeError(
      `Expected memoryLimit between ${2 ** 16} and ${most} bytes, found ${memoryLimit}`,
    );
  }
  const name = "simd";
  const storage = new Storage(name, memoryLimit);
  const { heap } = storage;
  return {
    name,
    precision: 2 ** -23,
    memory: {
      get used() {
        return heap.used;
      },
      get peak() {
        return heap.peak;
      },
      get size() {
        return heap.size;
      },
      resetPeak: () => void (heap.peak = heap.used),
    },
    ...creation(storage),
    ...shape(storage),
    ...products(storage),
    ...convolutions(storage),
    ...windows(storage),
    ...arithmetic(storage),
    ...reductions(storage),
    ...softmax(storage),
    ...optimization(storage),
  };
}

/**
 * The simd backend: float32 on WebAssembly SIMD. The same operations on the same numbers give the
 * same bits on every machine and in every runtime. Diagonals that are carried through a layer, and
 * the moments of optimizers, are zero below 2⁻¹⁰⁰: denormal numbers would make steps several times slower.
 *
 * A tensor that is made outside of any {@linkcode Backend.scope}, or returned by the outermost one,
 * is freed when the garbage collector finds it unused, which cannot happen before the current
 * synchronous work is done: put the steps of a loop in a scope.
 */
export const simd: SimdBackend = createSimd();
