import type {
  Action,
  Environment,
  EnvironmentState,
  Info,
  Json,
  ResetOptions,
  ResetResult,
  StepResult,
} from "./environment.ts";
import { NumpyRandom, type NumpyRandomState } from "./numpy_random.ts";
import { checkOptionNames } from "./option_names.ts";
import { outputArray } from "./output_array.ts";
import { checkAction, type Space } from "./spaces.ts";

/** Where an environment is in its life. */
type Phase = "new" | "running" | "over" | "closed";

/**
 * What every task has in common: random numbers, the order of calls, checks of actions and arrays, saved states. A task
 * says how an episode begins, how it goes on, and what of its own must be saved.
 *
 * @example One's own task: guess whether the next number is above 0.5
 * ```ts
 * import { BaseEnvironment, Box, checkEnvironment, Discrete } from "@hesscale/hesscale/envs";
 * import type { Info, Json, StepResult } from "@hesscale/hesscale/envs";
 *
 * class Guess extends BaseEnvironment<number> {
 *   readonly id = "Guess-v0";
 *   readonly observationSpace = new Box({ low: [0], high: [1] });
 *   readonly actionSpace = new Discrete(2);
 *   #next = 0;
 *
 *   protected override begin(observation: Float64Array): Info {
 *     this.#next = this.random.uniform();
 *     observation[0] = 0;
 *     return {};
 *   }
 *
 *   protected override advance(action: number, observation: Float64Array): StepResult {
 *     const right = (this.#next > 0.5) === (action === 1);
 *     observation[0] = this.#next;
 *     this.#next = this.random.uniform();
 *     return { observation, reward: right ? 1 : 0, terminated: !right, truncated: false, info: {} };
 *   }
 *
 *   protected override saveTask(): Json {
 *     return this.#next;
 *   }
 *
 *   protected override loadTask(state: Json): void {
 *     this.#next = Number(state);
 *   }
 * }
 *
 * checkEnvironment(new Guess());
 * ```
 */
export abstract class BaseEnvironment<A extends Action = Action> implements Environment<A> {
  /** The name that it is registered under. */
  abstract readonly id: string;
  /** Where observations lie. */
  abstract readonly observationSpace: Space;
  /** Where actions lie. */
  abstract readonly actionSpace: Space;

  /** The random numbers of this environment; {@linkcode BaseEnvironment.reset} seeds them. */
  protected readonly random: NumpyRandom = new NumpyRandom();
  /** Names of the options of {@linkcode BaseEnvironment.reset}. */
  protected readonly resetOptionNames: readonly string[] = [];
  #phase: Phase = "new";

  /** The innermost environment. */
  get unwrapped(): Environment {
    return this;
  }

  /** Starts an episode; see {@linkcode Environment.reset}. */
  reset({ seed, observation, options = {} }: ResetOptions = {}): ResetResult {
    if (this.#phase === "closed") throw new Error(this.#misuse());
    const into = outputArray(this.id, this.observationSpace.size, observation);
    checkOptionNames(this.id, options, this.resetOptionNames);
    this.checkResetOptions(options);
    if (seed !== undefined) this.random.loadState(new NumpyRandom(seed).saveState());
    const info = this.begin(into, options);
    this.#phase = "running";
    return { observation: into, info };
  }

  /** Acts; see {@linkcode Environment.step}. */
  step(action: A, into?: Float64Array): StepResult {
    if (this.#phase !== "running") throw new Error(this.#misuse());
    checkAction(this.id, this.actionSpace, action);
    const step = this.advance(
      action,
      outputArray(this.id, this.observationSpace.size, into),
    );
    if (step.terminated || step.truncated) this.#phase = "over";
    return step;
  }

  /** A copy of all that it goes on from; see {@linkcode Environment.saveState}. */
  saveState(): EnvironmentState {
    if (this.#phase === "closed") throw new Error(this.#misuse());
    const random: Json = { ...this.random.saveState() };
    return { id: this.id, phase: this.#phase, random, task: this.saveTask() };
  }

  /** Goes on where the saved one stood; see {@linkcode Environment.loadState}. */
  loadState(state: EnvironmentState): void {
    if (this.#phase === "closed") throw new Error(this.#misuse());
    const { id, phase, random, task } = state;
    if (id !== this.id) throw new RangeError(`Expected a state of ${this.id}, found one of ${id}`);
    if (phase !== "new" && phase !== "running" && phase !== "over") {
      throw new TypeError(`${this.id}: expected a saved state, found the phase ${phase}`);
    }
    const numbers = new NumpyRandom(0);
    numbers.loadState(random as unknown as NumpyRandomState);
    this.loadTask(task);
    this.random.loadState(numbers.saveState());
    this.#phase = phase;
  }

  /** Frees what it holds; to do so twice does no harm. */
  close(): void {
    if (this.#phase === "closed") return;
    this.#phase = "closed";
    this.release();
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Begins an episode, and writes the first observation. */
  protected abstract begin(
    observation: Float64Array,
    options: Readonly<Record<string, unknown>>,
  ): Info;

  /** Goes on by one step, and writes the new observation; `action` has been checked. */
  protected abstract advance(action: A, observation: Float64Array): StepResult;

  /** What the task goes on from, but for its random numbers. */
  protected abstract saveTask(): Json;

  /** Takes back what {@linkcode BaseEnvironment.saveTask} returned; throws TypeError for anything else. */
  protected abstract loadTask(state: Json): void;

  /** Throws for values of reset options that are not allowed: before anything has changed. */
  protected checkResetOptions(_options: Readonly<Record<string, unknown>>): void {}

  /** Frees what the task holds; called once. */
  protected release(): void {}

  /** Lets an episode go on from a state that was set by hand. */
  protected resume(): void {
    if (this.#phase === "closed") throw new Error(this.#misuse());
    this.#phase = "running";
  }

  #misuse(): string {
    if (this.#phase === "closed") {
      return `${this.id}: expected an open environment, found it closed`;
    }
    return this.#phase === "new"
      ? `${this.id}: expected a reset before the first step`
      : `${this.id}: expected a reset after the end of the episode, found a step`;
  }
}
