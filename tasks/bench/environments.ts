import {
  type Action,
  type Environment,
  listEnvironments,
  makeEnvironment,
  type MujocoEnvironment,
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
  /** Where a MuJoCo task's began. */
  readonly start?: { readonly qpos: Float64Array; readonly qvel: Float64Array };
}

/** Random actions from the seeds 0, 1, …, until each episode ends. */
function playEpisodes(environment: Environment, mujoco: MujocoEnvironment | undefined): Episode[] {
  const random = new NumpyRandom(0);
  return Array.from({ length: EPISODES }, (_, seed) => {
    environment.reset({ seed });
    const start = mujoco?.readState();
    const actions: Action[] = [];
    for (let over = false; !over && actions.length < LONGEST;) {
      const action = environment.actionSpace.sample(random);
      actions.push(action);
      const { terminated, truncated } = environment.step(action);
      over = terminated || truncated;
    }
    return { seed, actions, start };
  });
}

/** Goes through the episodes, one step each time; a reset comes with the first step. */
function stepper(
  episodes: readonly Episode[],
  reset: (episode: Episode) => void,
  step: (action: Action) => void,
): () => void {
  let [number, steps] = [0, 0];
  return () => {
    const episode = episodes[number];
    if (steps === 0) reset(episode);
    step(episode.actions[steps]);
    steps++;
    if (steps < episode.actions.length) return;
    steps = 0;
    number = (number + 1) % episodes.length;
  };
}

function stepEntry(environment: Environment, episodes: readonly Episode[]): Entry {
  const observation = new Float64Array(environment.observationSpace.size);
  return {
    method: "step",
    backend: "",
    run: stepper(
      episodes,
      ({ seed }) => environment.reset({ seed, observation }),
      (action) => environment.step(action, observation),
    ),
    close: () => environment.close(),
  };
}

/** The calls of MuJoCo that a step has to make, and nothing else. */
function physicsEntry(environment: MujocoEnvironment, episodes: readonly Episode[]): Entry {
  const { mujoco, model } = environment.native;
  const data = new mujoco.MjData(model);
  const { qpos, qvel, ctrl } = data;
  const frames = Math.round(environment.dt / model.opt.timestep);
  return {
    method: "bare-physics",
    backend: "",
    run: stepper(
      episodes,
      ({ start }) => {
        mujoco.mj_resetData(model, data);
        qpos.set(start!.qpos);
        qvel.set(start!.qvel);
        mujoco.mj_forward(model, data);
      },
      (action) => {
        ctrl.set(action as Float64Array);
        for (let i = 0; i < frames; i++) mujoco.mj_step(model, data);
        mujoco.mj_rnePostConstraint(model, data);
      },
    ),
    close: () => data.delete(),
  };
}

/** One step of each task, resets included; of MuJoCo's also its calls of MuJoCo alone. */
export function environmentCases(): Case[] {
  return listEnvironments().filter((id) => !id.endsWith("-v4")).map((id) => ({
    name: `env-${id}`,
    baseline: "bare-physics",
    entries: async () => {
      const environment = await makeEnvironment(id);
      const mujoco = "setState" in environment.unwrapped && "readPoses" in environment.unwrapped
        ? unwrapMujoco(environment)
        : undefined;
      const episodes = playEpisodes(environment, mujoco);
      const step = stepEntry(environment, episodes);
      return mujoco ? [physicsEntry(mujoco, episodes), step] : [step];
    },
  }));
}
