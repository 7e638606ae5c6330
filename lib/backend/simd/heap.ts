import { Spans } from "./spans.ts";

/**
 * Bytes that the sizes of blocks are multiples of. Each has one such unit to spare, for kernels may write
 * three numbers past the end of an array, see `kernels/vector.ts`.
 */
const unit = 64;

/** Bytes of a WebAssembly page. */
const page = 65536;

/** Bytes that memory is limited to at most: addresses stay positive 32-bit integers. */
export const most: number = 2 ** 31;

/** Kernels may read past the end of the last block. */
const margin = 1024;

/** Bytes from which on blocks are large. */
const large = 32768;

/** Bytes that small blocks are cut from, so that they do not lie between large ones. */
const slab = 2 * large;

/** Classes to a doubling of sizes, as a power of two. */
const fineness = 4;

/** How many classes there are: up to twice {@linkcode most}. */
export const classes = 512;

/**
 * The class of blocks for `count` numbers in float32. There are sixteen classes to a doubling, so that
 * a block is at most a sixteenth larger than asked for, but for what is spare.
 *
 * @throws RangeError if no memory could hold it.
 */
export function sizeClass(count: number): number {
  if (count > most / 4) {
    throw new RangeError(`Expected a tensor of at most ${most} bytes, found one of ${4 * count}`);
  }
  const units = (4 * count + unit - 1) / unit >>> 0;
  if (units <= 2 << fineness) return units;
  const shift = 31 - fineness - Math.clz32(units - 1);
  return (shift << fineness) + ((units - 1) >> shift) + 1;
}

const bytesOfClasses = Array.from({ length: classes }, (_, sizeClass) => {
  const shift = Math.max(0, (sizeClass - 1 - (1 << fineness)) >> fineness);
  return ((sizeClass - (shift << fineness)) * 2 ** shift + 1) * unit;
});

/** Bytes of a block of a class. */
export function classBytes(sizeClass: number): number {
  return bytesOfClasses[sizeClass];
}

/**
 * Blocks in the memory of a WebAssembly module: each class of small sizes has a list of free blocks, large
 * blocks are cut out of free stretches, and what neither has is cut off the end, where the memory grows
 * as needed.
 */
export class Heap {
  /** The whole memory as numbers; another array after each growth, so never keep it. */
  numbers: Float32Array<ArrayBuffer>;
  /** Bytes of all blocks that are taken. */
  used = 0;
  /** The most that `used` has been. */
  peak = 0;
  /** The class of the block that was taken last. */
  grantedClass = 0;
  readonly #memory: WebAssembly.Memory;
  readonly #limit: number;
  readonly #free: number[][] = [];
  readonly #spans = new Spans();
  #slab = 0;
  #slabEnd = 0;
  #end: number;

  /**
   * @param start Where the module's own data ends, in bytes
   * @param limit Bytes that the memory may have at most
   */
  constructor(memory: WebAssembly.Memory, start: number, limit: number) {
    this.#memory = memory;
    this.#limit = limit;
    this.#end = Math.ceil(start / unit) * unit;
    this.numbers = new Float32Array(memory.buffer as ArrayBuffer);
  }

  /** Bytes of the memory, free ones included. */
  get size(): number {
    return this.numbers.byteLength;
  }

  /**
   * The address of a free block of a class, or of a larger one if memory is short; `grantedClass`
   * tells.
   *
   * @throws RangeError if the limit is reached.
   */
  take(wanted: number): number {
    const bytes = classBytes(wanted);
    this.grantedClass = wanted;
    const small = bytes < large ? this.#free[wanted]?.pop() ?? this.#small(bytes) : undefined;
    const address = small ?? this.#spans.take(bytes) ?? this.#cut(bytes) ?? this.#larger(wanted);
    if (address === undefined) this.#refuse(wanted);
    this.used += classBytes(this.grantedClass);
    if (this.used > this.peak) this.peak = this.used;
    return address;
  }

  /** Gives a block back. */
  release(address: number, sizeClass: number): void {
    const bytes = classBytes(sizeClass);
    if (bytes < large) (this.#free[sizeClass] ??= []).push(address);
    else this.#spans.add(address, address + bytes);
    this.used -= bytes;
  }

  #small(bytes: number): number | undefined {
    if (this.#slabEnd - this.#slab < bytes) {
      const start = this.#spans.take(slab) ?? this.#cut(slab);
      if (start === undefined) return undefined;
      this.#slab = start;
      this.#slabEnd = start + slab;
    }
    const address = this.#slab;
    this.#slab += bytes;
    return address;
  }

  #cut(bytes: number): number | undefined {
    const address = this.#spans.takeBefore(this.#end);
    const end = address + bytes;
    if (end + margin > this.size && !this.#grow(end + margin)) {
      if (address < this.#end) this.#spans.add(address, this.#end);
      return undefined;
    }
    this.#end = end;
    return address;
  }

  /** Grows the memory by an eighth at least, so that growing is rare. */
  #grow(bytes: number): boolean {
    if (bytes > this.#limit) return false;
    const wanted = Math.min(Math.max(bytes, 1.125 * this.size), this.#limit);
    try {
      this.#memory.grow(Math.ceil((wanted - this.size) / page));
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
    this.numbers = new Float32Array(this.#memory.buffer as ArrayBuffer);
    return true;
  }

  #larger(wanted: number): number | undefined {
    for (let sizeClass = wanted + 1; sizeClass < this.#free.length; sizeClass++) {
      const address = this.#free[sizeClass]?.pop();
      if (address === undefined) continue;
      this.grantedClass = sizeClass;
      return address;
    }
    return undefined;
  }

  #refuse(sizeClass: number): never {
    throw new RangeError(
      `Expected tensors of at most ${this.#limit} bytes in all, found ${this.used} in use and ${
        classBytes(sizeClass)
      } more asked for: free tensors by making them in a scope`,
    );
  }
}
