import type { Backend, Tensor } from "../backend/backend.ts";
import { type Activation, Leaf, type Pass, type Tangent } from "./layer.ts";

interface Memory {
  /** `m / keep` of this pass, `[batch, ...features]`; undefined in evaluation. */
  readonly mask: Tensor | undefined;
}

/** `y = x ∘ m / keep`; see {@linkcode dropout}. */
export class Dropout extends Leaf<Memory> {
  readonly name: string;
  override readonly jacobianIsDiagonal = true;
  /** Of an entry to become zero. */
  readonly probability: number;

  constructor(probability: number) {
    super();
    if (!(probability >= 0 && probability < 1)) {
      throw new RangeError(`dropout: expected a probability in [0, 1), found ${probability}`);
    }
    this.probability = probability;
    this.name = `dropout(${probability})`;
  }

  override outputShape(input: readonly number[]): readonly number[] {
    return input;
  }

  override forward({ backend: b, training, random }: Pass, x: Tensor): Activation<Memory> {
    if (!training) return { output: x, memory: { mask: undefined } };
    const dropped = b.lessOrEqual(
      b.random("uniform", x.shape, random),
      b.fill([1, 1], this.probability),
    );
    const keep = 1 - this.probability;
    const mask = b.scale(dropped, -1 / keep, 1 / keep);
    return { output: b.multiply(x, mask), memory: { mask } };
  }

  override vjp(b: Backend, { mask }: Memory, v: Tensor): Tensor {
    return mask ? b.multiply(v, mask) : v;
  }

  override squaredVjp(b: Backend, { mask }: Memory, h: Tensor): Tensor {
    return mask ? b.multiply(h, mask, { squareB: true }) : h;
  }

  override jvp(b: Backend, { mask }: Memory, { input }: Tangent): Tensor {
    return mask ? b.multiply(input, mask) : input;
  }

  override jacobianDiagonal(b: Backend, { mask }: Memory): Tensor {
    return mask ?? b.fill([1, 1], 1);
  }
}

/**
 * Sets each entry to zero with the given probability in training and scales the rest by
 * `1 / (1 − probability)`; the identity in evaluation. One mask serves the forward pass and all rules.
 *
 * @throws RangeError if the probability is not in [0, 1).
 */
export function dropout(probability = 0.5): Leaf {
  return new Dropout(probability);
}
