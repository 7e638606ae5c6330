import type { Action, Environment, EnvironmentState, Info, StepResult } from "./environment.ts";
import { NumpyRandom } from "./numpy_random.ts";
import { Box, Discrete, type Space } from "./spaces.ts";

/** Options of {@linkcode checkEnvironment}. */
export interface CheckOptions {
  /** How many random steps are taken in each of the runs that are compared; default 100. */
  readonly steps?: number;
  /** The seed of environment and actions; default 0. */
  readonly seed?: number;
  /** Leave the environment open, and do not check how it closes. */
  readonly keepOpen?: boolean;
}

/**
 * Checks that an environment keeps the contract of {@linkcode Environment}: spaces, results and their types, arrays of the
 * caller, seeds, saved states, what is refused, closing. Wrapped or not, it is closed afterwards.
 *
 * Seeds are checked on the environment without wrappers, for these may remember earlier episodes.
 *
 * @throws Error for the first thing that is not as it should be: what was expected and what was found.
 *
 * @example See {@linkcode BaseEnvironment} for an environment of one's own
 * ```ts
 * import { checkEnvironment, makeEnvironment } from "@hesscale/hesscale/envs";
 *
 * checkEnvironment(await makeEnvironment("Acrobot-v1"));
 * ```
 */
export function checkEnvironment(environment: Environment, options: CheckOptions = {}): void {
  const { steps = 100, seed = 0, keepOpen = false } = options;
  const check = new Check(environment, steps, seed);
  check.spaces();
  check.results();
  check.savedStates();
  check.seeds();
  check.refusals();
  check.end();
  if (!keepOpen) check.closing();
}

/** The numbers of a step that must come out again; not the time that an episode took. */
function fingerprint({ observation, reward, terminated, truncated, info }: StepResult): string {
  const { episode: _, ...facts } = info;
  return JSON.stringify([[...observation], reward, terminated, truncated, plain(facts)]);
}

function plain(info: Info): unknown {
  return JSON.parse(JSON.stringify(info, (_, x) => x instanceof Float64Array ? [...x] : x));
}

class Check {
  readonly #environment: Environment;
  readonly #steps: number;
  readonly #seed: number;

  constructor(environment: Environment, steps: number, seed: number) {
    this.#environment = environment;
    this.#steps = steps;
    this.#seed = seed;
  }

  spaces(): void {
    const { id, observationSpace, actionSpace, unwrapped } = this.#environment;
    this.#expect(typeof id === "string" && id !== "", "an id", id);
    for (const space of [observationSpace, actionSpace]) {
      this.#expect(space instanceof Box || space instanceof Discrete, "a Box or a Discrete", space);
    }
    this.#expect(unwrapped?.unwrapped === unwrapped, "unwrapped to be the innermost", unwrapped);
    const random = new NumpyRandom(this.#seed);
    for (const space of [observationSpace, actionSpace]) {
      const sample = space.sample(random);
      this.#expect(space.contains(sample), `a sample of ${space} to lie in it`, sample);
    }
  }

  results(): void {
    const environment = this.#environment;
    const { size } = environment.observationSpace;
    const start = environment.reset({ seed: this.#seed });
    this.#checkObservation(start.observation, "reset");
    this.#expect(typeof start.info === "object" && start.info !== null, "an info", start.info);
    const random = new NumpyRandom(this.#seed);
    const own = environment.step(this.#action(random));
    this.#checkStep(own);
    this.#expect(own.observation !== start.observation, "a new array for each observation", "one");
    const array = new Float64Array(size);
    const { observation } = environment.reset({ observation: array });
    this.#expect(observation === array, "the caller's array from reset", "another");
    const step = environment.step(this.#action(random), array);
    this.#expect(step.observation === array, "the caller's array from step", "another");
    this.#checkStep(step);
    for (const result of this.#run(random)) this.#checkStep(result);
  }

  savedStates(): void {
    const environment = this.#environment;
    environment.reset({ seed: this.#seed });
    const random = new NumpyRandom(this.#seed);
    // Somewhere within the first episode, if it is not over at once.
    const first = environment.step(this.#action(random));
    if (first.terminated || first.truncated) environment.reset();
    const state = environment.saveState();
    const text = JSON.stringify(state);
    const actions = random.saveState();
    const expected = this.#run(random).map(fingerprint);
    this.#expect(JSON.stringify(state) === text, "a saved state to stay as it is", "it changed");
    environment.loadState(JSON.parse(text) as EnvironmentState);
    random.loadState(actions);
    const found = this.#run(random).map(fingerprint);
    this.#same(found, expected, "the same steps after loadState");
    this.#refused("the state of another environment", RangeError, () => {
      environment.loadState({ ...state, id: `not ${state.id}` });
    });
  }

  seeds(): void {
    const { unwrapped } = this.#environment;
    const inner = new Check(unwrapped, this.#steps, this.#seed);
    const [first, second] = [0, 1].map(() => {
      const { observation } = unwrapped.reset({ seed: this.#seed });
      const steps = inner.#run(new NumpyRandom(this.#seed)).map(fingerprint);
      return [JSON.stringify([...observation]), ...steps];
    });
    this.#same(second, first, "the same episode for the same seed");
  }

  refusals(): void {
    const environment = this.#environment;
    const { actionSpace, observationSpace } = environment;
    environment.reset({ seed: this.#seed });
    const good = actionSpace.sample(new NumpyRandom(this.#seed));
    const wrong = new Float64Array(observationSpace.size + 1);
    const reset = (options: Parameters<Environment["reset"]>[0]) => () =>
      environment.reset(options);
    const step = (action: unknown) => () => environment.step(action as Action);
    this.#refused("an array of a wrong length", TypeError, () => environment.step(good, wrong));
    this.#refused("an array of a wrong length", TypeError, reset({ observation: wrong }));
    this.#refused("the seed −1", RangeError, reset({ seed: -1 }));
    this.#refused("an unknown option", RangeError, reset({ options: { "no such option": 1 } }));
    if (actionSpace.kind === "box") {
      const { size } = actionSpace;
      this.#refused("an action of a wrong length", TypeError, step(new Float64Array(size + 1)));
      this.#refused("an action of NaN", RangeError, step(new Float64Array(size).fill(NaN)));
      this.#refused("an action that is a text", TypeError, step("left"));
    } else {
      for (const action of [-1, actionSpace.n, 0.5, NaN]) {
        this.#refused(`the action ${action}`, RangeError, step(action));
      }
      this.#refused("an action that is a text", TypeError, step("left"));
    }
  }

  /** If a random episode ends soon: no step after it. */
  end(): void {
    const environment = this.#environment;
    environment.reset({ seed: this.#seed });
    const random = new NumpyRandom(this.#seed);
    for (let i = 0; i < this.#steps; i++) {
      const { terminated, truncated } = environment.step(this.#action(random));
      if (!terminated && !truncated) continue;
      this.#refused("a step after the end", Error, () => environment.step(this.#action(random)));
      return;
    }
  }

  closing(): void {
    const environment = this.#environment;
    environment.close();
    environment.close();
    environment[Symbol.dispose]();
    this.#refused("a reset after close", Error, () => environment.reset());
    const action = this.#action(new NumpyRandom(this.#seed));
    this.#refused("a step after close", Error, () => environment.step(action));
  }

  /** Random steps; where an episode ends the next one begins. */
  #run(random: NumpyRandom): StepResult[] {
    return Array.from({ length: this.#steps }, () => {
      const step = this.#environment.step(this.#action(random));
      if (step.terminated || step.truncated) this.#environment.reset();
      return step;
    });
  }

  #action(random: NumpyRandom): Action {
    return this.#environment.actionSpace.sample(random);
  }

  #checkStep({ observation, reward, terminated, truncated, info }: StepResult): void {
    this.#checkObservation(observation, "step");
    this.#expect(Number.isFinite(reward), "a finite reward", reward);
    this.#expect(typeof terminated === "boolean", "a boolean for terminated", terminated);
    this.#expect(typeof truncated === "boolean", "a boolean for truncated", truncated);
    this.#expect(typeof info === "object" && info !== null, "an info", info);
  }

  #checkObservation(observation: Float64Array, call: string): void {
    const space: Space = this.#environment.observationSpace;
    this.#expect(observation instanceof Float64Array, `a Float64Array from ${call}`, observation);
    const value = space.kind === "box" ? observation : observation[0];
    const fits = observation.length === space.size && space.contains(value);
    this.#expect(fits, `the observation of ${call} in ${space}`, `[${observation}]`);
  }

  #same(found: readonly string[], expected: readonly string[], what: string): void {
    const differs = expected.findIndex((text, i) => found[i] !== text);
    if (differs < 0) return;
    throw new Error(
      `${this.#environment.id}: expected ${what}, found ${found[differs]} instead of ${
        expected[differs]
      } at ${differs}`,
    );
  }

  #refused(what: string, kind: ErrorConstructor | RangeErrorConstructor, call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#expect(error instanceof kind, `a ${kind.name} for ${what}`, error);
      return;
    }
    throw new Error(`${this.#environment.id}: expected an error for ${what}, found none`);
  }

  #expect(condition: boolean, what: string, found: unknown): void {
    if (!condition) throw new Error(`${this.#environment.id}: expected ${what}, found ${found}`);
  }
}
