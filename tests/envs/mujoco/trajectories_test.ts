import { assertEquals, assertLess } from "@std/assert";
import { MUJOCO_TASKS } from "../../../lib/envs/mujoco/definitions.ts";
import { loadEngine } from "../../../lib/envs/mujoco/engine.ts";
import { RobotEnvironment } from "../../../lib/envs/mujoco/robot_environment.ts";
import { differences } from "./differences.ts";
import { readTrajectory, type StepRecord } from "./trajectories.ts";

/**
 * How far a step may be from its record.
 *
 * Version 5 was recorded with the WebAssembly build that we run, so only what JavaScript computes may differ in its
 * last digit, and no digit is lost. Version 4 was recorded with native MuJoCo, whose sums are rounded in another
 * order: 10⁻¹⁵ at the first contact. Chaos makes of it what it makes of any shift, and the record says what it made
 * of one by 10⁻¹⁰; a millionth of that is the rounding's share. It is above 10⁻¹⁰ for Ant after step 70, when four
 * legs have hit the floor again and again (10⁻⁶ at step 100), and for InvertedDoublePendulum from step 90 on.
 */
function tolerance(id: string, { sensitivity }: StepRecord): number {
  return id.endsWith("-v5") ? 1e-12 : Math.max(1e-10, 1e-6 * sensitivity.maxAbsDqvel);
}

for (const definition of MUJOCO_TASKS) {
  const { id } = definition;
  Deno.test(`${id} goes where Gymnasium's goes`, async () => {
    using environment = new RobotEnvironment(await loadEngine(), definition);
    const trajectory = await readTrajectory(id);
    // On a simulation without a past, as the recorded one: the solver starts from what it found last.
    environment.setState({ qpos: trajectory.initialQpos, qvel: trajectory.initialQvel });
    assertEquals(differences(trajectory.initialObs, [...environment.observe()], 1e-15), []);
    const records = new Map(trajectory.records.map((record) => [record.step, record]));
    let compared = 0;
    let total = 0;
    for (const [i, action] of trajectory.ctrl.entries()) {
      const { observation, reward, terminated } = environment.step(action);
      total += reward;
      const record = records.get(i + 1);
      if (record) {
        const { qpos, qvel } = environment.readState();
        const found = {
          qpos: [...qpos],
          qvel: [...qvel],
          obs: [...observation],
          reward,
          terminated,
          returnSoFar: total,
        };
        const expected = Object.fromEntries(
          Object.keys(found).map((key) => [key, record[key as keyof StepRecord]]),
        );
        const found_ = differences(expected, found, tolerance(id, record));
        assertEquals(found_.map((line) => `step ${record.step}: ${line}`), []);
        compared++;
      }
      // The records go on after the end of an episode, which an environment refuses.
      if (terminated) environment.loadState({ ...environment.saveState(), phase: "running" });
    }
    assertEquals(compared, 13);
  });
}

Deno.test("a gear that is off by a millionth leaves the trajectory", async () => {
  const definition = MUJOCO_TASKS.find(({ id }) => id === "HalfCheetah-v5")!;
  const robot = () => {
    const { motors, ...rest } = definition.robot();
    return { ...rest, motors: motors.map((one) => ({ ...one, gear: one.gear * (1 + 1e-6) })) };
  };
  using environment = new RobotEnvironment(await loadEngine(), { ...definition, robot });
  const { initialQpos, initialQvel, ctrl, records } = await readTrajectory(definition.id);
  environment.setState({ qpos: initialQpos, qvel: initialQvel });
  const { reward } = environment.step(ctrl[0]);
  assertLess(1e-10, Math.abs(reward - records[0].reward));
});
