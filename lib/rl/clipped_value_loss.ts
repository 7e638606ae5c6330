import { dataOf, outputSize } from "../losses/check.ts";
import { type Loss, type LossOptions, rowWeights } from "../losses/loss.ts";
import { structuredLoss } from "../losses/structured.ts";
import type { Numbers } from "../backend/backend.ts";

/** What a clipped value loss needs, `[rows]` each. */
export interface ClippedValueData {
  /** R, the returns. */
  readonly targets: Numbers;
  /** V_old, what the network said before the update. */
  readonly oldValues: Numbers;
  /** ε: how far V may go from V_old before the gradient vanishes. */
  readonly clip: number;
}

/**
 * PPO's clipped value loss `Σ_n w_n max((V − R)², (V_old + clip(V − V_old, ±ε) − R)²)`, averaged over
 * rows. Zero gradient and curvature on rows where the clipped branch is the greater.
 *
 * Source: OpenAI's baselines, as described by Huang et al. 2022, "The 37 implementation details of
 * proximal policy optimization", detail 9.
 */
export function clippedValueLoss(
  { targets, oldValues, clip }: ClippedValueData,
  options: LossOptions = {},
): Loss {
  const name = "clippedValueLoss";
  if (!(clip > 0)) throw new RangeError(`${name}: expected clip above 0, found ${clip}`);
  return {
    name,
    at(b, z) {
      const { batch, outputs } = outputSize(name, z);
      const shape = [batch, outputs];
      const target = dataOf(b, name, "targets", targets, shape);
      const old = dataOf(b, name, "oldValues", oldValues, shape);
      const weight = rowWeights(b, batch, options);
      const error = b.subtract(z, target);
      const bounded = b.clip(b.subtract(z, old), -clip, clip);
      const boundedError = b.add(b.subtract(old, target), bounded);
      const free = b.multiply(error, error);
      const held = b.multiply(boundedError, boundedError);
      // Inside the range the branches are one function; rounding must not decide between them.
      const within = b.lessOrEqual(
        b.multiply(b.subtract(z, old), b.subtract(z, old)),
        b.fill(shape, clip * clip),
      );
      const greater = b.lessOrEqual(held, free);
      const active = b.subtract(b.add(within, greater), b.multiply(within, greater));
      const value = b.add(
        b.multiply(active, free),
        b.multiply(b.scale(active, -1, 1), held),
      );
      const activeWeight = b.multiply(active, weight);
      return structuredLoss(b, z, {
        value: () => b.sum(b.multiply(value, weight)),
        gradient: () => b.multiply(b.scale(error, 2), activeWeight),
        hessian: { diagonal: b.scale(activeWeight, 2) },
      });
    },
  };
}
