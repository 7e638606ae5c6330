import type {
  Action,
  Environment,
  Json,
  ResetOptions,
  ResetResult,
  StepResult,
} from "../environment.ts";
import { Wrapper } from "./wrapper.ts";

/**
 * Truncates an episode after a number of steps; it never terminates one, for the task has not ended.
 */
export class TimeLimit extends Wrapper {
  /** @internal */
  protected override readonly name = "TimeLimit";
  /** Steps after which an episode is truncated. */
  readonly maxEpisodeSteps: number;
  #steps = 0;
  #over = false;

  /**
   * Limits an environment's episodes.
   *
   * @throws RangeError if the number of steps is no whole number of at least 1.
   */
  constructor(inner: Environment, maxEpisodeSteps: number) {
    super(inner);
    if (!Number.isSafeInteger(maxEpisodeSteps) || maxEpisodeSteps < 1) {
      throw new RangeError(
        `Expected a limit that is a whole number of at least 1, found ${maxEpisodeSteps}`,
      );
    }
    this.maxEpisodeSteps = maxEpisodeSteps;
  }

  /** Steps of this episode so far. */
  get elapsedSteps(): number {
    return this.#steps;
  }

  /** Starts an episode; see {@linkcode Environment.reset}. */
  override reset(options?: ResetOptions): ResetResult {
    const result = this.inner.reset(options);
    this.#steps = 0;
    this.#over = false;
    return result;
  }

  /** Acts; see {@linkcode Environment.step}. */
  override step(action: Action, into?: Float64Array): StepResult {
    if (this.#over) {
      throw new Error(`${this.id}: expected a reset after the end of the episode, found a step`);
    }
    const step = this.inner.step(action, into);
    this.#steps++;
    if (this.#steps < this.maxEpisodeSteps) return step;
    this.#over = true;
    return step.truncated ? step : { ...step, truncated: true };
  }

  /** Frees what it holds; to do so twice does no harm. */
  override close(): void {
    this.#over = false;
    super.close();
  }

  /** @internal */
  protected override saveOwn(): Json {
    return { steps: this.#steps, over: this.#over };
  }

  /** @internal */
  protected override loadOwn(state: Json): void {
    const { steps, over } = Object(state);
    if (!Number.isSafeInteger(steps) || typeof over !== "boolean") {
      throw new TypeError(`Expected the state of a time limit, found ${JSON.stringify(state)}`);
    }
    this.#steps = steps;
    this.#over = over;
  }
}
