import type { Environment } from "../environment.ts";
import type { Space } from "../spaces.ts";
import { arrayBytes, layArrays, type VectorArrays } from "./arrays.ts";
import { Lanes } from "./lanes.ts";
import {
  type Autoreset,
  checkActions,
  checkAutoreset,
  type EnvironmentVector,
  seedsOf,
  type VectorReset,
  type VectorResetOptions,
  type VectorState,
  type VectorStep,
} from "./vector.ts";

/** Options of {@linkcode VectorEnvironment}. */
export interface VectorOptions {
  /** What happens after the end of an episode; default `next-step`. */
  readonly autoreset?: Autoreset;
}

/**
 * Environments side by side in one thread, stepped in order.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeEnvironment, VectorEnvironment } from "@hesscale/hesscale/envs";
 *
 * const make = () => makeEnvironment("CartPole-v1");
 * using vector = new VectorEnvironment([await make(), await make()]);
 * vector.reset({ seed: 1 });
 * const { observations, rewards } = vector.step([0, 1]);
 * assertEquals([observations.length, rewards.length], [8, 2]);
 * ```
 */
export class VectorEnvironment implements EnvironmentVector {
  /** The name that it is registered under. */
  readonly id: string;
  /** How many environments. */
  readonly count: number;
  /** Where observations lie. */
  readonly observationSpace: Space;
  /** Where actions lie. */
  readonly actionSpace: Space;
  /** What happens after the end of an episode. */
  readonly autoreset: Autoreset;
  readonly #lanes: Lanes;
  readonly #arrays: VectorArrays;
  #reset = false;

  /**
   * Takes environments of one task over; they are closed with the vector.
   *
   * @throws TypeError if there are none, or they are not of one task.
   * @throws RangeError for an unknown mode.
   */
  constructor(
    environments: readonly Environment[],
    { autoreset = "next-step" }: VectorOptions = {},
  ) {
    checkAutoreset(autoreset);
    const [first, ...others] = environments;
    if (!first) throw new TypeError("Expected at least one environment, found none");
    for (const { id, observationSpace, actionSpace } of others) {
      const same = id === first.id && `${observationSpace}` === `${first.observationSpace}` &&
        `${actionSpace}` === `${first.actionSpace}`;
      if (!same) throw new TypeError(`Expected environments like ${first.id}, found ${id}`);
    }
    this.id = first.id;
    this.count = environments.length;
    this.observationSpace = first.observationSpace;
    this.actionSpace = first.actionSpace;
    this.autoreset = autoreset;
    const { count } = this;
    const sizes = {
      count,
      observation: first.observationSpace.size,
      action: first.actionSpace.size,
    };
    this.#arrays = layArrays(new ArrayBuffer(arrayBytes(sizes)), sizes);
    this.#lanes = new Lanes([...environments], this.#arrays, { autoreset });
  }

  /** Starts an episode; see {@linkcode Environment.reset}. */
  reset({ seed, options }: VectorResetOptions = {}): VectorReset {
    const seeds = seedsOf(seed, this.count);
    this.#reset = false;
    const infos = this.#lanes.reset(seeds, options);
    this.#reset = true;
    return { observations: this.#arrays.observations, infos };
  }

  /** Acts; see {@linkcode Environment.step}. */
  step(actions: ArrayLike<number>): VectorStep {
    if (!this.#reset) throw new Error(`${this.id}: expected a reset of all before a step`);
    checkActions(this.id, this.count, this.actionSpace.size, actions);
    this.#arrays.actions.set(actions);
    // After an error some environments have stepped and others have not.
    this.#reset = false;
    const infos = this.#lanes.step();
    this.#reset = true;
    const { actions: _, ...results } = this.#arrays;
    return { ...results, ...infos };
  }

  /** A copy of all that it goes on from; see {@linkcode Environment.saveState}. */
  saveState(): VectorState {
    return { id: this.id, ...this.#lanes.save() };
  }

  /** Goes on where the saved one stood; see {@linkcode Environment.loadState}. */
  loadState(state: VectorState): void {
    checkState(this, state);
    this.#reset = false;
    this.#lanes.load(state);
    this.#reset = true;
  }

  /** Frees what it holds; to do so twice does no harm. */
  close(): void {
    this.#lanes.close();
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * Refuses a state of another task or number of environments.
 *
 * @throws RangeError for another task.
 * @throws TypeError for another number.
 */
export function checkState({ id, count }: EnvironmentVector, state: VectorState): void {
  if (state?.id !== id) {
    throw new RangeError(`Expected a state of ${id}, found one of ${state?.id}`);
  }
  if (state.environments?.length !== count || state.over?.length !== count) {
    throw new TypeError(
      `${id}: expected a state of ${count} environments, found ${state.environments?.length}`,
    );
  }
}
