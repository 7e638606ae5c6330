import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Action,
  type Environment,
  NumpyRandom,
  type ResetOptions,
  unwrapMujoco,
} from "../../lib/envs/mod.ts";
import { type AgentCheckpoint, loadAgent } from "../../lib/rl/mod.ts";
import { latestCheckpoint } from "../../lib/runs/mod.ts";
import { agentOptions } from "../agent/resume.ts";
import { UsageError } from "../command.ts";
import { readTrajectory, type Trajectory } from "./trajectory.ts";

/** Who acts. */
export interface Actor {
  readonly name: string;
  /** Starts an episode, and writes its first observation. */
  begin(environment: Environment, options: ResetOptions): void;
  /** What to do, or `undefined` if nothing is left to do. */
  act(observation: Float64Array): Action | undefined;
}

/**
 * What a module has to export by default to act: it is asked once, with the environment, and then with each
 * observation, which it must not keep.
 */
export type MakePolicy = (
  environment: Environment,
) => Policy | Promise<Policy>;

/** An action for an observation. */
export type Policy = (observation: Float64Array) => Action;

const MODULES = [".ts", ".js", ".mjs"];

/**
 * A policy.
 *
 * @param policy `random`, or the path of a module as {@linkcode MakePolicy} says
 * @param environment Where it acts
 * @param seed Of random actions
 */
export async function makeActor(
  policy: string,
  environment: Environment,
  seed: number | undefined,
): Promise<Actor> {
  if (policy === "random") return randomActor(environment, seed);
  if (!MODULES.includes(extname(policy))) {
    throw new UsageError(
      `--policy must be random or a module (${MODULES.join(", ")}), found "${policy}"`,
    );
  }
  const { default: make } = await import(pathToFileURL(resolve(policy)).href);
  if (typeof make !== "function") {
    throw new TypeError(
      `Expected ${policy} to export a function (environment) => (observation) => action by default, ` +
        `found ${make === undefined ? "nothing" : typeof make}`,
    );
  }
  const act: Policy = await (make as MakePolicy)(environment);
  return { name: policy, begin: reset, act };
}

/** Actions that were recorded. */
export function trajectoryActor(trajectory: Trajectory, path: string): Actor {
  const { actions, seed, initial } = trajectory;
  let next = 0;
  return {
    name: path,
    begin(environment, options) {
      // Each time from the same state on, for these are its actions.
      reset(environment, { ...options, seed });
      if (initial) {
        const task = unwrapMujoco(environment);
        task.setState(initial);
        task.observe(options.observation);
      }
      next = 0;
    },
    act: () => actions[next++],
  };
}

export { readTrajectory };

/**
 * A trained agent, by the folder of its run as it is now: the run may be going.
 *
 * @param options.episodes To see the episodes of its evaluation, so many, and then these again; other
 * ones if absent
 */
export async function openAgent(
  run: string,
  { episodes, ...options }: {
    readonly deterministic: boolean;
    readonly seed: number | undefined;
    readonly episodes?: number;
  },
): Promise<{ readonly environment: Environment; readonly actor: Actor }> {
  const { environment: id, algorithm: _, ...configuration } = await agentOptions(run);
  const checkpoint: AgentCheckpoint = await latestCheckpoint(run);
  const agent = await loadAgent(id, checkpoint, configuration, options);
  const actions = options.deterministic ? "most probable actions" : "drawn actions";
  const name = `${run}, step ${checkpoint.step}, ${actions}`;
  const { environment, act } = agent;
  if (episodes === undefined) return { environment, actor: { name, begin: reset, act } };
  let next = 0;
  const begin: Actor["begin"] = (environment, options) => {
    environment.reset({ ...options, seed: agent.begin(next) });
    next = (next + 1) % episodes;
  };
  return { environment, actor: { name, begin, act } };
}

function randomActor(environment: Environment, seed: number | undefined): Actor {
  const random = new NumpyRandom(seed);
  return {
    name: "random",
    begin: reset,
    act: () => environment.actionSpace.sample(random),
  };
}

function reset(environment: Environment, options: ResetOptions): void {
  environment.reset(options);
}
