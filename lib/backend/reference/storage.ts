import type { Tensor } from "../backend.ts";
import { describe, mismatch, show, sizeOf } from "../shapes.ts";

/** A tensor of the reference backend: float64, row-major, on the JavaScript heap. */
export class ReferenceTensor implements Tensor {
  readonly shape: readonly number[];
  /** Its numbers; undefined once its scope has ended. */
  data: Float64Array | undefined;

  constructor(shape: readonly number[], data: Float64Array) {
    this.shape = shape;
    this.data = data;
    scopes.at(-1)?.push(this);
  }
}

/** Tensors made in each open scope, innermost last. */
const scopes: ReferenceTensor[][] = [];

/** See `Backend.scope`. A tensor used after its scope has ended is an error, not stale numbers. */
export function scope<T extends Tensor | readonly Tensor[] | void>(body: () => T): T {
  const made: ReferenceTensor[] = [];
  scopes.push(made);
  let kept: ReadonlySet<unknown> = new Set();
  try {
    const result = body();
    kept = new Set(result === undefined ? [] : Array.isArray(result) ? result : [result]);
    return result;
  } finally {
    scopes.pop();
    for (const tensor of made) {
      if (kept.has(tensor)) scopes.at(-1)?.push(tensor);
      else tensor.data = undefined;
    }
  }
}

/** See `Backend.free`. */
export function free(...tensors: readonly Tensor[]): void {
  for (const tensor of tensors) {
    if (!(tensor instanceof ReferenceTensor)) values(tensor);
    else tensor.data = undefined;
  }
}

/** The numbers of `tensor`, not copied. */
export function values(tensor: Tensor): Float64Array {
  if (!(tensor instanceof ReferenceTensor)) {
    throw new TypeError(`Expected a tensor of the reference backend, found ${describe(tensor)}`);
  }
  if (tensor.data === undefined) {
    throw new TypeError(
      `Expected a live tensor, found one of shape ${show(tensor.shape)} whose scope has ended`,
    );
  }
  return tensor.data;
}

/** A new tensor of zeros. */
export function allocate(shape: readonly number[]): { tensor: ReferenceTensor; out: Float64Array } {
  const out = new Float64Array(sizeOf(shape));
  return { tensor: new ReferenceTensor(shape, out), out };
}

/** Throws TypeError unless all others have the shape of one. */
export function checkSame(operation: string, one: Tensor, others: Record<string, Tensor>): void {
  for (const [name, { shape }] of Object.entries(others)) {
    if (shape.join() !== one.shape.join()) {
      mismatch(operation, `${name} of shape ${show(one.shape)}`, shape);
    }
  }
}
