/**
 * What happened in a rollout, in order of time, the environments of one step standing together:
 * `[steps · environments]` each.
 */
export interface Transitions {
  /** r, the reward of each transition. */
  readonly rewards: ArrayLike<number>;
  /** V(s) of the observation before the transition. */
  readonly values: ArrayLike<number>;
  /**
   * V(s′) of the observation after it: of the true last observation of an episode, not of the first
   * one of the next.
   */
  readonly nextValues: ArrayLike<number>;
  /** 1 where the episode reached a terminal state, which is worth nothing more. */
  readonly terminated: ArrayLike<number>;
  /** 1 where the episode ended, terminated or cut off by a time limit: nothing goes back across it. */
  readonly ended: ArrayLike<number>;
}

/** Options of {@linkcode generalizedAdvantages}. */
export interface AdvantageOptions {
  /** γ, the discount. */
  readonly gamma: number;
  /** λ, the decay of the sum of temporal differences. */
  readonly lambda: number;
  /** Environments that stand together in a step; 1 by default. */
  readonly environments?: number;
}

/**
 * Generalised advantage estimates `Â_t = Σ_k (γλ)ᵏ δ_{t+k}` with `δ = r + γ V(s′) − V(s)`, the sum up
 * to the end of the episode or of the rollout; V(s′) counts as 0 after a terminal state, but not where
 * a time limit cut the episode off. `Â + V` is the TD(λ) return.
 *
 * Source: Schulman et al. 2016, arXiv 1506.02438, equations 11–16; for time limits Pardo et al. 2018,
 * arXiv 1712.00378.
 *
 * @param into Where to write, `[steps · environments]`.
 * @returns `into`
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { generalizedAdvantages } from "@hesscale/hesscale/rl";
 *
 * const advantages = generalizedAdvantages({
 *   rewards: [1, 1],
 *   values: [0, 0],
 *   nextValues: [0, 8],
 *   terminated: [0, 0],
 *   ended: [0, 1], // cut off by a time limit: the last state is still worth 8
 * }, { gamma: 0.5, lambda: 1 });
 * assertEquals([...advantages], [3.5, 5]);
 * ```
 */
export function generalizedAdvantages(
  { rewards, values, nextValues, terminated, ended }: Transitions,
  { gamma, lambda, environments = 1 }: AdvantageOptions,
  into: Float64Array = new Float64Array(rewards.length),
): Float64Array {
  for (let i = rewards.length - 1; i >= 0; i--) {
    const bootstrap = terminated[i] ? 0 : gamma * nextValues[i];
    const difference = rewards[i] + bootstrap - values[i];
    const later = ended[i] || i + environments >= rewards.length ? 0 : into[i + environments];
    into[i] = difference + gamma * lambda * later;
  }
  return into;
}

/** Options of {@linkcode nStepReturns}. */
export interface ReturnOptions {
  /** γ, the discount. */
  readonly gamma: number;
  /** How many rewards are summed at most before the value of the state reached stands for the rest. */
  readonly n: number;
  /** Environments that stand together in a step; 1 by default. */
  readonly environments?: number;
}

/**
 * n-step returns `G_t = r_t + γ r_{t+1} + … + γⁿ V(s_{t+n})`, fewer steps where the episode or the
 * rollout ends; V as in {@linkcode generalizedAdvantages}. A2C's, with n the length of the rollout:
 * then `G − V` is the generalised advantage estimate with λ = 1.
 *
 * Source: Mnih et al. 2016, arXiv 1602.01783, Algorithm S3.
 *
 * @param into Where to write, `[steps · environments]`.
 * @returns `into`
 */
export function nStepReturns(
  { rewards, nextValues, terminated, ended }: Omit<Transitions, "values">,
  { gamma, n, environments = 1 }: ReturnOptions,
  into: Float64Array = new Float64Array(rewards.length),
): Float64Array {
  for (let start = 0; start < rewards.length; start++) {
    let discount = 1;
    let sum = 0;
    for (let i = start, count = 1;; i += environments, count++) {
      sum += discount * rewards[i];
      discount *= gamma;
      if (count === n || ended[i] || i + environments >= rewards.length) {
        into[start] = sum + (terminated[i] ? 0 : discount * nextValues[i]);
        break;
      }
    }
  }
  return into;
}
