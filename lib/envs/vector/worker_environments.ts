import { Box, Discrete, type Space } from "../spaces.ts";
import { arrayBytes, layArrays, type VectorArrays } from "./arrays.ts";
import type { SpaceData } from "./protocol.ts";
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
import { checkState } from "./vector_environment.ts";
import { WorkerHandle } from "./worker_handle.ts";

/** Options of {@linkcode WorkerEnvironments.make}. */
export interface WorkerOptions {
  /** How many environments. */
  readonly count: number;
  /** How many threads they are shared out to; default one for each processor, at most `count`. */
  readonly workers?: number;
  /** What happens after the end of an episode; default `next-step`. */
  readonly autoreset?: Autoreset;
  /** Options of the task, as for {@linkcode makeEnvironment}. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Addresses of modules that register the task with {@linkcode registerEnvironment}, if it is one's own, or wrapped. */
  readonly modules?: readonly string[];
  /** How long a worker may take to answer, in milliseconds, before it counts as dead; default 60,000. */
  readonly timeout?: number;
  /** Room for the infos of one environment's step, in bytes; default 4096. */
  readonly infoBytes?: number;
}

/**
 * Environments side by side in several threads (web workers over shared memory).
 *
 * A worker that throws, ends itself or does not answer in time makes the call that waits for it fail with an error that
 * names its task and seeds; after that the vector can only be closed. `infos` are read from shared memory when they are
 * asked for: like the arrays they are valid until the next call. Threads keep the process alive until the vector is
 * closed; one that is caught in an endless loop even longer (Deno cannot end it), until the process is told to exit.
 *
 * Each step wakes the threads and waits for the slowest, about 0.1 ms beside the work: threads pay where the
 * environments of each take much longer than that. {@linkcode VectorEnvironment} is faster for classic control.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { WorkerEnvironments } from "@hesscale/hesscale/envs";
 *
 * using vector = await WorkerEnvironments.make("CartPole-v1", { count: 4, workers: 2 });
 * await vector.reset({ seed: 1 });
 * const { observations } = await vector.step([0, 1, 0, 1]);
 * assertEquals(observations.length, 16);
 * ```
 */
export class WorkerEnvironments implements EnvironmentVector {
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
  readonly #workers: readonly WorkerHandle[];
  readonly #arrays: VectorArrays;
  readonly #seeds: (number | undefined)[];
  #busy = false;
  #reset = false;

  private constructor(
    id: string,
    { autoreset, workers, arrays, seeds, observationSpace, actionSpace }: {
      autoreset: Autoreset;
      workers: readonly WorkerHandle[];
      arrays: VectorArrays;
      seeds: (number | undefined)[];
      observationSpace: Space;
      actionSpace: Space;
    },
  ) {
    this.id = id;
    this.count = seeds.length;
    this.autoreset = autoreset;
    this.observationSpace = observationSpace;
    this.actionSpace = actionSpace;
    this.#workers = workers;
    this.#arrays = arrays;
    this.#seeds = seeds;
  }

  /**
   * Makes the threads, and the environments in them.
   *
   * @param id The task's name
   * @throws RangeError for an unknown task, option or mode, and for numbers out of range.
   * @throws Error if a worker does not start.
   */
  static async make(id: string, options: WorkerOptions): Promise<WorkerEnvironments> {
    const { count, autoreset = "next-step", options: task = {}, modules = [] } = options;
    const { workers = Math.min(count, processors()), timeout = 60_000, infoBytes = 4096 } = options;
    checkAutoreset(autoreset);
    checkWhole("count", count, 1, Infinity);
    checkWhole("workers", workers, 1, count);
    checkWhole("infoBytes", infoBytes, 1024, 2 ** 20);
    checkWhole("timeout", timeout, 1, 2 ** 31 - 1);
    const seeds: (number | undefined)[] = Array.from({ length: count }, () => undefined);
    const handles = Array.from({ length: workers }, (_, worker) => {
      const first = Math.floor(worker * count / workers);
      const size = Math.floor((worker + 1) * count / workers) - first;
      const own = {
        worker,
        id,
        first,
        count: size,
        timeout,
        seeds: () => seeds.slice(first, first + size),
      };
      return new WorkerHandle(own, 4 + size * infoBytes);
    });
    try {
      const made = await all(handles, (handle) => {
        const { first, count } = handle.task;
        const own = { id, options: task, modules, first, count, autoreset };
        return handle.request({ kind: "make", ...own }, "made");
      });
      const observationSpace = spaceFrom(made[0].observationSpace);
      const actionSpace = spaceFrom(made[0].actionSpace);
      const sizes = { count, observation: observationSpace.size, action: actionSpace.size };
      const arrays = new SharedArrayBuffer(arrayBytes(sizes));
      await all(handles, (handle) => {
        const { channel, text } = handle;
        return handle.request({ kind: "attach", channel, arrays, sizes, text }, "done");
      });
      return new WorkerEnvironments(id, {
        autoreset,
        workers: handles,
        arrays: layArrays(arrays, sizes),
        seeds,
        observationSpace,
        actionSpace,
      });
    } catch (error) {
      for (const handle of handles) handle.close();
      throw error;
    }
  }

  async reset({ seed, options = {} }: VectorResetOptions = {}): Promise<VectorReset> {
    const seeds = seedsOf(seed, this.count);
    return await this.#alone(async () => {
      this.#reset = false;
      for (const [i, one] of seeds.entries()) this.#seeds[i] = one;
      const replies = await all(this.#workers, (worker) => {
        const { first, count } = worker.task;
        const own = seeds.slice(first, first + count);
        return worker.request({ kind: "reset", seeds: own, options }, "reset");
      });
      this.#reset = true;
      return {
        observations: this.#arrays.observations,
        infos: replies.flatMap(({ infos }) => infos),
      };
    });
  }

  async step(actions: ArrayLike<number>): Promise<VectorStep> {
    checkActions(this.id, this.count, this.actionSpace.size, actions);
    return await this.#alone(async () => {
      if (!this.#reset) throw new Error(`${this.id}: expected a reset of all before a step`);
      this.#arrays.actions.set(actions);
      // After an error some environments have stepped and others have not.
      this.#reset = false;
      for (const worker of this.#workers) worker.step();
      await all(this.#workers, (worker) => worker.stepped());
      this.#reset = true;
      return new WorkerStep(this.#arrays, this.#workers);
    });
  }

  async saveState(): Promise<VectorState> {
    return await this.#alone(async () => {
      const replies = await all(
        this.#workers,
        (worker) => worker.request({ kind: "save" }, "state"),
      );
      return {
        id: this.id,
        environments: replies.flatMap(({ state }) => state.environments),
        over: replies.flatMap(({ state }) => state.over),
      };
    });
  }

  async loadState(state: VectorState): Promise<void> {
    checkState(this, state);
    await this.#alone(async () => {
      this.#reset = false;
      await all(this.#workers, (worker) => {
        const { first, count } = worker.task;
        const own = {
          environments: state.environments.slice(first, first + count),
          over: state.over.slice(first, first + count),
        };
        return worker.request({ kind: "load", state: own }, "done");
      });
      this.#reset = true;
    });
  }

  /** Frees what it holds; to do so twice does no harm. */
  close(): void {
    for (const worker of this.#workers) worker.close();
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** One call at a time: the memory is shared. */
  async #alone<T>(call: () => Promise<T>): Promise<T> {
    if (this.#busy) {
      throw new Error(`${this.id}: expected one call at a time, found another running`);
    }
    this.#busy = true;
    try {
      return await call();
    } finally {
      this.#busy = false;
    }
  }
}

/** A step whose infos stay in shared memory until they are wanted. */
class WorkerStep implements VectorStep {
  readonly observations: Float64Array;
  readonly rewards: Float64Array;
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
  readonly finalObservations: Float64Array;
  readonly #workers: readonly WorkerHandle[];
  #read: Pick<VectorStep, "infos" | "finalInfos"> | undefined;

  constructor(arrays: VectorArrays, workers: readonly WorkerHandle[]) {
    this.observations = arrays.observations;
    this.rewards = arrays.rewards;
    this.terminated = arrays.terminated;
    this.truncated = arrays.truncated;
    this.finalObservations = arrays.finalObservations;
    this.#workers = workers;
  }

  get infos(): VectorStep["infos"] {
    return this.#readInfos().infos;
  }

  get finalInfos(): VectorStep["finalInfos"] {
    return this.#readInfos().finalInfos;
  }

  #readInfos(): Pick<VectorStep, "infos" | "finalInfos"> {
    if (!this.#read) {
      const parts = this.#workers.map((worker) => worker.infos());
      this.#read = {
        infos: parts.flatMap(({ infos }) => infos),
        finalInfos: parts.flatMap(({ finalInfos }) => finalInfos),
      };
    }
    return this.#read;
  }
}

/** Waits for all, so that none is still at work when an error is thrown: the first one. */
async function all<T>(
  workers: readonly WorkerHandle[],
  call: (worker: WorkerHandle) => Promise<T>,
): Promise<T[]> {
  const results = await Promise.allSettled(workers.map(call));
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

function processors(): number {
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}

function spaceFrom(data: SpaceData): Space {
  return data.kind === "discrete" ? new Discrete(data.n) : new Box(data);
}

function checkWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`Expected ${name} from ${least} to ${most}, found ${value}`);
}
