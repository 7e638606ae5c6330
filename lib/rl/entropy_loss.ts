import type { Tensor } from "../backend/backend.ts";
import { logFunction } from "../backend/functions.ts";
import { outputSize } from "../losses/check.ts";
import { type Loss, rowWeights } from "../losses/loss.ts";
import { structuredLoss } from "../losses/structured.ts";
import type { Spread } from "./gaussian_policy.ts";

/** What the entropy is multiplied by: negative to make it greater by descent. */
export interface EntropyLossOptions {
  /** c. */
  readonly factor: number;
}

/**
 * `c/N Σ_n H_n` in nats of independent normal distributions: `H = ½ Σ_k ln v_k` of variances, `Σ_k ρ_k`
 * of logarithms of standard deviations, and `½ ln 2πe` for each dimension.
 *
 * @param output What the outputs `[batch, dimensions]` are.
 */
export function gaussianEntropyLoss(output: Spread, { factor }: EntropyLossOptions): Loss {
  const name = `gaussianEntropy(${output})`;
  return {
    name,
    at(b, z) {
      const { batch, outputs } = outputSize(name, z);
      const weight = b.scale(rowWeights(b, batch, {}), factor);
      const constant = factor * outputs * (1 + Math.log(2 * Math.PI)) / 2;
      if (output === "logStd") {
        return structuredLoss(b, z, {
          value: () => b.sum(b.multiply(z, weight)) + constant,
          gradient: () => b.multiply(b.fill(z.shape, 1), weight),
          hessian: {},
        });
      }
      const slope = b.divide(b.fill(z.shape, 0.5), z);
      return structuredLoss(b, z, {
        value: () => b.sum(b.multiply(b.elementwise(logFunction, z), weight)) / 2 + constant,
        gradient: () => b.multiply(slope, weight),
        hessian: { diagonal: b.scale(b.multiply(b.divide(slope, z), weight), -1) },
      });
    },
  };
}

/**
 * `c/N Σ_n H_n` in nats of softmax(z), `H = −Σ_k p_k ln p_k`, z `[batch, choices]`.
 *
 * With `s = ln p + H`: gradient `−p ∘ s`, Hessian `p aᵀ + a pᵀ − diag(p ∘ (s + 1))`, a = `p ∘ (s + ½)`,
 * whose first two terms are `½ (p+a)(p+a)ᵀ − ½ (p−a)(p−a)ᵀ`.
 */
export function categoricalEntropyLoss({ factor }: EntropyLossOptions): Loss {
  const name = "categoricalEntropy";
  return {
    name,
    at(b, z) {
      const { batch } = outputSize(name, z);
      const weight = b.scale(rowWeights(b, batch, {}), factor);
      const p = b.softmax(z);
      const logP = b.logSoftmax(z);
      const entropy = b.scale(b.sumFeatures(b.multiply(p, logP)), -1);
      const s = b.add(logP, entropy);
      const a = b.multiply(p, b.scale(s, 1, 0.5));
      const half = (sign: number): Tensor => b.scale(weight, sign / 2);
      return structuredLoss(b, z, {
        value: () => b.sum(b.multiply(entropy, weight)),
        gradient: () => b.scale(b.multiply(b.multiply(p, s), weight), -1),
        hessian: {
          factors: [
            { coefficient: half(1), vector: b.add(p, a) },
            { coefficient: half(-1), vector: b.subtract(p, a) },
          ],
          diagonal: b.scale(b.multiply(b.multiply(p, b.scale(s, 1, 1)), weight), -1),
        },
        logSoftmax: { p },
      });
    },
  };
}
