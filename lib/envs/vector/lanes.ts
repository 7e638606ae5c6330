import type { Environment, EnvironmentState, Info } from "../environment.ts";
import type { VectorArrays } from "./arrays.ts";
import type { Autoreset } from "./vector.ts";

/** What beside the arrays comes out of a step. */
export interface LaneInfos {
  readonly infos: readonly Info[];
  readonly finalInfos: readonly (Info | undefined)[];
}

/** Where a run of environments stands. */
export interface LanesState {
  readonly environments: readonly EnvironmentState[];
  readonly over: readonly boolean[];
}

/** Steps environments in order; what comes out is written into arrays. */
export class Lanes {
  readonly #environments: readonly Environment[];
  readonly #arrays: VectorArrays;
  readonly #autoreset: Autoreset;
  readonly #first: number;
  readonly #discrete: boolean;
  readonly #rows: readonly Float64Array[];
  readonly #actionRows: readonly Float64Array[];
  readonly #over: boolean[];
  readonly #infos: Info[];
  readonly #finalInfos: (Info | undefined)[];
  #seeds: readonly (number | undefined)[] = [];

  /**
   * Takes environments over.
   *
   * @param first The number of the first one, for messages
   */
  constructor(
    environments: readonly Environment[],
    arrays: VectorArrays,
    { autoreset, first = 0 }: { autoreset: Autoreset; first?: number },
  ) {
    const { actionSpace, observationSpace } = environments[0];
    const rowsOf = (array: Float64Array, size: number) =>
      environments.map((_, i) => array.subarray(i * size, (i + 1) * size));
    this.#environments = environments;
    this.#arrays = arrays;
    this.#autoreset = autoreset;
    this.#first = first;
    this.#discrete = actionSpace.kind === "discrete";
    this.#rows = rowsOf(arrays.observations, observationSpace.size);
    this.#actionRows = rowsOf(arrays.actions, actionSpace.size);
    this.#over = environments.map(() => false);
    this.#infos = environments.map(() => ({}));
    this.#finalInfos = environments.map(() => undefined);
  }

  /** Starts an episode in each. */
  reset(
    seeds: readonly (number | undefined)[],
    options: Readonly<Record<string, unknown>> = {},
  ): readonly Info[] {
    this.#seeds = seeds;
    return this.#environments.map((environment, i) =>
      this.#guard(i, () => {
        this.#over[i] = false;
        return environment.reset({ seed: seeds[i], observation: this.#rows[i], options }).info;
      })
    );
  }

  /** Acts in each, by the actions that stand in the arrays. */
  step(): LaneInfos {
    for (let i = 0; i < this.#environments.length; i++) {
      try {
        this.#stepOne(i);
      } catch (error) {
        throw this.#located(i, error);
      }
    }
    return { infos: this.#infos, finalInfos: this.#finalInfos };
  }

  save(): LanesState {
    return {
      environments: this.#environments.map((environment) => environment.saveState()),
      over: [...this.#over],
    };
  }

  load({ environments, over }: LanesState): void {
    for (const [i, environment] of this.#environments.entries()) {
      this.#guard(i, () => environment.loadState(environments[i]));
      this.#over[i] = over[i];
    }
  }

  /** Frees what it holds; to do so twice does no harm. */
  close(): void {
    for (const environment of this.#environments) environment.close();
  }

  #stepOne(i: number): void {
    const { rewards, terminated, truncated, finalObservations, actions } = this.#arrays;
    const environment = this.#environments[i];
    const row = this.#rows[i];
    this.#finalInfos[i] = undefined;
    if (this.#over[i] && this.#autoreset === "next-step") {
      this.#infos[i] = environment.reset({ observation: row }).info;
      this.#over[i] = false;
      rewards[i] = terminated[i] = truncated[i] = 0;
      return;
    }
    const step = environment.step(this.#discrete ? actions[i] : this.#actionRows[i], row);
    rewards[i] = step.reward;
    terminated[i] = Number(step.terminated);
    truncated[i] = Number(step.truncated);
    this.#infos[i] = step.info;
    if (!step.terminated && !step.truncated) return;
    finalObservations.set(row, i * row.length);
    this.#finalInfos[i] = step.info;
    if (this.#autoreset === "same-step") {
      this.#infos[i] = environment.reset({ observation: row }).info;
    } else {
      this.#over[i] = true;
    }
  }

  #guard<T>(i: number, call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw this.#located(i, error);
    }
  }

  /** The error with the environment that it comes from. */
  #located(i: number, error: unknown): Error {
    const { name = "Error", message = String(error) } = error instanceof Error ? error : {};
    const seed = this.#seeds[i] === undefined ? "no seed" : `seed ${this.#seeds[i]}`;
    const place = `Environment ${this.#first + i} of ${this.#environments[i].id} (${seed})`;
    return makeError(name, `${place}: ${message}`, error);
  }
}

/** An error of the same kind. */
export function makeError(name: string, message: string, cause?: unknown): Error {
  const kind = name === "RangeError" ? RangeError : name === "TypeError" ? TypeError : Error;
  return new kind(message, { cause });
}
