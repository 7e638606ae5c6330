import { assertEquals } from "@std/assert";
import { MUJOCO_TASKS } from "../../../lib/envs/mujoco/definitions.ts";
import { loadEngine } from "../../../lib/envs/mujoco/engine.ts";
import { RobotEnvironment } from "../../../lib/envs/mujoco/robot_environment.ts";

type Reference = Record<string, Record<string, { qpos: number[]; qvel: number[] }>>;

const reference: Reference = JSON.parse(
  await Deno.readTextFile(new URL("../../data/mujoco/reset_reference.json", import.meta.url)),
);

for (const definition of MUJOCO_TASKS) {
  const { id } = definition;
  Deno.test(`${id} starts where Gymnasium's starts for the same seed, to the bit`, async () => {
    using environment = new RobotEnvironment(await loadEngine(), definition);
    const seeds = Object.entries(reference[id]);
    assertEquals(seeds.map(([seed]) => seed), ["0", "42"]);
    for (const [seed, { qpos, qvel }] of seeds) {
      environment.reset({ seed: Number(seed) });
      const found = environment.readState();
      assertEquals([...found.qpos], qpos);
      assertEquals([...found.qvel], qvel);
    }
  });

  Deno.test(`${id} starts elsewhere without a seed, and again there with it`, async () => {
    using environment = new RobotEnvironment(await loadEngine(), definition);
    const first = environment.reset({ seed: 3 }).observation;
    const second = environment.reset().observation;
    const action = new Float64Array(environment.actionSpace.size).fill(0.1);
    for (let i = 0; i < 3; i++) environment.step(action);
    // What was simulated before leaves no trace.
    const again = environment.reset({ seed: 3 }).observation;
    assertEquals(again, first);
    assertEquals(environment.reset().observation, second);
    assertEquals(first.every((value, i) => value === second[i]), false);
  });
}
