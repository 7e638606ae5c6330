import {
  listEnvironments,
  makeEnvironment,
  type MujocoEnvironment,
  unwrapMujoco,
} from "../../lib/envs/mod.ts";
import type { Case, Entry } from "./measure.ts";

/** Steps before a robot is put back where it started, in the same way for all methods: none has fallen by then. */
const STEPS = 20;

function entry(
  method: string,
  environment: MujocoEnvironment,
  step: (action: Float64Array) => void,
): Entry {
  environment.reset({ seed: 1 });
  const start = environment.saveState();
  // Without forces and noise the pendulums stand.
  const action = new Float64Array(environment.actionSpace.size);
  let i = 0;
  return {
    method,
    backend: "mujoco",
    run() {
      if (i === STEPS) {
        environment.loadState(start);
        i = 0;
      }
      i++;
      step(action);
    },
  };
}

/**
 * A step of each task on MuJoCo: `step` as an agent takes it, `bare-physics` the calls of `mj_step` alone that it has
 * to make.
 */
export async function mujocoCases(): Promise<Case[]> {
  const names = listEnvironments().filter((id) => id.endsWith("-v5"));
  return await Promise.all(names.map(async (id) => {
    const options = id === "Reacher-v5" ? {} : { resetNoiseScale: 0 };
    const stepped = unwrapMujoco(await makeEnvironment(id, options));
    const bare = unwrapMujoco(await makeEnvironment(id, options));
    const observation = new Float64Array(stepped.observationSpace.size);
    return {
      name: `env-${id}`,
      baseline: "bare-physics",
      entries: () => [
        entry("step", stepped, (action) => void stepped.step(action, observation)),
        entry("bare-physics", bare, (action) => bare.simulate(action)),
      ],
    };
  }));
}
