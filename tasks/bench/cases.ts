/** All that the bench times. */

import { type Backend, reference, simd } from "../../mod.ts";
import { useTensorFlow } from "../../lib/tfjs/mod.ts";
import { agentCases } from "./agents.ts";
import { environmentCases } from "./environments.ts";
import type { Case, MeasuredCase } from "./measure.ts";
import { convolutionCases, costCases, networkCases } from "./networks.ts";
import { memoryCases } from "./ppo_memory.ts";
import { depthwiseCases, productCases } from "./products.ts";
import { reinforcementCases } from "./reinforcement.ts";
import { scalingCases } from "./scaling.ts";
import { threadCases } from "./threads.ts";
import { workerCases } from "./workers.ts";

/** Messages of backends that could not start. */
export const missing: string[] = [];

/** TensorFlow.js' backends that start here; its native library is there only if it was installed. */
async function tensorFlowBackends(): Promise<Backend[]> {
  const started: Backend[] = [];
  for (const name of ["wasm", "cpu", "node"] as const) {
    try {
      started.push(await useTensorFlow(name));
    } catch (error) {
      missing.push(`without tfjs-${name}: ${(error as Error).message}`);
    }
  }
  return started;
}

/** The cases; few if it is to be quick. */
export function casesOf(quick: boolean): (Case | MeasuredCase)[] {
  const all = async () => [simd, ...await tensorFlowBackends(), reference];
  const slow = ["tfjs-cpu", reference.name];
  const fast = async () => (await all()).filter(({ name }) => !slow.includes(name));
  return [
    ...productCases(all),
    ...networkCases([simd]),
    ...depthwiseCases(fast),
    ...convolutionCases(fast),
    ...threadCases(),
    ...reinforcementCases([simd]),
    ...agentCases(),
    ...environmentCases(),
    ...workerCases(),
    ...(quick ? [] : [...memoryCases(), ...scalingCases([simd]), ...costCases()]),
  ];
}
