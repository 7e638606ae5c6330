import type * as envs from "../../lib/envs/mod.ts";

/** Classic control, and robots. */
const TASKS = ["CartPole-v1", "Acrobot-v1", "Pendulum-v1", "Hopper-v5", "Ant-v5"];
const STEPS = 60;

/** The numbers of each task: all observations, and the rewards. */
export type Played = Readonly<Record<string, readonly number[]>>;

/**
 * Plays each task with random actions, in the same way in every runtime.
 *
 * @param library The environments as that runtime loads them
 * @param seed Determines the starts and the actions
 */
export async function run(
  { makeEnvironment, NumpyRandom }: typeof envs,
  seed: number,
): Promise<Played> {
  const played: Record<string, number[]> = {};
  for (const id of TASKS) {
    const environment = await makeEnvironment(id);
    const random = new NumpyRandom(seed);
    const numbers = [...environment.reset({ seed }).observation];
    for (let i = 0; i < STEPS; i++) {
      const step = environment.step(environment.actionSpace.sample(random));
      numbers.push(...step.observation, step.reward);
      if (step.terminated || step.truncated) numbers.push(...environment.reset().observation);
    }
    environment.close();
    played[id] = numbers;
  }
  return played;
}
