import type { Backend, Tensor } from "../backend/backend.ts";
import { checkChoice } from "../backend/choice.ts";
import { placesOf } from "../backend/geometry.ts";
import { type Activation, Leaf, type Pass, type Tangent } from "./layer.ts";

interface Memory {
  /** `m / keep` of this pass, `[batch, ...features]`; undefined in evaluation. */
  readonly mask: Tensor | undefined;
}

/** Options of {@linkcode dropout}. */
export interface DropoutOptions {
  /** What is dropped together: single entries, by default, or whole channels, the last of the features. */
  readonly per?: "entry" | "channel";
}

/** `y = x ∘ m / keep`; see {@linkcode dropout}. */
export class Dropout extends Leaf<Memory> {
  readonly name: string;
  override readonly jacobianIsDiagonal = true;
  /** Of an entry to become zero. */
  readonly probability: number;
  /** What is dropped together. */
  readonly per: "entry" | "channel";

  constructor(probability: number, { per = "entry" }: DropoutOptions = {}) {
    super();
    checkChoice("per of dropout", per, ["entry", "channel"]);
    if (!(probability >= 0 && probability < 1)) {
      throw new RangeError(`dropout: expected a probability in [0, 1), found ${probability}`);
    }
    this.probability = probability;
    this.per = per;
    this.name = `dropout(${probability}${per === "channel" ? ", per channel" : ""})`;
  }

  override outputShape(input: readonly number[]): readonly number[] {
    return input;
  }

  override forward({ backend: b, training, random }: Pass, x: Tensor): Activation<Memory> {
    if (!training) return { output: x, memory: { mask: undefined }, holds: [] };
    const [rows, channels] = [x.shape[0], x.shape.at(-1)!];
    const places = placesOf(x.shape.slice(1, -1));
    const drawn = this.per === "entry" ? x.shape : [rows, channels];
    const dropped = b.lessOrEqual(
      b.random("uniform", drawn, random),
      b.fill([1, 1], this.probability),
    );
    const keep = 1 - this.probability;
    const factors = b.scale(dropped, -1 / keep, 1 / keep);
    const mask = this.per === "entry" ? factors : b.reshape(b.repeatRows(factors, places), x.shape);
    return { output: b.multiply(x, mask), memory: { mask }, holds: [mask] };
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
 * @throws RangeError if the probability is not in [0, 1), or `per` is unknown.
 */
export function dropout(probability = 0.5, options: DropoutOptions = {}): Leaf {
  return new Dropout(probability, options);
}
