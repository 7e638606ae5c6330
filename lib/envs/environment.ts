import type { Space } from "./spaces.ts";

/** Plain data that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | {
  /** The rest: what each of them goes on from. */
  readonly [key: string]: Json;
};

/** What an {@linkcode Info} may say: numbers, texts, vectors, and records of them. */
export type InfoValue =
  | boolean
  | number
  | string
  | readonly number[]
  | Float64Array
  | { readonly [key: string]: InfoValue };

/** Facts beside observation and reward: for people, not for the agent. */
export type Info = Readonly<Record<string, InfoValue>>;

/** An action: a number for {@linkcode Discrete}, a vector for {@linkcode Box}. */
export type Action = number | ArrayLike<number>;

/** How {@linkcode Environment.reset} starts an episode. */
export interface ResetOptions {
  /** Restarts the random numbers, numpy's: from 0 to 2⁵³ − 1. If absent they go on where they are. */
  readonly seed?: number;
  /** An array to write the observation into; if absent, a new one is made. */
  readonly observation?: Float64Array;
  /** Options of the task, as its documentation tells. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** The start of an episode. */
export interface ResetResult {
  /** The first observation: the caller's array, or a new one. */
  readonly observation: Float64Array;
  /** Facts beside it. */
  readonly info: Info;
}

/** What an action led to. */
export interface StepResult {
  /** The new observation: the caller's array, or a new one. */
  readonly observation: Float64Array;
  /** The reward for this step. */
  readonly reward: number;
  /** The task has ended: no reward would follow, so the value of this state is zero. */
  readonly terminated: boolean;
  /** The episode was cut short, by a time limit say: the value of this state is that of any other. */
  readonly truncated: boolean;
  /** Facts beside it. */
  readonly info: Info;
}

/** All that an environment goes on from, as plain JSON: random numbers, physics, statistics, time. */
export interface EnvironmentState {
  /** Whose state it is: the id of a task, or the name of a wrapper. */
  readonly id: string;
  /** The rest: what each of them goes on from. */
  readonly [key: string]: Json;
}

/**
 * A task that an agent acts in, with the names and meanings of Gymnasium (Towers et al. 2024).
 *
 * An episode goes from {@linkcode Environment.reset} to the step that is `terminated` or `truncated`; after that the
 * next call is `reset` again.
 *
 * @example An episode with random actions
 * ```ts
 * import { makeEnvironment, NumpyRandom } from "@hesscale/hesscale/envs";
 *
 * using environment = await makeEnvironment("CartPole-v1");
 * const random = new NumpyRandom(7);
 * environment.reset({ seed: 42 });
 * let [total, over] = [0, false];
 * while (!over) {
 *   const step = environment.step(environment.actionSpace.sample(random));
 *   total += step.reward;
 *   over = step.terminated || step.truncated;
 * }
 * console.log(`return ${total}`);
 * ```
 */
export interface Environment<A = Action> extends Disposable {
  /** The task's name with its version, such as `HalfCheetah-v5`. */
  readonly id: string;
  /** Where observations lie. */
  readonly observationSpace: Space;
  /** Where actions lie. */
  readonly actionSpace: Space;
  /** The innermost environment, without wrappers; itself if it is no wrapper. */
  readonly unwrapped: Environment;

  /**
   * Starts an episode.
   *
   * @throws RangeError for a wrong seed or option.
   * @throws TypeError for an array of a wrong length.
   * @throws Error if the environment is closed.
   */
  reset(options?: ResetOptions): ResetResult;

  /**
   * Acts.
   *
   * @param action An element of the action space; the box of a continuous one may be left, if the task allows it
   * @param into An array to write the observation into; if absent, a new one is made
   * @throws TypeError for an action of a wrong kind or shape, or an array of a wrong length.
   * @throws RangeError for an action that is not finite, or not one of those there are.
   * @throws Error before the first `reset`, after the end of the episode, and after `close`.
   */
  step(action: A, into?: Float64Array): StepResult;

  /** A copy of all that this environment goes on from, also in the middle of an episode. */
  saveState(): EnvironmentState;

  /**
   * Goes on where the saved environment stood, bit for bit.
   *
   * @throws RangeError if it is the state of another environment.
   * @throws TypeError if it is no such state.
   */
  loadState(state: EnvironmentState): void;

  /** Frees what it holds; to do so twice does no harm. */
  close(): void;
}
