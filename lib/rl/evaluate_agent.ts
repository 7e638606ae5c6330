import { Random } from "../backend/random.ts";
import { simd } from "../backend/simd/mod.ts";
import type { Backend } from "../backend/backend.ts";
import { createAgent } from "./agent.ts";
import type { FinishedEpisode } from "./collector.ts";
import { Collector } from "./collector.ts";
import type { AgentConfiguration } from "./configuration.ts";
import { closeAll, type EnvironmentSource, makeEnvironments } from "./environments.ts";
import type { AgentCheckpoint } from "./events.ts";
import { Normalizer } from "./normalizer.ts";
import { loadNetworks, loadStatistics } from "./restore.ts";
import { Rollout } from "./rollout.ts";

/** Options of {@linkcode evaluateAgent}. */
export interface EvaluationOptions {
  /** How many episodes; 20 by default. */
  readonly episodes?: number;
  /** Whether the most probable action is taken in place of a drawn one; false by default. */
  readonly deterministic?: boolean;
  /** Determines the episodes' beginnings and the actions; 0 by default. */
  readonly seed?: number;
  /** Where the networks live; {@linkcode simd} by default. */
  readonly backend?: Backend;
}

/**
 * Lets a trained agent act, with the statistics of its observations frozen as training left them.
 *
 * @param configuration The configuration it was trained with.
 * @returns Its episodes: returns are those of the environment, neither discounted nor normalised.
 */
export async function evaluateAgent(
  source: EnvironmentSource,
  checkpoint: AgentCheckpoint,
  configuration: AgentConfiguration,
  { episodes = 20, deterministic = false, seed = 0, backend = simd }: EvaluationOptions = {},
): Promise<FinishedEpisode[]> {
  if (!Number.isSafeInteger(episodes) || episodes < 1) {
    throw new RangeError(`Expected a whole number of episodes of at least 1, found ${episodes}`);
  }
  const environments = await makeEnvironments(source, { ...configuration, environments: 1 });
  try {
    const [{ observationSpace, actionSpace }] = environments;
    const random = new Random(seed).split("evaluation");
    const observation = observationSpace.size;
    const agent = createAgent(observation, actionSpace, configuration, { backend, random });
    loadNetworks(agent, checkpoint);
    const normalizer = new Normalizer({
      observation,
      environments: configuration.environments,
      gamma: configuration.gamma,
      observations: configuration.normalizeObservations,
      rewards: configuration.normalizeRewards,
    });
    loadStatistics(normalizer, checkpoint);
    normalizer.frozen = true;
    const { policy } = agent;
    const collector = new Collector({
      environments,
      policy,
      normalizer,
      backend,
      random: deterministic ? undefined : random.split("actions"),
    }, observation);
    const sizes = { steps: 64, environments: 1, observation, action: policy.actionSize };
    const rollout = new Rollout(sizes);
    collector.start(rollout, random.split("environments"));
    const finished: FinishedEpisode[] = [];
    for (let step = 0; finished.length < episodes; step += rollout.size) {
      finished.push(...collector.collect(rollout, step));
    }
    return finished.slice(0, episodes);
  } finally {
    closeAll(environments);
  }
}
