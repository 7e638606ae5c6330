import { Random } from "../backend/random.ts";
import { simd } from "../backend/simd/mod.ts";
import type { Action, Environment } from "../envs/environment.ts";
import { createAgent } from "./agent.ts";
import type { AgentConfiguration } from "./configuration.ts";
import { type EnvironmentSource, makeEnvironments } from "./environments.ts";
import type { EvaluationOptions } from "./evaluate_agent.ts";
import type { AgentCheckpoint } from "./events.ts";
import { checkFiniteRow } from "./finite.ts";
import { Normalizer } from "./normalizer.ts";
import { loadNetworks, loadStatistics } from "./restore.ts";

/** A trained agent, and an environment as it knows it. */
export interface LoadedAgent {
  /** With the time as a feature, if the agent was trained with it; whoever loads the agent closes it. */
  readonly environment: Environment;
  /**
   * Goes to the random numbers of an episode of its evaluation, from 0, and gives the seed that the
   * environment begins it with.
   */
  begin(episode: number): number;
  /** What it does: clipped to the space of actions. */
  act(observation: ArrayLike<number>): Action;
}

/**
 * Loads a trained agent to act step by step, with the statistics of its observations frozen as
 * training left them.
 *
 * @param configuration The configuration it was trained with.
 * @throws TypeError if the checkpoint is of other networks, RangeError for an unknown environment;
 * `act` throws NonFiniteError for an observation or action that is not finite.
 */
export async function loadAgent(
  source: EnvironmentSource,
  checkpoint: AgentCheckpoint,
  configuration: AgentConfiguration,
  { deterministic = false, seed = 0, backend = simd }: Omit<EvaluationOptions, "episodes"> = {},
): Promise<LoadedAgent> {
  const [environment] = await makeEnvironments(source, { ...configuration, environments: 1 });
  try {
    const { observationSpace: { size }, actionSpace } = environment;
    const random = new Random(seed).split("evaluation");
    const agent = createAgent(size, actionSpace, configuration, { backend, random });
    loadNetworks(agent, checkpoint);
    const normalizer = new Normalizer({
      observation: size,
      environments: configuration.environments,
      gamma: configuration.gamma,
      observations: configuration.normalizeObservations,
      rewards: configuration.normalizeRewards,
    });
    loadStatistics(normalizer, checkpoint);
    normalizer.frozen = true;
    const actions = random.split("actions"), beginnings = random.split("environments");
    let draw = deterministic ? undefined : actions;
    const seen = new Float64Array(size), action = new Float64Array(agent.policy.actionSize);
    const input = backend.fill([1, size], 0);
    return {
      environment,
      begin(episode) {
        if (!deterministic) draw = actions.split(`episode ${episode}`);
        return beginnings.split(`episode ${episode}`).integer(2 ** 31);
      },
      act(observation) {
        seen.set(observation);
        checkFiniteRow(seen, "observation", checkpoint.step);
        normalizer.observation(seen);
        backend.write(input, seen);
        agent.policy.act(input, action, draw);
        checkFiniteRow(action, "action", checkpoint.step);
        if (actionSpace.kind === "discrete") return action[0];
        const { low, high } = actionSpace;
        return action.map((x, k) => Math.min(high[k], Math.max(low[k], x)));
      },
    };
  } catch (error) {
    environment.close();
    throw error;
  }
}
