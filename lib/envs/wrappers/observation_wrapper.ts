import type { Action, Environment, ResetOptions, ResetResult, StepResult } from "../environment.ts";
import { outputArray } from "../output_array.ts";
import type { Space } from "../spaces.ts";
import { Wrapper } from "./wrapper.ts";

/** A wrapper that changes what the agent sees. */
export abstract class ObservationWrapper extends Wrapper {
  readonly #inner: Float64Array;
  readonly #space: Space;

  /** Wraps an environment; observations then lie in `space`. */
  constructor(inner: Environment, space: Space) {
    super(inner);
    this.#inner = new Float64Array(inner.observationSpace.size);
    this.#space = space;
  }

  /** Where observations lie. */
  override get observationSpace(): Space {
    return this.#space;
  }

  /** Starts an episode; see {@linkcode Environment.reset}. */
  override reset(options: ResetOptions = {}): ResetResult {
    const observation = outputArray(this.id, this.#space.size, options.observation);
    const { info } = this.inner.reset({ ...options, observation: this.#inner });
    this.observe(this.#inner, observation, true);
    return { observation, info };
  }

  /** Acts; see {@linkcode Environment.step}. */
  override step(action: Action, into?: Float64Array): StepResult {
    const observation = outputArray(this.id, this.#space.size, into);
    const step = this.inner.step(action, this.#inner);
    this.observe(this.#inner, observation, false);
    const { reward, terminated, truncated, info } = step;
    return { observation, reward, terminated, truncated, info };
  }

  /**
   * Writes what the agent sees.
   *
   * @param inner What the environment inside has shown; valid for this call only
   * @param observation Where to write
   * @param first Whether an episode begins
   */
  protected abstract observe(inner: Float64Array, observation: Float64Array, first: boolean): void;
}
