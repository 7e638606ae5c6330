import type { Environment, Json } from "../environment.ts";
import { Box } from "../spaces.ts";
import { ObservationWrapper } from "./observation_wrapper.ts";
import { TimeLimit } from "./time_limit.ts";
import { Wrapper } from "./wrapper.ts";

/** Options of {@linkcode TimeAware}. */
export interface TimeAwareOptions {
  /**
   * What is told, t steps into an episode of at most T: `remaining` (default) 1 − t/T; `elapsed` t/T; `steps` t. The last
   * two are Gymnasium's, with and without its `normalize_time`.
   */
  readonly form?: "remaining" | "elapsed" | "steps";
  /** T; if absent, that of the {@linkcode TimeLimit} inside. */
  readonly maxEpisodeSteps?: number;
}

/**
 * Appends the time to observations: with a time limit the value of a state depends on it (Pardo et al. 2018, *Time
 * limits in reinforcement learning*).
 */
export class TimeAware extends ObservationWrapper {
  /** @internal */
  protected override readonly name = "TimeAware";
  readonly #form: "remaining" | "elapsed" | "steps";
  readonly #limit: number;
  #steps = 0;

  /**
   * Wraps an environment.
   *
   * @throws RangeError for an unknown form, or a limit below 1.
   * @throws TypeError if neither the options nor a `TimeLimit` inside tell the limit, or observations are no box.
   */
  constructor(
    inner: Environment,
    { form = "remaining", maxEpisodeSteps }: TimeAwareOptions = {},
  ) {
    const limit = maxEpisodeSteps ?? limitOf(inner);
    if (form !== "remaining" && form !== "elapsed" && form !== "steps") {
      throw new RangeError(`Expected remaining, elapsed or steps as form, found ${form}`);
    }
    if (!(limit >= 1)) {
      throw new RangeError(`Expected maxEpisodeSteps of at least 1, found ${limit}`);
    }
    const space = boxOf(inner);
    super(
      inner,
      new Box({
        low: [...space.low, 0],
        high: [...space.high, form === "steps" ? limit : 1],
        precision: space.precision,
      }),
    );
    this.#form = form;
    this.#limit = limit;
  }

  /** @internal */
  protected override observe(
    inner: Float64Array,
    observation: Float64Array,
    first: boolean,
  ): void {
    this.#steps = first ? 0 : this.#steps + 1;
    observation.set(inner);
    const elapsed = this.#steps / this.#limit;
    observation[inner.length] = this.#form === "remaining"
      ? 1 - elapsed
      : this.#form === "elapsed"
      ? elapsed
      : this.#steps;
  }

  /** @internal */
  protected override saveOwn(): Json {
    return this.#steps;
  }

  /** @internal */
  protected override loadOwn(state: Json): void {
    if (!Number.isSafeInteger(state)) {
      throw new TypeError(`Expected a number of steps, found ${JSON.stringify(state)}`);
    }
    this.#steps = state as number;
  }
}

/** The space of observations, which must be a box. */
export function boxOf(environment: Environment): Box {
  const { observationSpace: space } = environment;
  if (space.kind !== "box") {
    throw new TypeError(`${environment.id}: expected observations in a Box, found ${space}`);
  }
  return space;
}

function limitOf(environment: Environment): number {
  let layer = environment;
  while (layer instanceof Wrapper) {
    if (layer instanceof TimeLimit) return layer.maxEpisodeSteps;
    layer = layer.inner;
  }
  throw new TypeError(`${environment.id}: expected maxEpisodeSteps or a TimeLimit, found neither`);
}
