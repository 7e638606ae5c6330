import {
  type Action,
  type Environment,
  listEnvironments,
  makeEnvironment,
  NumpyRandom,
  unwrapMujoco,
} from "../../lib/envs/mod.ts";
import type { Case, Entry } from "./measure.ts";

/** How many episodes are gone through, again and again. */
const EPISODES = 20;

/** Steps of an episode at most: what is timed is the same mixture of states for every method. */
const LONGEST = 200;

/** An episode that has been played once. */
interface Episode {
  readonly seed: number;
  readonly actions: readonly Action[];
}

/** Random actions from the seeds 0, 1, …, until each episode ends. */
function playEpisodes(environment: Environment): Episode[] {
  const random = new NumpyRandom(0);
  return Array.from({ length: EPISODES }, (_, seed) => {
    environment.reset({ seed });
    const actions: Action[] = [];
    for (let over = false; !over && actions.length < LONGEST;) {
      const action = environment.actionSpace.sample(random);
      actions.push(action);
      const { terminated, truncated } = environment.step(action);
      over = terminated || truncated;
    }
    return { seed, actions };
  });
}

function entry(
  method: string,
  environment: Environment,
  episodes: readonly Episode[],
  step: (action: Action, observation: Float64Array) => void,
): Entry {
  const observation = new Float64Array(environment.observationSpace.size);
  let [number, steps] = [0, 0];
  return {
    method,
    backend: "",
    run() {
      const { seed, actions } = episodes[number];
      if (steps === 0) environment.reset({ seed, observation });
      step(actions[steps++], observation);
      if (steps < actions.length) return;
      steps = 0;
      number = (number + 1) % episodes.length;
    },
    close: () => environment.close(),
  };
}

/**
 * A step of each task as an agent takes it, and of MuJoCo's tasks the calls of `mj_step` alone that it has to make: both
 * go through the same episodes, resets included.
 */
export function environmentCases(): Case[] {
  return listEnvironments().filter((id) => !id.endsWith("-v4")).map((id) => ({
    name: `env-${id}`,
    baseline: "bare-physics",
    entries: async () => {
      const environment = await makeEnvironment(id);
      const episodes = playEpisodes(environment);
      const step = entry("step", environment, episodes, (action, observation) => {
        environment.step(action, observation);
      });
      if (!id.endsWith("-v5")) return [step];
      const bare = unwrapMujoco(await makeEnvironment(id));
      const physics = entry("bare-physics", bare, episodes, (action) => {
        bare.simulate(action as Float64Array);
      });
      return [physics, step];
    },
  }));
}
