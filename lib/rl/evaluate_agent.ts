import type { Backend } from "../backend/backend.ts";
import type { FinishedEpisode } from "./collector.ts";
import type { AgentConfiguration } from "./configuration.ts";
import type { EnvironmentSource } from "./environments.ts";
import type { AgentCheckpoint } from "./events.ts";
import { checkFiniteRow } from "./finite.ts";
import { loadAgent } from "./load_agent.ts";

/** Options of {@linkcode evaluateAgent}. */
export interface EvaluationOptions {
  /** How many episodes; 20 by default. */
  readonly episodes?: number;
  /** Whether the most probable action is taken in place of a drawn one; false by default. */
  readonly deterministic?: boolean;
  /** With its number determines how an episode begins and its actions; 0 by default. */
  readonly seed?: number;
  /** Where the networks live; `simd` by default. */
  readonly backend?: Backend;
}

/**
 * Lets a trained agent act, with the statistics of its observations frozen as training left them. Each
 * episode has a beginning and random numbers of its own, so that any of them can be seen alone, with
 * {@linkcode loadAgent}.
 *
 * @param configuration The configuration it was trained with.
 * @returns Its episodes: returns are those of the environment, neither discounted nor normalised.
 * @throws RangeError unless there is an episode at least; NonFiniteError for an observation, action or
 * reward that is not finite; and whatever {@linkcode loadAgent} throws.
 */
export async function evaluateAgent(
  source: EnvironmentSource,
  checkpoint: AgentCheckpoint,
  configuration: AgentConfiguration,
  { episodes = 20, ...options }: EvaluationOptions = {},
): Promise<FinishedEpisode[]> {
  if (!Number.isSafeInteger(episodes) || episodes < 1) {
    throw new RangeError(`Expected a whole number of episodes of at least 1, found ${episodes}`);
  }
  const { environment, begin, act } = await loadAgent(source, checkpoint, configuration, options);
  try {
    const observation = new Float64Array(environment.observationSpace.size);
    const finished: FinishedEpisode[] = [];
    let step = 0;
    for (let episode = 0; episode < episodes; episode++) {
      environment.reset({ seed: begin(episode), observation });
      let [sum, length, over] = [0, 0, false];
      while (!over) {
        const { reward, terminated, truncated } = environment.step(act(observation), observation);
        checkFiniteRow([reward], "reward", ++step);
        sum += reward;
        length++;
        over = terminated || truncated;
      }
      finished.push({ step, environment: 0, return: sum, length });
    }
    return finished;
  } finally {
    environment.close();
  }
}
