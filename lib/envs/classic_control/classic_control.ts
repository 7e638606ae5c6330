import { BaseEnvironment } from "../base_environment.ts";
import type { Action, Json, StepResult } from "../environment.ts";

/** The info of every step and reset of these tasks: there is nothing to tell. */
export const NO_INFO = Object.freeze({});

/**
 * A task whose physics is a few numbers: they are computed in float64; observations are rounded to float32, as
 * Gymnasium hands them out.
 */
export abstract class ClassicControl<A extends Action> extends BaseEnvironment<A> {
  /** The physical state, as the task describes it. */
  readonly state: Float64Array;

  /** Makes room for the state. */
  constructor(size: number) {
    super();
    this.state = new Float64Array(size);
  }

  /**
   * Goes on from another physical state, as if an episode had begun with it.
   *
   * @throws TypeError for a wrong number of numbers.
   * @throws RangeError if one is not finite.
   */
  setState(state: ArrayLike<number>): void {
    this.#checkState(state);
    this.resume();
    this.state.set(state);
  }

  /** Writes what the agent sees of the state. */
  protected abstract observe(observation: Float64Array): void;

  /** The result of a step, with the observation of the state that it led to. */
  protected result(observation: Float64Array, reward: number, terminated: boolean): StepResult {
    this.observe(observation);
    return { observation, reward, terminated, truncated: false, info: NO_INFO };
  }

  /** @internal */
  protected override saveTask(): Json {
    return [...this.state];
  }

  /** @internal */
  protected override loadTask(state: Json): void {
    this.#checkState(state as number[]);
    this.state.set(state as number[]);
  }

  #checkState(state: ArrayLike<number>): void {
    const { length } = this.state;
    if (state?.length !== length) {
      throw new TypeError(`${this.id}: expected a state of ${length}, found ${state?.length}`);
    }
    for (let i = 0; i < length; i++) {
      if (!Number.isFinite(state[i])) {
        throw new RangeError(`${this.id}: expected a finite state, found ${state[i]} at ${i}`);
      }
    }
  }
}

/** Rounds the whole of an array to float32. */
export function roundToFloat32(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] = Math.fround(values[i]);
}

/** The nearest number from `low` to `high`. */
export function clamp(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x;
}
