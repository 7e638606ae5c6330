import { didYouMean } from "../backend/nearest.ts";
import type { Environment } from "./environment.ts";
import { checkOptionNames } from "./option_names.ts";
import { TimeLimit } from "./wrappers/time_limit.ts";

/** Options of a task, and of how it is made. */
export interface MakeOptions {
  /** Steps after which an episode is truncated, instead of the registered number; `Infinity`: never. */
  readonly maxEpisodeSteps?: number;
  /** Options of the task. */
  readonly [name: string]: unknown;
}

/** How {@linkcode makeEnvironment} makes a task. */
export interface Registration {
  /** Makes it from its options, whose names have been checked. */
  readonly create: (
    options: Readonly<Record<string, unknown>>,
  ) => Environment | Promise<Environment>;
  /** Steps after which an episode is truncated; if absent, never. */
  readonly maxEpisodeSteps?: number;
  /** The mean return from which the task counts as solved. */
  readonly rewardThreshold?: number;
  /** Names of the task's options. */
  readonly optionNames?: readonly string[];
  /** Take the place of a task of the same name. */
  readonly replace?: boolean;
}

const registrations = new Map<string, Registration>();

/**
 * Makes a task known by a name to {@linkcode makeEnvironment}.
 *
 * @param id Its name with its version, such as `Maze-v0`
 * @throws RangeError if the name is no such name, or taken and `replace` is not set.
 */
export function registerEnvironment(id: string, registration: Registration): void {
  if (!/^[\w:./-]+-v\d+$/.test(id)) {
    throw new RangeError(`Expected a name with a version, such as Maze-v0, found "${id}"`);
  }
  if (registrations.has(id) && !registration.replace) {
    throw new RangeError(`Expected a new name, found ${id}, which is taken`);
  }
  registrations.set(id, Object.freeze({ ...registration }));
}

/** The names that {@linkcode makeEnvironment} knows, in alphabetical order. */
export function listEnvironments(): string[] {
  return [...registrations.keys()].sort();
}

/**
 * What a task was registered with.
 *
 * @throws RangeError for an unknown name; it suggests the nearest one.
 */
export function findRegistration(id: string): Registration {
  const registration = registrations.get(id);
  if (!registration) {
    throw new RangeError(
      `Expected the name of an environment, found "${id}"${didYouMean(id, registrations.keys())}`,
    );
  }
  return registration;
}

/**
 * Makes a registered task, with the time limit that it was registered with.
 *
 * @param id Its name, one of {@linkcode listEnvironments}
 * @param options The task's options, and `maxEpisodeSteps`
 * @throws RangeError for an unknown name, of a task or an option; it suggests the nearest one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeEnvironment } from "@hesscale/hesscale/envs";
 *
 * using environment = await makeEnvironment("Pendulum-v1", { gravity: 9.81, maxEpisodeSteps: 100 });
 * const { observation } = environment.reset({ seed: 1 });
 * assertEquals(observation.length, 3);
 * ```
 */
export async function makeEnvironment(
  id: string,
  options: MakeOptions = {},
): Promise<Environment> {
  const registration = findRegistration(id);
  const { maxEpisodeSteps = registration.maxEpisodeSteps ?? Infinity, ...task } = options;
  if (maxEpisodeSteps !== Infinity) checkSteps(maxEpisodeSteps);
  checkOptionNames(id, task, registration.optionNames ?? [], ["maxEpisodeSteps"]);
  const environment = await registration.create(task);
  return maxEpisodeSteps === Infinity ? environment : new TimeLimit(environment, maxEpisodeSteps);
}

function checkSteps(steps: number): void {
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new RangeError(`Expected maxEpisodeSteps of at least 1, found ${steps}`);
  }
}
