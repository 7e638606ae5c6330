import type * as Core from "@tensorflow/tfjs-core";
import type { Tensor } from "../backend.ts";
import { show, sizeOf } from "../shapes.ts";

/** The functions of TensorFlow.js that a backend is made of. */
export type TensorFlow = typeof Core;

/** Numbers that one or more tensors look at, each under a shape of its own. */
class Cell {
  readonly #value: { tensor: Core.Tensor };
  #owners = 0;

  constructor(tensor: Core.Tensor) {
    this.#value = { tensor };
  }

  get tensor(): Core.Tensor {
    return this.#value.tensor;
  }

  /** Other numbers in place of these, for every tensor that looks at them. */
  replace(tensor: Core.Tensor): void {
    this.#value.tensor.dispose();
    this.#value.tensor = tensor;
  }

  retain(): this {
    this.#owners++;
    return this;
  }

  release(): void {
    if (--this.#owners === 0) this.tensor.dispose();
  }
}

/** A tensor of a TensorFlow.js backend. */
class TfjsTensor implements Tensor {
  readonly shape: readonly number[];
  /** Undefined once its scope has ended. */
  cell: Cell | undefined;
  readonly store: TfjsStore;

  constructor(shape: readonly number[], cell: Cell, store: TfjsStore) {
    this.shape = shape;
    this.cell = cell.retain();
    this.store = store;
  }

  dispose(): void {
    this.cell?.release();
    this.cell = undefined;
  }
}

/**
 * The tensors of one TensorFlow.js backend and their lifetimes. Its numbers are kept out of `tf.tidy`:
 * they live until the `scope` ends in which they were made. What no scope holds is disposed of once
 * nothing refers to it, as TensorFlow.js by itself never does.
 */
export class TfjsStore {
  /** TensorFlow.js, for use inside {@linkcode make}. */
  readonly tf: TensorFlow;
  /** The name of our backend. */
  readonly name: string;
  readonly #backend: string;
  readonly #scopes: TfjsTensor[][] = [];
  readonly #abandoned = new FinalizationRegistry<Cell>((cell) => cell.release());

  constructor(tf: TensorFlow, backend: string, name: string) {
    this.tf = tf;
    this.#backend = backend;
    this.name = name;
  }

  /**
   * A tensor of `shape` out of the numbers of others. Zeros without a computation if there is nothing
   * to compute with: kernels differ in what they make of empty tensors.
   *
   * @param compute Runs inside `tf.tidy`; gets the operands under their shapes
   */
  make(
    shape: readonly number[],
    operands: readonly Tensor[],
    compute: (...operands: Core.Tensor[]) => Core.Tensor,
  ): Tensor {
    const cells = operands.map((operand) => this.#live(operand).cell);
    if ([shape, ...operands.map((operand) => operand.shape)].some((one) => sizeOf(one) === 0)) {
      return this.upload(new Float32Array(sizeOf(shape)), shape);
    }
    this.#activate();
    const result = this.tf.tidy(() => {
      const views = cells.map(({ tensor }, i) => this.#under(tensor, operands[i].shape));
      const computed = this.#under(compute(...views), shape);
      return cells.some(({ tensor }) => tensor === computed) ? computed.clone() : computed;
    });
    return this.#wrap(shape, new Cell(this.tf.keep(result)));
  }

  /** A tensor of these numbers, which it takes over. */
  upload(data: Float32Array, shape: readonly number[]): Tensor {
    return this.#wrap(shape, new Cell(this.#place(data, shape)));
  }

  /** A copy of a tensor's numbers. */
  download(a: Tensor): Float32Array {
    const { cell } = this.#live(a);
    this.#activate();
    return Float32Array.from(cell.tensor.dataSync());
  }

  /** One number out of others. */
  measure(a: Tensor, compute: (a: Core.Tensor) => Core.Tensor): number {
    const { cell } = this.#live(a);
    this.#activate();
    return this.tf.tidy(() => compute(cell.tensor).dataSync()[0]);
  }

  /** Other numbers in place of those of `target`. */
  overwrite(target: Tensor, data: Float32Array): void {
    const { cell } = this.#live(target);
    cell.replace(this.#place(data, cell.tensor.shape));
  }

  /** Puts the numbers of `source` in place of those of `target`, which has as many. */
  move(target: Tensor, source: Tensor): void {
    const [{ cell }, { cell: { tensor } }] = [this.#live(target), this.#live(source)];
    this.#activate();
    cell.replace(this.tf.keep(tensor.clone()));
  }

  /** The same numbers under another shape. */
  view(a: Tensor, shape: readonly number[]): Tensor {
    return this.#wrap(shape, this.#live(a).cell);
  }

  /** See `Backend.scope`. */
  scope<T extends Tensor | readonly Tensor[] | void>(body: () => T): T {
    const made: TfjsTensor[] = [];
    this.#scopes.push(made);
    let kept: ReadonlySet<unknown> = new Set();
    try {
      const result = body();
      kept = new Set(result === undefined ? [] : Array.isArray(result) ? result : [result]);
      return result;
    } finally {
      this.#scopes.pop();
      for (const tensor of made) {
        if (kept.has(tensor)) this.#own(tensor);
        else tensor.dispose();
      }
    }
  }

  /** See `Backend.free`. */
  free(tensors: readonly Tensor[]): void {
    for (const tensor of tensors) {
      const own = this.#ours(tensor);
      this.#abandoned.unregister(own);
      own.dispose();
    }
  }

  #wrap(shape: readonly number[], cell: Cell): Tensor {
    return this.#own(new TfjsTensor([...shape], cell, this));
  }

  /** Puts a tensor into the innermost scope, or leaves it to the garbage collector. */
  #own(tensor: TfjsTensor): TfjsTensor {
    const scope = this.#scopes.at(-1);
    if (scope) scope.push(tensor);
    else if (tensor.cell) this.#abandoned.register(tensor, tensor.cell, tensor);
    return tensor;
  }

  #place(data: Float32Array, shape: readonly number[]): Core.Tensor {
    this.#activate();
    return this.tf.keep(this.tf.tensor(data, [...shape], "float32"));
  }

  #ours(tensor: Tensor): TfjsTensor {
    if (tensor instanceof TfjsTensor && tensor.store === this) return tensor;
    throw new TypeError(`Expected a tensor of the ${this.name} backend, found ${describe(tensor)}`);
  }

  #live(tensor: Tensor): TfjsTensor & { readonly cell: Cell } {
    const ours = this.#ours(tensor);
    if (isLive(ours)) return ours;
    throw new TypeError(
      `Expected a live tensor, found one of shape ${show(tensor.shape)} whose scope has ended`,
    );
  }

  #under(tensor: Core.Tensor, shape: readonly number[]): Core.Tensor {
    return tensor.shape.join() === shape.join() ? tensor : this.tf.reshape(tensor, [...shape]);
  }

  /**
   * TensorFlow.js computes in one backend at a time. Choosing one that has been started takes effect
   * before `setBackend` returns; its promise is for those that have not.
   */
  #activate(): void {
    if (this.tf.getBackend() !== this.#backend) void this.tf.setBackend(this.#backend);
  }
}

function isLive(tensor: TfjsTensor): tensor is TfjsTensor & { readonly cell: Cell } {
  return tensor.cell !== undefined;
}

function describe(value: unknown): string {
  if (value instanceof TfjsTensor) return `one of the ${value.store.name} backend`;
  if (value === null || typeof value !== "object") return String(value);
  return `an instance of ${value.constructor?.name ?? "no class"}`;
}
