import type { Backend, Tensor } from "../backend/backend.ts";
import { expFunction } from "../backend/functions.ts";
import { dataOf, oneHotLabels, outputSize } from "./check.ts";
import type { GaussianData, GaussianOutput } from "./gaussian.ts";
import { densityOf } from "./gaussian_data.ts";
import { type Loss, type LossAt, type LossOptions, rowWeights } from "./loss.ts";
import { type HessianStructure, structuredLoss } from "./structured.ts";

/** What PPO's surrogate needs beside the actions. */
export interface SurrogateData {
  /** `ln π_old(a)` of each row, `[batch]`, summed over action dimensions. */
  readonly oldLogProbabilities: ArrayLike<number>;
  /** A, `[batch]`. */
  readonly advantages: ArrayLike<number>;
  /** ε of the clip range [1 − ε, 1 + ε]; 0.2 by default. */
  readonly clip?: number;
}

/** `ln π(a)` of each row `[batch, 1]`, its gradient ψ, and the curvature of the surrogate's `k ln π`. */
interface Policy {
  readonly logProbability: Tensor;
  readonly first: Tensor;
  readonly curvature: (k: Tensor) => HessianStructure;
}

/**
 * PPO's clipped surrogate `−Σ_n w_n min(r A, clip(r, 1 ± ε) A)`, r = π/π_old (Schulman et al. 2017).
 *
 * On rows where the unclipped branch is active, with k = −w A r: gradient `k ψ`, Hessian
 * `k (ψ ψᵀ + ∇² ln π)`; zero elsewhere.
 */
function surrogate(
  b: Backend,
  name: string,
  z: Tensor,
  policy: Policy,
  { oldLogProbabilities, advantages, clip = 0.2 }: SurrogateData,
  options: LossOptions,
): LossAt {
  if (!(clip > 0)) throw new RangeError(`${name}: expected clip above 0, found ${clip}`);
  const batch = z.shape[0];
  const weight = rowWeights(b, batch, options);
  const old = dataOf(b, name, "oldLogProbabilities", oldLogProbabilities, [batch, 1]);
  const advantage = dataOf(b, name, "advantages", advantages, [batch, 1]);
  const ratio = b.elementwise(expFunction, b.subtract(policy.logProbability, old));
  // Beyond the bound the other branch is the lesser; an infinite product would make 0 · ∞ of it.
  const free = b.clip(b.multiply(ratio, advantage), -Infinity, 1e30);
  const clipped = b.multiply(b.clip(ratio, 1 - clip, 1 + clip), advantage);
  const active = b.lessOrEqual(free, clipped);
  const least = b.add(b.multiply(active, free), b.multiply(b.scale(active, -1, 1), clipped));
  const k = b.scale(b.multiply(b.multiply(free, active), weight), -1);
  const curvature = policy.curvature(k);
  return structuredLoss(b, z, {
    value: () => -b.sum(b.multiply(least, weight)),
    gradient: () => b.multiply(policy.first, k),
    hessian: { ...curvature, factors: [{ coefficient: k, vector: policy.first }] },
    logSoftmax: curvature.softmax && { p: curvature.softmax.p },
  });
}

/**
 * PPO's clipped surrogate for actions `[batch, outputs]` from independent normal distributions;
 * `output` and the fixed parameter as in `gaussianNll`. Averaged over rows.
 */
export function ppoGaussian(
  output: GaussianOutput,
  data: GaussianData & SurrogateData,
  options: LossOptions = {},
): Loss {
  const name = `ppoGaussian(${output})`;
  return {
    name,
    at(b, z) {
      const { outputs } = outputSize(name, z);
      const { value, first, second } = densityOf(b, name, output, data, z);
      const constant = -outputs * Math.log(2 * Math.PI) / 2;
      const policy: Policy = {
        logProbability: b.scale(b.sumFeatures(value), 1, constant),
        first,
        curvature: (k) => ({ diagonal: b.multiply(second, k) }),
      };
      return surrogate(b, name, z, policy, data, options);
    },
  };
}

/** PPO's clipped surrogate for actions `[batch]` from softmax(z), z `[batch, actions]`. Averaged over rows. */
export function ppoCategorical(
  data: SurrogateData & { readonly actions: ArrayLike<number> },
  options: LossOptions = {},
): Loss {
  const name = "ppoCategorical";
  return {
    name,
    at(b, z) {
      const target = oneHotLabels(b, name, data.actions, outputSize(name, z));
      const p = b.softmax(z);
      const policy: Policy = {
        logProbability: b.sumFeatures(b.multiply(b.logSoftmax(z), target)),
        first: b.subtract(target, p),
        curvature: (k) => ({ softmax: { coefficient: b.scale(k, -1), p } }),
      };
      return surrogate(b, name, z, policy, data, options);
    },
  };
}
