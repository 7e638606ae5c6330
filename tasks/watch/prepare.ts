import { type Environment, makeEnvironment } from "../../lib/envs/mod.ts";
import { type OptionTable, type OptionValues, UsageError } from "../command.ts";
import { type Actor, makeActor, openAgent, trajectoryActor } from "./actors.ts";
import { readTrajectory } from "./trajectory.ts";

/** The options that say what is to be seen. */
export const sourceOptions = {
  env: { kind: "string", placeholder: "NAME", description: "Environment, such as Hopper-v5" },
  policy: {
    kind: "string",
    placeholder: "FILE",
    description: "random, or a module whose default export is (environment) => (observation) => " +
      "action; random if absent",
  },
  trajectory: {
    kind: "string",
    placeholder: "FILE",
    description:
      "Recorded actions, as deno task record writes them, in place of --env and --policy",
  },
  run: {
    kind: "string",
    placeholder: "DIR",
    description: "A trained agent by the folder of its run, in place of --env and --policy",
  },
  deterministic: {
    kind: "boolean",
    description: "With --run: the most probable actions in place of drawn ones",
  },
  seed: { kind: "integer", min: 0, description: "Of the first episode, and of random actions" },
} as const satisfies OptionTable;

/** What is to be seen. */
export interface Prepared {
  readonly seed?: number;
  /** Makes an environment, and who acts in it. */
  open(): Promise<{ readonly environment: Environment; readonly actor: Actor }>;
}

/**
 * Understands the options.
 *
 * @throws {UsageError} If they do not go together
 */
export async function prepareEpisodes(
  { env, policy, trajectory, run, deterministic, seed }: OptionValues<typeof sourceOptions>,
): Promise<Prepared> {
  if (trajectory !== undefined) {
    refuse("--trajectory", { env, policy, run, seed });
    const recorded = await readTrajectory(trajectory);
    return {
      seed: recorded.seed,
      open: async () => ({
        environment: await makeEnvironment(recorded.environment, recorded.options),
        actor: trajectoryActor(recorded, trajectory),
      }),
    };
  }
  if (run !== undefined) {
    refuse("--run", { env, policy });
    return { seed, open: () => openAgent(run, { deterministic, seed }) };
  }
  if (deterministic) throw new UsageError("--deterministic goes with --run, found none");
  if (env === undefined) {
    throw new UsageError("--env, --run or --trajectory is required, found none of them");
  }
  return {
    seed,
    async open() {
      const environment = await makeEnvironment(env);
      try {
        return { environment, actor: await makeActor(policy ?? "random", environment, seed) };
      } catch (error) {
        environment.close();
        throw error;
      }
    },
  };
}

/** Refuses flags that another one speaks for. */
function refuse(flag: string, others: Readonly<Record<string, unknown>>): void {
  const found = Object.entries(others).find(([, value]) => value !== undefined);
  if (found) throw new UsageError(`${flag} says it already, found --${found[0]} as well`);
}
