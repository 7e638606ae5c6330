import type { Tensor } from "../backend.ts";
import { describe, mismatch, sameShape, show, sizeOf } from "../shapes.ts";
import { classes, Heap, sizeClass } from "./heap.ts";
import type { Kernels } from "./kernels.ts";
import { loadKernels } from "./load.ts";

/** A tensor of the simd backend: an address in its memory. */
export class SimdTensor implements Tensor {
  readonly shape: readonly number[];
  readonly rows: number;
  readonly features: number;
  /** In bytes. */
  readonly address: number;
  readonly sizeClass: number;
  readonly storage: Storage;
  /** The tensor that the block was taken for; another one if this is a reshaped view. */
  readonly owner: SimdTensor;
  /** Tensors that use the block of which this one is the owner. */
  users = 1;
  /** False once its scope has ended. */
  live = true;
  /** Whether the scope that is ending returns it. */
  kept = false;
  /** Whether the block lives until the owner is collected. */
  persistent = false;

  constructor(
    storage: Storage,
    shape: readonly number[],
    rows: number,
    features: number,
    address: number,
    sizeClass: number,
    owner?: SimdTensor,
  ) {
    this.storage = storage;
    this.shape = shape;
    this.rows = rows;
    this.features = features;
    this.address = address;
    this.sizeClass = sizeClass;
    this.owner = owner ?? this;
  }

  /** How many numbers it has. */
  get size(): number {
    return this.rows * this.features;
  }
}

/**
 * The tensors of one instance of the backend. Those made in a scope stand on a stack, which the end
 * of the scope unwinds down to where it began; those that leave the outermost scope, or are made
 * outside of any, give their blocks back when they are collected as garbage.
 */
export class Storage {
  readonly kernels: Kernels;
  readonly heap: Heap;
  readonly #name: string;
  readonly #open: SimdTensor[] = [];
  #depth = 0;
  /** Of addresses and classes as one number. */
  readonly #collected = new FinalizationRegistry<number>((block) =>
    this.heap.release(Math.floor(block / classes), block % classes)
  );

  /** @param limit Bytes of memory at most */
  constructor(name: string, limit: number) {
    this.#name = name;
    this.kernels = loadKernels();
    this.heap = new Heap(this.kernels.memory, this.kernels.heapStart(), limit);
  }

  /** A tensor as one of this storage; throws TypeError if it is not, or if its scope has ended. */
  own(tensor: Tensor): SimdTensor {
    if (tensor instanceof SimdTensor && tensor.storage === this && tensor.live) return tensor;
    if (tensor instanceof SimdTensor && tensor.storage === this) {
      throw new TypeError(
        `Expected a live tensor, found one of shape ${show(tensor.shape)} whose scope has ended`,
      );
    }
    const found = tensor instanceof SimdTensor ? "one of another instance" : describe(tensor);
    throw new TypeError(`Expected a tensor of the ${this.#name} backend, found ${found}`);
  }

  /** A tensor as one of this storage that is to have the shape of another one. */
  like(operation: string, one: SimdTensor, name: string, tensor: Tensor): SimdTensor {
    const other = this.own(tensor);
    if (!sameShape(one.shape, other.shape)) {
      mismatch(operation, `${name} of shape ${show(one.shape)}`, other.shape);
    }
    return other;
  }

  /** A new tensor of whatever numbers are there; the shape is not copied. */
  make(shape: readonly number[], rows: number, features: number): SimdTensor {
    const address = this.heap.take(sizeClass(rows * features));
    const { grantedClass } = this.heap;
    return this.#register(new SimdTensor(this, shape, rows, features, address, grantedClass));
  }

  /** A new tensor of a shape that is not copied. */
  makeShape(shape: readonly number[]): SimdTensor {
    const rows = shape.length > 0 ? shape[0] : 1;
    let features = 1;
    for (let i = 1; i < shape.length; i++) features *= shape[i];
    return this.make(shape, rows, features);
  }

  /** A new tensor like another one. */
  makeLike({ shape, rows, features }: SimdTensor): SimdTensor {
    return this.make(shape, rows, features);
  }

  /** The same numbers under another shape of the same size. */
  share({ owner }: SimdTensor, shape: readonly number[]): SimdTensor {
    const [rows = 1, ...features] = shape;
    const { address, sizeClass } = owner;
    owner.users++;
    return this.#register(
      new SimdTensor(this, shape, rows, sizeOf(features), address, sizeClass, owner),
    );
  }

  /** The numbers of a tensor; only until the next tensor is made. */
  numbers({ address, size }: SimdTensor): Float32Array<ArrayBuffer> {
    const start = address >> 2;
    return this.heap.numbers.subarray(start, start + size);
  }

  /** Runs `body` with the address of room for `count` numbers in float32. */
  withScratch(count: number, body: (address: number) => void): void {
    const address = this.heap.take(sizeClass(count));
    const { grantedClass } = this.heap;
    body(address);
    this.heap.release(address, grantedClass);
  }

  /** See `Backend.scope`. */
  scope<T extends Tensor | readonly Tensor[] | void>(body: () => T): T {
    const open = this.#open;
    const start = open.length;
    this.#depth++;
    let result: T | undefined;
    try {
      result = body();
      mark(result, true);
      return result;
    } finally {
      this.#depth--;
      let height = start;
      for (let i = start; i < open.length; i++) {
        const tensor = open[i];
        if (!tensor.kept) this.#end(tensor);
        else if (this.#depth > 0) open[height++] = tensor;
        else this.#persist(tensor.owner);
      }
      open.length = height;
      mark(result, false);
    }
  }

  /** See `Backend.free`. */
  free(tensors: readonly Tensor[]): void {
    for (const tensor of tensors) {
      if (tensor instanceof SimdTensor && tensor.storage === this && !tensor.live) continue;
      const own = this.own(tensor);
      if (own.owner.persistent) own.live = false;
      else this.#end(own);
    }
  }

  /** A tensor of whatever numbers are there in place of one like it: in its block, if none else uses that. */
  replace(tensor: SimdTensor): SimdTensor {
    const { owner, shape } = tensor;
    if (owner.users > 1 || owner.persistent) return this.makeLike(tensor);
    const heir = this.share(tensor, shape);
    this.free([tensor]);
    return heir;
  }

  #register(tensor: SimdTensor): SimdTensor {
    if (this.#depth > 0) this.#open.push(tensor);
    else this.#persist(tensor.owner);
    return tensor;
  }

  #end(tensor: SimdTensor): void {
    if (!tensor.live) return;
    const { owner } = tensor;
    tensor.live = false;
    if (--owner.users === 0) this.heap.release(owner.address, owner.sizeClass);
  }

  /** Views hold their owner, so that the block lives as long as any of them. */
  #persist(owner: SimdTensor): void {
    if (owner.persistent) return;
    owner.persistent = true;
    this.#collected.register(owner, owner.address * classes + owner.sizeClass);
  }
}

/** Notes whether a scope returns the tensors of its result. */
function mark(result: Tensor | readonly Tensor[] | void, kept: boolean): void {
  if (result instanceof SimdTensor) result.kept = kept;
  else if (Array.isArray(result)) { for (const tensor of result) mark(tensor, kept); }
}
