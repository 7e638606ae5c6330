import type { Backend, Tensor } from "../backend/backend.ts";
import { type Activation, Leaf, type Pass, type Tangent } from "./layer.ts";

interface Memory {
  /** Features of the input. */
  readonly features: readonly number[];
}

function flat(b: Backend, a: Tensor): Tensor {
  return b.reshape(a, [a.shape[0], a.shape.slice(1).reduce((size, length) => size * length, 1)]);
}

/** See {@linkcode flatten}. */
export class Flatten extends Leaf<Memory> {
  readonly name = "flatten";
  override readonly jacobianIsDiagonal = true;

  override outputShape(input: readonly number[]): readonly number[] {
    return [input.reduce((size, length) => size * length, 1)];
  }

  override forward({ backend: b }: Pass, x: Tensor): Activation<Memory> {
    return { output: flat(b, x), memory: { features: x.shape.slice(1) }, holds: [] };
  }

  override vjp(b: Backend, { features }: Memory, v: Tensor): Tensor {
    return b.reshape(v, [v.shape[0], ...features]);
  }

  override squaredVjp(b: Backend, memory: Memory, h: Tensor): Tensor {
    return this.vjp(b, memory, h);
  }

  override jvp(b: Backend, _: Memory, { input }: Tangent): Tensor {
    return flat(b, input);
  }

  override jacobianDiagonal(b: Backend): Tensor {
    return b.fill([1, 1], 1);
  }
}

/** All features in one dimension, row-major: `[batch, ...features] → [batch, size]`. */
export const flatten = (): Leaf => new Flatten();
