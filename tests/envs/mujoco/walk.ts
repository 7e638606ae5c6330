import { makeEnvironment } from "../../../lib/envs/mod.ts";

/** What Walker2d sees after some steps. */
export async function walk(): Promise<number[]> {
  using environment = await makeEnvironment("Walker2d-v5");
  environment.reset({ seed: 1 });
  const observation = new Float64Array(environment.observationSpace.size);
  for (let i = 0; i < 10; i++) environment.step([1, -1, 0.5, 0, 0.2, -0.4], observation);
  return [...observation];
}
