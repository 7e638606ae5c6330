import type { Backend, Tensor } from "../backend/backend.ts";
import { type Activation, Leaf, type Pass, type Tangent } from "./layer.ts";

interface Memory {
  /** The probabilities `softmax(a)`, `[batch, classes]`. */
  readonly p: Tensor;
}

function vector(input: readonly number[]): readonly number[] {
  if (input.length !== 1) {
    throw new TypeError(`expected features [classes], found [${input.join(", ")}]`);
  }
  return input;
}

/** `y = softmax(a)`, J = diag(p) − p pᵀ. */
export class Softmax extends Leaf<Memory> {
  readonly name = "softmax";

  override outputShape(input: readonly number[]): readonly number[] {
    return vector(input);
  }

  override forward({ backend: b }: Pass, a: Tensor): Activation<Memory> {
    const p = b.softmax(a);
    return { output: p, memory: { p } };
  }

  /** `p ∘ (v − Σ p v)`. */
  override vjp(b: Backend, { p }: Memory, v: Tensor): Tensor {
    return b.multiply(this.#centred(b, p, v), p);
  }

  /** `p² ∘ ((1 − 2p) ∘ h + Σ p² h)`, the squares of `p_i (δ_ij − p_j)` summed over i. */
  override squaredVjp(b: Backend, { p }: Memory, h: Tensor): Tensor {
    const spread = b.sumFeatures(b.multiply(h, p, { squareB: true }));
    const own = b.multiply(h, b.scale(p, -2, 1));
    return b.multiply(b.add(own, spread), p, { squareB: true });
  }

  /** `p (1 − 2p) ∘ (g − Σ p g)`. */
  override curvatureTerm(b: Backend, { p }: Memory, g: Tensor): Tensor {
    return b.multiply(b.multiply(this.#centred(b, p, g), p), b.scale(p, -2, 1));
  }

  override jvp(b: Backend, memory: Memory, { input }: Tangent): Tensor {
    return this.vjp(b, memory, input);
  }

  /** With ṗ = J da and c = g − Σ p g: `ṗ ∘ c − p Σ g ṗ`. */
  override vjpTangent(b: Backend, memory: Memory, g: Tensor, { input }: Tangent): Tensor {
    const { p } = memory;
    const turned = this.vjp(b, memory, input);
    const shift = b.sumFeatures(b.multiply(turned, g));
    const drift = b.multiply(b.multiply(b.fill(turned.shape, 1), p), shift);
    return b.subtract(b.multiply(turned, this.#centred(b, p, g)), drift);
  }

  #centred(b: Backend, p: Tensor, v: Tensor): Tensor {
    return b.subtract(v, b.sumFeatures(b.multiply(v, p)));
  }
}

/** `y = a − log Σ exp a`, J = I − 1 pᵀ. */
export class LogSoftmax extends Leaf<Memory> {
  readonly name = "logSoftmax";

  override outputShape(input: readonly number[]): readonly number[] {
    return vector(input);
  }

  override forward({ backend: b }: Pass, a: Tensor): Activation<Memory> {
    return { output: b.logSoftmax(a), memory: { p: b.softmax(a) } };
  }

  /** `v − p Σ v`. */
  override vjp(b: Backend, { p }: Memory, v: Tensor): Tensor {
    return b.subtract(v, this.#spread(b, p, b.sumFeatures(v), v));
  }

  /** `(1 − 2p) ∘ h + p² Σ h`, the squares of `δ_ij − p_j` summed over i. */
  override squaredVjp(b: Backend, { p }: Memory, h: Tensor): Tensor {
    const shared = b.multiply(this.#spread(b, p, b.sumFeatures(h), h), p);
    return b.add(b.multiply(h, b.scale(p, -2, 1)), shared);
  }

  /** `−(p − p²) Σ g`. */
  override curvatureTerm(b: Backend, { p }: Memory, g: Tensor): Tensor {
    const variance = b.subtract(p, b.multiply(p, p));
    return this.#spread(b, variance, b.scale(b.sumFeatures(g), -1), g);
  }

  /** `da − Σ p da`. */
  override jvp(b: Backend, { p }: Memory, { input }: Tangent): Tensor {
    return b.subtract(input, b.sumFeatures(b.multiply(input, p)));
  }

  /** `−p ∘ (da − Σ p da) Σ g`. */
  override vjpTangent(b: Backend, memory: Memory, g: Tensor, tangent: Tangent): Tensor {
    const turned = b.multiply(this.jvp(b, memory, tangent), memory.p);
    return b.multiply(turned, b.scale(b.sumFeatures(g), -1));
  }

  /** `factor ∘ t` with a number of each row of `like` and t spread over its rows. */
  #spread(b: Backend, t: Tensor, factor: Tensor, like: Tensor): Tensor {
    return b.multiply(b.multiply(b.fill(like.shape, 1), t), factor);
  }
}

/**
 * Softmax as a layer `[batch, classes] → [batch, classes]`. Under a cross-entropy prefer the fused
 * loss, whose curvature HesScale knows exactly; as a layer its Jacobian is dense.
 */
export const softmax = (): Leaf => new Softmax();

/** Log-softmax as a layer `[batch, classes] → [batch, classes]`, for an NLL on log-probabilities. */
export const logSoftmax = (): Leaf => new LogSoftmax();
