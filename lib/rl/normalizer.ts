/** Normalised numbers stay within ± this. */
const BOUND = 10;
/** Added to variances, as Gymnasium does. */
const EPSILON = 1e-8;
/** What counts start from, as Gymnasium's do. */
const FIRST_COUNT = 1e-4;

/** Running mean and variance of vectors, by Welford's update as Chan et al. (1979) put it. */
export class RunningStatistics {
  /** Mean of each number. */
  readonly mean: Float64Array;
  /** Variance of each number. */
  readonly variance: Float64Array;
  /** How many vectors, and a little more. */
  count: number = FIRST_COUNT;

  /** Mean 0 and variance 1 at first. */
  constructor(size: number) {
    this.mean = new Float64Array(size);
    this.variance = new Float64Array(size).fill(1);
  }

  /** Takes one more vector into account. */
  update(vector: ArrayLike<number>): void {
    const total = this.count + 1;
    for (let i = 0; i < this.mean.length; i++) {
      const distance = vector[i] - this.mean[i];
      this.mean[i] += distance / total;
      this.variance[i] = this.count / total * (this.variance[i] + distance * distance / total);
    }
    this.count = total;
  }
}

/** What a {@linkcode Normalizer} does. */
export interface NormalizerOptions {
  /** Numbers of an observation. */
  readonly observation: number;
  /** Environments that share the statistics. */
  readonly environments: number;
  /** γ of the discounted return whose deviation rewards are divided by. */
  readonly gamma: number;
  /** Whether observations are normalised. */
  readonly observations: boolean;
  /** Whether rewards are. */
  readonly rewards: boolean;
}

/** What a {@linkcode Normalizer} needs to continue. */
export interface NormalizerState {
  /** How many observations, and rewards. */
  readonly counts: readonly [observations: number, returns: number];
  /** `[observation]` each, `[1]` each, and `[environments]`. */
  readonly numbers: Readonly<
    Record<
      "observationMean" | "observationVariance" | "returnMean" | "returnVariance" | "returns",
      Float64Array
    >
  >;
}

/**
 * Normalises observations and rewards by running statistics as Gymnasium's `NormalizeObservation` and
 * `NormalizeReward` do, clipped to ±10, in place; environments side by side share the statistics.
 */
export class Normalizer {
  /** Whether statistics stay as they are: for evaluation. */
  frozen = false;
  readonly #options: NormalizerOptions;
  readonly #observations: RunningStatistics;
  readonly #returns: RunningStatistics;
  /** The discounted return so far in each environment. */
  readonly #discounted: Float64Array;
  readonly #one = new Float64Array(1);

  /** Statistics of nothing yet. */
  constructor(options: NormalizerOptions) {
    this.#options = options;
    this.#observations = new RunningStatistics(options.observation);
    this.#returns = new RunningStatistics(1);
    this.#discounted = new Float64Array(options.environments);
  }

  /** Normalises an observation in place. */
  observation(observation: Float64Array): void {
    if (!this.#options.observations) return;
    if (!this.frozen) this.#observations.update(observation);
    const { mean, variance } = this.#observations;
    for (let i = 0; i < observation.length; i++) {
      observation[i] = bounded((observation[i] - mean[i]) / Math.sqrt(variance[i] + EPSILON));
    }
  }

  /** A normalised reward. */
  reward(environment: number, reward: number, terminated: boolean): number {
    const { rewards, gamma } = this.#options;
    if (!rewards) return reward;
    if (!this.frozen) {
      const before = terminated ? 0 : this.#discounted[environment];
      this.#one[0] = this.#discounted[environment] = before * gamma + reward;
      this.#returns.update(this.#one);
    }
    return bounded(reward / Math.sqrt(this.#returns.variance[0] + EPSILON));
  }

  /** Its statistics; the arrays are its own. */
  saveState(): NormalizerState {
    return {
      counts: [this.#observations.count, this.#returns.count],
      numbers: {
        observationMean: this.#observations.mean,
        observationVariance: this.#observations.variance,
        returnMean: this.#returns.mean,
        returnVariance: this.#returns.variance,
        returns: this.#discounted,
      },
    };
  }

  /** Continues with the statistics of a normaliser of the same sizes; throws TypeError for others. */
  loadState({ counts, numbers }: NormalizerState): void {
    const own = this.saveState().numbers;
    for (const name of Object.keys(own) as (keyof typeof own)[]) {
      if (numbers[name].length !== own[name].length) {
        throw new TypeError(
          `Expected ${own[name].length} numbers as ${name}, found ${numbers[name].length}`,
        );
      }
    }
    for (const name of Object.keys(own) as (keyof typeof own)[]) own[name].set(numbers[name]);
    [this.#observations.count, this.#returns.count] = counts;
  }
}

function bounded(x: number): number {
  return x < -BOUND ? -BOUND : x > BOUND ? BOUND : x;
}
