import type { Action, Environment, StepResult } from "../environment.ts";
import type { Space } from "../spaces.ts";
import { ObservationWrapper } from "./observation_wrapper.ts";
import { Wrapper } from "./wrapper.ts";

/**
 * Changes observations by a function.
 *
 * @example Only the angle of a pole
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Box, makeEnvironment, TransformObservation } from "@hesscale/hesscale/envs";
 *
 * const angle = new Box({ low: [-0.42], high: [0.42] });
 * const environment = new TransformObservation(
 *   await makeEnvironment("CartPole-v1"),
 *   (observation, into) => into[0] = observation[2],
 *   angle,
 * );
 * assertEquals(environment.reset({ seed: 1 }).observation.length, 1);
 * ```
 */
export class TransformObservation extends ObservationWrapper {
  /** @internal */
  protected override readonly name = "TransformObservation";
  readonly #change: (observation: Float64Array, into: Float64Array) => void;

  /**
   * Wraps an environment.
   *
   * @param change Writes what the agent sees into its second argument; it must not remember anything
   * @param space Where that lies; that of the environment inside if absent
   */
  constructor(
    inner: Environment,
    change: (observation: Float64Array, into: Float64Array) => void,
    space: Space = inner.observationSpace,
  ) {
    super(inner, space);
    this.#change = change;
  }

  /** @internal */
  protected override observe(inner: Float64Array, observation: Float64Array): void {
    this.#change(inner, observation);
  }
}

/** Changes rewards by a function. */
export class TransformReward extends Wrapper {
  /** @internal */
  protected override readonly name = "TransformReward";
  readonly #change: (reward: number) => number;

  /**
   * Wraps an environment.
   *
   * @param change From the environment's reward to the agent's; it must not remember anything
   */
  constructor(inner: Environment, change: (reward: number) => number) {
    super(inner);
    this.#change = change;
  }

  /** Acts; see {@linkcode Environment.step}. */
  override step(action: Action, into?: Float64Array): StepResult {
    const { observation, reward, terminated, truncated, info } = this.inner.step(action, into);
    return { observation, reward: this.#change(reward), terminated, truncated, info };
  }
}
