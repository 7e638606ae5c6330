import type { EnvironmentState, Info } from "../environment.ts";
import type { Space } from "../spaces.ts";

/**
 * What happens to an environment whose episode has ended, as in Gymnasium 1.x:
 *
 * - `next-step` (default): its next step ignores the action, resets it, and gives a reward of 0;
 * - `same-step`: it is reset at once, and the observation is the next episode's first;
 * - `disabled`: it waits for a `reset` of all, and a step before that is an error.
 *
 * In every mode `finalObservations` holds the last observation of an episode that has ended.
 */
export type Autoreset = "next-step" | "same-step" | "disabled";

/** How {@linkcode EnvironmentVector.reset} starts episodes. */
export interface VectorResetOptions {
  /** One for each environment; or that of the first, the others getting the next whole numbers. */
  readonly seed?: number | readonly number[];
  /** Options of the task, the same for all. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** The start of episodes; arrays belong to the vector and are valid until its next call. */
export interface VectorReset {
  /** `[count, size]`, row-major. */
  readonly observations: Float64Array;
  /** One for each environment. */
  readonly infos: readonly Info[];
}

/** What actions led to; arrays belong to the vector and are valid until its next call. */
export interface VectorStep {
  /** `[count, size]`, row-major. */
  readonly observations: Float64Array;
  /** `[count]`. */
  readonly rewards: Float64Array;
  /** `[count]`, 1 where an environment has terminated. */
  readonly terminated: Uint8Array;
  /** `[count]`, 1 where an episode was cut short. */
  readonly truncated: Uint8Array;
  /** `[count, size]`: the last observation, in the rows of episodes that have ended with this step. */
  readonly finalObservations: Float64Array;
  /** One for each environment: of its step, or of its reset where `observations` are those of a reset. */
  readonly infos: readonly Info[];
  /** The info of the last step, for episodes that have ended with this one. */
  readonly finalInfos: readonly (Info | undefined)[];
}

/** All that a vector goes on from, as plain JSON; the same in one thread and in workers. */
export interface VectorState {
  /** The task. */
  readonly id: string;
  /** Of each environment. */
  readonly environments: readonly EnvironmentState[];
  /** Of each: whether its next step resets it. */
  readonly over: readonly boolean[];
}

/**
 * Several environments of one task that act side by side: {@linkcode VectorEnvironment} in one thread,
 * {@linkcode WorkerEnvironments} in several. With `await` code serves both; for the same seeds and actions the results
 * are the same.
 */
export interface EnvironmentVector extends Disposable {
  /** The task. */
  readonly id: string;
  /** How many environments. */
  readonly count: number;
  /** Of one environment. */
  readonly observationSpace: Space;
  /** Of one environment. */
  readonly actionSpace: Space;
  /** What happens after the end of an episode. */
  readonly autoreset: Autoreset;
  /** Starts an episode in each environment. */
  reset(options?: VectorResetOptions): VectorReset | Promise<VectorReset>;
  /**
   * Acts in each environment.
   *
   * @param actions `[count, size]`, row-major; `[count]` for whole numbers
   */
  step(actions: ArrayLike<number>): VectorStep | Promise<VectorStep>;
  /** A copy of all that the environments go on from. */
  saveState(): VectorState | Promise<VectorState>;
  /** Goes on where the saved vector stood, which may have been of the other kind. */
  loadState(state: VectorState): void | Promise<void>;
  /** Closes the environments; to do so twice does no harm. */
  close(): void;
}

/**
 * The seed of each environment.
 *
 * @throws TypeError for a wrong number of seeds.
 */
export function seedsOf(
  seed: number | readonly number[] | undefined,
  count: number,
): (number | undefined)[] {
  if (Array.isArray(seed) && seed.length !== count) {
    throw new TypeError(`Expected ${count} seeds, found ${seed.length}`);
  }
  return Array.from(
    { length: count },
    (_, i) => typeof seed === "number" ? seed + i : seed?.[i],
  );
}

/**
 * Refuses an unknown mode.
 *
 * @throws RangeError for it.
 */
export function checkAutoreset(mode: Autoreset): void {
  if (mode !== "next-step" && mode !== "same-step" && mode !== "disabled") {
    throw new RangeError(`Expected next-step, same-step or disabled as autoreset, found ${mode}`);
  }
}

/**
 * Refuses a wrong number of actions.
 *
 * @throws TypeError for it.
 */
export function checkActions(
  id: string,
  count: number,
  size: number,
  actions: ArrayLike<number>,
): void {
  if (actions?.length !== count * size) {
    throw new TypeError(
      `${id}: expected ${count} actions of ${size} numbers, ${
        count * size
      } in all, found ${actions?.length}`,
    );
  }
}
