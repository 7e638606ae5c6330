import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { MUJOCO_TASKS } from "../../../lib/envs/mujoco/definitions.ts";
import type { RobotEnvironment } from "../../../lib/envs/mujoco/robot_environment.ts";
import { make } from "./make.ts";

/** Puts Ant and Humanoid on the floor, where contacts are. */
function lower(environment: RobotEnvironment): void {
  const { qpos, qvel } = environment.readState();
  qpos[2] -= environment.id.startsWith("Ant") ? 0.45 : 0.13;
  environment.setState({ qpos, qvel });
}

const FORWARD = ["HalfCheetah", "Hopper", "Walker2d", "Ant", "Humanoid", "Swimmer"];

Deno.test("a weight scales its part of the reward", async () => {
  const cases: [id: string, option: string, part: string][] = [
    ...FORWARD.flatMap((name): [string, string, string][] => [
      [`${name}-v5`, "forwardRewardWeight", "reward_forward"],
      [`${name}-v5`, "ctrlCostWeight", "reward_ctrl"],
    ]),
    ...["Hopper-v5", "Walker2d-v5", "Ant-v5", "Humanoid-v5", "InvertedDoublePendulum-v5"]
      .map((id): [string, string, string] => [id, "healthyReward", "reward_survive"]),
    ["Ant-v5", "contactCostWeight", "reward_contact"],
    ["Humanoid-v5", "contactCostWeight", "reward_contact"],
    ["Reacher-v5", "rewardDistWeight", "reward_dist"],
    ["Reacher-v5", "rewardControlWeight", "reward_ctrl"],
    ["HalfCheetah-v4", "forwardRewardWeight", "reward_run"],
    ["Humanoid-v4", "ctrlCostWeight", "reward_quadctrl"],
  ];
  for (const [id, option, part] of cases) {
    const parts = async (weight: number) => {
      using environment = await make(id, { [option]: weight });
      environment.reset({ seed: 1 });
      const contact = part === "reward_contact";
      if (contact) lower(environment);
      const action = new Float64Array(environment.actionSpace.size).fill(contact ? 0 : 0.2);
      const { info, reward } = environment.step(action);
      return { part: Number(info[part]), reward };
    };
    // Humanoid's contact cost is clipped at 10.
    const unit = part === "reward_contact" ? 1e-6 : 1;
    const [one, three, none] = [await parts(unit), await parts(3 * unit), await parts(0)];
    assert(one.part !== 0, `${id} ${option}`);
    assertAlmostEquals(three.part / one.part, 3, 1e-9, `${id} ${option}`);
    assertAlmostEquals(three.reward - none.reward, three.part, 1e-9, `${id} ${option}`);
  }
});

Deno.test("without terminateWhenUnhealthy no fall ends an episode", async () => {
  for (const id of MUJOCO_TASKS.map(({ id }) => id)) {
    if (!/Hopper|Walker|Ant|Humanoid/.test(id)) continue;
    using environment = await make(id, { terminateWhenUnhealthy: false });
    environment.reset({ seed: 1 });
    const { qpos, qvel } = environment.readState();
    qpos[2] += 1.5;
    environment.setState({ qpos, qvel });
    const { terminated, info } = environment.step(new Float64Array(environment.actionSpace.size));
    assertEquals(terminated, false, id);
    if (id.endsWith("-v5")) assertEquals(info.reward_survive, 0, id);
    if (id === "Humanoid-v4") assertEquals(info.reward_alive, 0);
  }
});

Deno.test("healthy ranges say what ends an episode; their ends are outside, but for Ant's", async () => {
  const ends = async (id: string, index: number, value: number, options: object) => {
    using environment = await make(id, { ...options, frameSkip: 1 });
    environment.reset({ seed: 1 });
    const { qpos, qvel } = environment.readState();
    qpos[index] = value;
    environment.setState({ qpos, qvel: qvel.fill(0) });
    return environment.step(new Float64Array(environment.actionSpace.size)).terminated;
  };
  const ranges: [string, number, number, object][] = [
    ["Hopper-v5", 2, 0.3, { healthyAngleRange: [-1, 1] }],
    ["Walker2d-v5", 2, 1.2, { healthyAngleRange: [-2, 2] }],
    ["Hopper-v5", 1, 0.65, { healthyZRange: [0.5, Infinity] }],
    ["Walker2d-v5", 1, 3, { healthyZRange: [0.5, 4] }],
    ["Ant-v5", 2, 2, { healthyZRange: [0.2, 3] }],
    ["Humanoid-v5", 2, 3, { healthyZRange: [1, 4] }],
  ];
  for (const [id, index, value, options] of ranges) {
    assertEquals(await ends(id, index, value, {}), true, id);
    assertEquals(await ends(id, index, value, options), false, id);
  }
  using strict = await make("Hopper-v5", { healthyStateRange: [-0.1, 0.1], frameSkip: 1 });
  strict.reset({ seed: 1 });
  const { qpos, qvel } = strict.readState();
  qvel[0] = 50;
  strict.setState({ qpos, qvel });
  assertEquals(strict.step([0, 0, 0]).terminated, true);
});

Deno.test("observations hold what the options ask for", async () => {
  const size = async (id: string, options = {}) => {
    using environment = await make(id, options);
    const { observation } = environment.reset({ seed: 1 });
    assertEquals(observation.length, environment.observationSpace.size);
    return observation.length;
  };
  const sizes: Record<string, number[]> = {
    HalfCheetah: [17, 17],
    Hopper: [11, 11],
    Walker2d: [17, 17],
    Ant: [27, 105],
    Humanoid: [376, 348],
    Swimmer: [8, 8],
    Reacher: [11, 10],
    InvertedPendulum: [4, 4],
    InvertedDoublePendulum: [11, 9],
  };
  for (const [name, [four, five]] of Object.entries(sizes)) {
    assertEquals(await size(`${name}-v4`), four, name);
    assertEquals(await size(`${name}-v5`), five, name);
  }
  for (const name of FORWARD) {
    const hidden = ["Ant", "Humanoid", "Swimmer"].includes(name) ? 2 : 1;
    const options = { excludeCurrentPositionsFromObservation: false };
    assertEquals(await size(`${name}-v5`, options), sizes[name][1] + hidden, name);
  }
  assertEquals(await size("Ant-v5", { includeCfrcExtInObservation: false }), 27);
  assertEquals(await size("Ant-v4", { useContactForces: true }), 111);
  assertEquals(await size("Humanoid-v5", { includeCinertInObservation: false }), 348 - 130);
  assertEquals(await size("Humanoid-v5", { includeCvelInObservation: false }), 348 - 78);
  assertEquals(await size("Humanoid-v5", { includeQfrcActuatorInObservation: false }), 348 - 17);
  assertEquals(await size("Humanoid-v5", { includeCfrcExtInObservation: false }), 348 - 78);
});

Deno.test("the noise of a start has the scale that is asked for", async () => {
  for (const { id, settings } of MUJOCO_TASKS) {
    if (!("resetNoiseScale" in settings)) continue;
    const start = async (resetNoiseScale: number) => {
      using environment = await make(id, { resetNoiseScale });
      environment.reset({ seed: 1 });
      return environment.readState();
    };
    const [none, one, two] = [await start(0), await start(0.01), await start(0.02)];
    assertEquals([...none.qvel], Array.from(none.qvel, () => 0));
    assertAlmostEquals(two.qvel[0] / one.qvel[0], 2, 1e-12);
    assertAlmostEquals((two.qpos[1] - none.qpos[1]) / (one.qpos[1] - none.qpos[1]), 2, 1e-9);
  }
});

Deno.test("frameSkip: two steps of one are one of two", async () => {
  for (const { id } of MUJOCO_TASKS) {
    using ones = await make(id, { frameSkip: 1 });
    using two = await make(id, { frameSkip: 2 });
    for (const environment of [ones, two]) environment.reset({ seed: 1 });
    const action = new Float64Array(ones.actionSpace.size).fill(0.1);
    ones.step(action);
    ones.step(action);
    two.step(action);
    assertEquals(ones.readState(), two.readState());
    assertAlmostEquals(two.dt, 2 * ones.dt, 1e-15);
  }
});

Deno.test("Ant's contact forces and main body, and Humanoid's contact cost, as they are asked for", async () => {
  const forces = async (contactForceRange: [number, number]) => {
    using environment = await make("Ant-v5", { contactForceRange });
    environment.reset({ seed: 1 });
    lower(environment);
    return environment.step(new Float64Array(8)).observation.subarray(27);
  };
  assertEquals(Math.max(...await forces([-1, 1])), 1);
  assertEquals(Math.max(...await forces([-2, 0.25])), 0.25);

  const speed = async (mainBody: string | number) => {
    using environment = await make("Ant-v5", { mainBody });
    environment.reset({ seed: 1 });
    return environment.step(new Float64Array(8).fill(1)).info.x_velocity;
  };
  assertEquals(await speed("torso"), await speed(1));
  assertEquals(await speed("foot_1"), await speed(4));
  assert(await speed("torso") !== await speed("foot_1"));
  await assertRejects(() => make("Ant-v5", { mainBody: "torsso" }), RangeError, 'mean "torso"?');
  await assertRejects(() => make("Ant-v5", { mainBody: 14 }), RangeError, "below 14, found 14");

  const cost = async (contactCostRange: [number, number]) => {
    using environment = await make("Humanoid-v5", { contactCostWeight: 1, contactCostRange });
    environment.reset({ seed: 1 });
    lower(environment);
    return environment.step(new Float64Array(17)).info.reward_contact;
  };
  assertEquals(await cost([-Infinity, 10]), -10);
  assertEquals(await cost([-Infinity, 3]), -3);
});

Deno.test("another model takes the place of the task's own", async () => {
  const xml = `<mujoco>
    <option timestep="0.005"/>
    <worldbody>
      <body name="cart">
        <joint name="slider" type="slide" axis="1 0 0"/>
        <geom name="cart" size="0.1"/>
        <body name="pole"><joint axis="0 1 0"/><geom name="pole" type="capsule" fromto="0 0 0 0 0 1" size="0.05"/>
          <body name="more"><joint axis="0 1 0"/><geom name="more" size="0.05" pos="0 0 1"/></body>
        </body>
      </body>
    </worldbody>
    <actuator><motor joint="slider" ctrlrange="-2 2" ctrllimited="true"/></actuator>
  </mujoco>`;
  using environment = await make("InvertedPendulum-v5", {}, xml);
  assertEquals(environment.reset({ seed: 1 }).observation.length, 6);
  assertEquals(environment.dt, 0.01);
  assertEquals([...environment.actionSpace.high], [2]);
  assertEquals(environment.scene.geoms.map(({ shape }) => shape), ["sphere", "capsule", "sphere"]);
  await assertRejects(
    () => make("InvertedPendulum-v5", {}, "<mujoco><robot/></mujoco>"),
    Error,
    "Expected a model in MJCF that MuJoCo compiles, found",
  );
});

Deno.test("what is no option, or out of range, is refused with what is meant or expected", async () => {
  const cases: [string, object, string][] = [
    ["Hopper-v5", { ctrlCostWeigth: 1 }, 'found "ctrlCostWeigth", did you mean "ctrlCostWeight"?'],
    [
      "Hopper-v5",
      { ctrlCostWeight: -1 },
      "ctrlCostWeight to be a finite number of at least 0, found -1",
    ],
    ["Hopper-v5", { ctrlCostWeight: NaN }, "found NaN"],
    ["Hopper-v5", { ctrlCostWeight: "1" }, 'found "1"'],
    ["Hopper-v5", { frameSkip: 0 }, "frameSkip to be a whole number of at least 1, found 0"],
    ["Hopper-v5", { frameSkip: 1.5 }, "found 1.5"],
    ["Hopper-v5", { healthyZRange: [2, 1] }, "two numbers, the lower one first, found [2,1]"],
    ["Hopper-v5", { healthyZRange: 1 }, "found 1"],
    ["Hopper-v5", { terminateWhenUnhealthy: 1 }, "to be true or false, found 1"],
    ["Hopper-v5", { onBadState: "panic" }, 'one of error, terminate, ignore, found "panic"'],
    ["Hopper-v5", { resetNoiseScale: Infinity }, "found Infinity"],
    ["Reacher-v4", { rewardDistWeight: 1 }, 'found "rewardDistWeight"'],
    ["Ant-v5", { mainBody: -1 }, "a name or a number from 0, found -1"],
  ];
  for (const [id, options, message] of cases) {
    const error = await assertRejects(() => make(id, { ...options }), RangeError, message);
    assert(error.message.startsWith(`${id}: expected `), error.message);
  }
});
