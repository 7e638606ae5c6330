import type { Environment, Json } from "../environment.ts";
import { Box } from "../spaces.ts";
import { ObservationWrapper } from "./observation_wrapper.ts";
import { RunningStatistics } from "./running_statistics.ts";
import { boxOf } from "./time_aware.ts";

/** Options of {@linkcode NormalizeObservation}. */
export interface NormalizeObservationOptions {
  /** Added to the variance; default 1e-8. */
  readonly epsilon?: number;
  /** Normalised numbers are clipped to plus or minus this; default ∞, as in Gymnasium. */
  readonly clip?: number;
  /** Statistics to share, such as those of training; if absent, new ones. */
  readonly statistics?: RunningStatistics;
  /** Do not update the statistics, as for an evaluation. */
  readonly frozen?: boolean;
}

/**
 * `(x − mean) / √(variance + ε)` of observations, with the mean and variance of all that have been seen, this one among
 * them; Gymnasium's `NormalizeObservation`, but in float64.
 *
 * @example Evaluate with the statistics of training
 * ```ts
 * import { makeEnvironment, NormalizeObservation } from "@hesscale/hesscale/envs";
 *
 * const training = new NormalizeObservation(await makeEnvironment("Pendulum-v1"), { clip: 10 });
 * training.reset({ seed: 1 });
 * training.step([0.5]);
 * const { statistics } = training;
 * const options = { clip: 10, statistics, frozen: true };
 * const evaluation = new NormalizeObservation(await makeEnvironment("Pendulum-v1"), options);
 * evaluation.reset({ seed: 2 });
 * ```
 */
export class NormalizeObservation extends ObservationWrapper {
  /** @internal */
  protected override readonly name = "NormalizeObservation";
  /** Of all observations so far. */
  readonly statistics: RunningStatistics;
  /** Whether the statistics stay as they are. */
  frozen: boolean;
  readonly #epsilon: number;
  readonly #clip: number;

  /**
   * Wraps an environment.
   *
   * @throws RangeError if ε or the bound is not above 0.
   * @throws TypeError if the statistics are of another size, or observations are no box.
   */
  constructor(inner: Environment, options: NormalizeObservationOptions = {}) {
    const { epsilon = 1e-8, clip = Infinity, frozen = false } = options;
    checkPositive({ epsilon, clip });
    const { size, shape, precision } = boxOf(inner);
    super(inner, new Box({ low: -clip, high: clip, shape, precision }));
    this.statistics = options.statistics ?? new RunningStatistics(size);
    if (this.statistics.mean.length !== size) {
      throw new TypeError(
        `${inner.id}: expected statistics of ${size} numbers, found ${this.statistics.mean.length}`,
      );
    }
    this.frozen = frozen;
    this.#epsilon = epsilon;
    this.#clip = clip;
  }

  /** @internal */
  protected override observe(inner: Float64Array, observation: Float64Array): void {
    if (!this.frozen) this.statistics.add(inner);
    const { mean, variance } = this.statistics;
    for (let i = 0; i < inner.length; i++) {
      const normalized = (inner[i] - mean[i]) / Math.sqrt(variance[i] + this.#epsilon);
      observation[i] = Math.max(-this.#clip, Math.min(this.#clip, normalized));
    }
  }

  /** @internal */
  protected override saveOwn(): Json {
    return { statistics: this.statistics.save(), frozen: this.frozen };
  }

  /** @internal */
  protected override loadOwn(state: Json): void {
    const { statistics, frozen } = Object(state);
    this.statistics.load(statistics);
    this.frozen = frozen === true;
  }
}

/**
 * Refuses options that are not above 0.
 *
 * @throws RangeError for the first such.
 */
export function checkPositive(options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(value > 0)) throw new RangeError(`Expected ${name} above 0, found ${value}`);
  }
}
