import { assertEquals, assertThrows } from "@std/assert";
import type { Info } from "../../../lib/envs/environment.ts";
import { MUJOCO_TASKS } from "../../../lib/envs/mujoco/definitions.ts";
import { loadEngine } from "../../../lib/envs/mujoco/engine.ts";
import { RobotEnvironment } from "../../../lib/envs/mujoco/robot_environment.ts";
import { NumpyRandom } from "../../../lib/envs/numpy_random.ts";
import { POSE_SIZE } from "../../../lib/envs/scene.ts";

/** All that an environment says in some steps, episodes after one another; bits as text. */
function play(environment: RobotEnvironment, random: NumpyRandom, steps: number): string[] {
  const { scene } = environment;
  const poses = new Float64Array(POSE_SIZE * scene.bodies);
  const say = (observation: Float64Array, info: Info, ...rest: unknown[]) => {
    scene.writePoses(poses);
    const bits = new BigUint64Array(observation.buffer).join(" ");
    return `${bits} ${poses.join(" ")} ${JSON.stringify(info)} ${rest}`;
  };
  return Array.from({ length: steps }, () => {
    const action = environment.actionSpace.sample(random);
    const { observation, info, reward, terminated } = environment.step(action);
    const said = say(observation, info, reward, terminated);
    if (!terminated) return said;
    const start = environment.reset();
    return said + say(start.observation, start.info);
  });
}

for (const definition of MUJOCO_TASKS) {
  const { id } = definition;
  Deno.test(`${id} goes on from a saved state, bit for bit`, async () => {
    const engine = await loadEngine();
    using environment = new RobotEnvironment(engine, definition);
    using other = new RobotEnvironment(engine, definition);
    environment.reset({ seed: 5 });
    play(environment, new NumpyRandom(1), 17);
    const saved = JSON.parse(JSON.stringify(environment.saveState()));
    const observed = environment.observe();
    const expected = play(environment, new NumpyRandom(2), 60);

    // Another one that has been elsewhere.
    other.reset({ seed: 6 });
    play(other, new NumpyRandom(3), 9);
    other.loadState(saved);
    assertEquals(other.observe(), observed);
    assertEquals(play(other, new NumpyRandom(2), 60), expected);
  });
}

Deno.test("a state of another task, or none, is refused and changes nothing", async () => {
  const engine = await loadEngine();
  const make = (name: string) =>
    new RobotEnvironment(engine, MUJOCO_TASKS.find(({ id }) => id === name)!);
  using hopper = make("Hopper-v5");
  using swimmer = make("Swimmer-v5");
  hopper.reset({ seed: 1 });
  swimmer.reset({ seed: 1 });
  const before = hopper.saveState();
  const other = swimmer.saveState();
  const attempts: [object, string][] = [
    [other, "Expected a state of Hopper-v5, found one of Swimmer-v5"],
    [{ ...other, id: "Hopper-v5" }, "of another model"],
    [{ ...before, task: null }, "expected the state of a simulation"],
    [{ ...before, task: { steps: 1, physics: "?" } }, "Expected numbers in base64"],
    [{ ...before, task: { steps: 1, physics: "AAAA" } }, "Expected numbers of eight bytes"],
  ];
  for (const [state, message] of attempts) {
    assertThrows(() => hopper.loadState(state as typeof before), Error, message);
    assertEquals(hopper.saveState(), before);
  }
});
