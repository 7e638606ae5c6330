import type { Environment } from "../envs/environment.ts";
import { listEnvironments, makeEnvironment } from "../envs/mod.ts";
import { TimeAware } from "../envs/wrappers/time_aware.ts";
import type { AgentConfiguration } from "./configuration.ts";

/** An environment by its id, or a function that makes one. */
export type EnvironmentSource = string | (() => Environment | Promise<Environment>);

/**
 * Makes the environments of a run, all alike.
 *
 * @throws RangeError for an unknown id, TypeError for spaces that an agent cannot use.
 */
export async function makeEnvironments(
  source: EnvironmentSource,
  { environments: count, timeFeature }: AgentConfiguration,
): Promise<Environment[]> {
  const environments: Environment[] = [];
  // Robots come with a physics engine, which nobody else should have to load.
  if (typeof source === "string" && !listEnvironments().includes(source)) {
    await import("../envs/mujoco/register.ts");
  }
  try {
    while (environments.length < count) {
      const made = typeof source === "string" ? await makeEnvironment(source) : await source();
      environments.push(timeFeature ? new TimeAware(made) : made);
      const { id, observationSpace } = made;
      if (observationSpace.kind !== "box") {
        throw new TypeError(`Expected observations of ${id} in a box, found ${observationSpace}`);
      }
    }
    return environments;
  } catch (error) {
    closeAll(environments);
    throw error;
  }
}

/** Closes environments, each of them even if another one refuses. */
export function closeAll(environments: readonly Environment[]): void {
  using stack = new DisposableStack();
  for (const environment of environments) stack.use(environment);
}
