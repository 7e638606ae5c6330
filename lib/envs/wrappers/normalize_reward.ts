import type { Action, Environment, Json, StepResult } from "../environment.ts";
import { checkPositive } from "./normalize_observation.ts";
import { RunningStatistics } from "./running_statistics.ts";
import { Wrapper } from "./wrapper.ts";

/** Options of {@linkcode NormalizeReward}. */
export interface NormalizeRewardOptions {
  /** γ of the return whose variance is measured; default 0.99. */
  readonly discount?: number;
  /** Added to the variance; default 1e-8. */
  readonly epsilon?: number;
  /** Normalised rewards are clipped to plus or minus this; default ∞, as in Gymnasium. */
  readonly clip?: number;
  /** Statistics to share, such as those of training; if absent, new ones. */
  readonly statistics?: RunningStatistics;
  /** Do not update the statistics, as for an evaluation. */
  readonly frozen?: boolean;
}

/**
 * `reward / √(variance + ε)`, with the variance of a discounted sum of the rewards so far, `G ← γ G + reward`, which
 * starts anew where an episode has terminated (not where it was truncated); Gymnasium's `NormalizeReward`.
 */
export class NormalizeReward extends Wrapper {
  /** @internal */
  protected override readonly name = "NormalizeReward";
  /** Of the discounted sums so far. */
  readonly statistics: RunningStatistics;
  /** Whether the statistics stay as they are. */
  frozen: boolean;
  readonly #discount: number;
  readonly #epsilon: number;
  readonly #clip: number;
  readonly #sum = new Float64Array(1);

  /**
   * Wraps an environment.
   *
   * @throws RangeError if γ is not in [0, 1], or ε or the bound is not above 0.
   * @throws TypeError if the statistics are not those of single numbers.
   */
  constructor(inner: Environment, options: NormalizeRewardOptions = {}) {
    super(inner);
    const { discount = 0.99, epsilon = 1e-8, clip = Infinity, frozen = false } = options;
    checkPositive({ epsilon, clip });
    if (!(discount >= 0 && discount <= 1)) {
      throw new RangeError(`Expected a discount from 0 to 1, found ${discount}`);
    }
    this.statistics = options.statistics ?? new RunningStatistics(1);
    if (this.statistics.mean.length !== 1) {
      throw new TypeError(
        `${inner.id}: expected statistics of 1 number, found ${this.statistics.mean.length}`,
      );
    }
    this.frozen = frozen;
    this.#discount = discount;
    this.#epsilon = epsilon;
    this.#clip = clip;
  }

  /** Acts; see {@linkcode Environment.step}. */
  override step(action: Action, into?: Float64Array): StepResult {
    const { observation, reward, terminated, truncated, info } = this.inner.step(action, into);
    const sum = this.#sum;
    sum[0] = (terminated ? 0 : sum[0] * this.#discount) + reward;
    if (!this.frozen) this.statistics.add(sum);
    const normalized = reward / Math.sqrt(this.statistics.variance[0] + this.#epsilon);
    const clipped = Math.max(-this.#clip, Math.min(this.#clip, normalized));
    return { observation, reward: clipped, terminated, truncated, info };
  }

  /** @internal */
  protected override saveOwn(): Json {
    return { statistics: this.statistics.save(), frozen: this.frozen, sum: this.#sum[0] };
  }

  /** @internal */
  protected override loadOwn(state: Json): void {
    const { statistics, frozen, sum } = Object(state);
    if (!Number.isFinite(sum)) {
      throw new TypeError(`Expected a saved discounted sum, found ${JSON.stringify(sum)}`);
    }
    this.statistics.load(statistics);
    this.frozen = frozen === true;
    this.#sum[0] = sum;
  }
}
