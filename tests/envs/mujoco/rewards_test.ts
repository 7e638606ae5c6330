import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { MUJOCO_TASKS } from "../../../lib/envs/mujoco/definitions.ts";
import { NumpyRandom } from "../../../lib/envs/numpy_random.ts";
import { make } from "./make.ts";

const PLACE = ["x_position", "y_position", "distance_from_origin"];
const VELOCITY = ["x_velocity", "y_velocity"];
const TENDONS = ["tendon_length", "tendon_velocity"];

/** What a start and a step say beside observation and reward. */
const KEYS: Readonly<Record<string, { reset: string[]; step: string[] }>> = {
  "HalfCheetah-v4": { reset: [], step: ["x_position", "x_velocity", "reward_run", "reward_ctrl"] },
  "HalfCheetah-v5": {
    reset: ["x_position"],
    step: ["x_position", "x_velocity", "reward_forward", "reward_ctrl"],
  },
  "Ant-v4": {
    reset: [],
    step: [
      ...[...PLACE, ...VELOCITY, "reward_forward", "reward_ctrl", "reward_survive"],
      "forward_reward",
    ],
  },
  "Ant-v5": {
    reset: PLACE,
    step: [
      ...[...PLACE, ...VELOCITY, "reward_forward", "reward_ctrl", "reward_contact"],
      "reward_survive",
    ],
  },
  "Humanoid-v4": {
    reset: [],
    step: [
      ...[...PLACE, ...VELOCITY, "reward_linvel", "reward_quadctrl", "reward_alive"],
      "forward_reward",
    ],
  },
  "Humanoid-v5": {
    reset: [...PLACE, ...TENDONS],
    step: [
      ...[...PLACE, ...TENDONS, ...VELOCITY, "reward_forward", "reward_ctrl", "reward_contact"],
      "reward_survive",
    ],
  },
  "Swimmer-v4": {
    reset: [],
    step: [...PLACE, ...VELOCITY, "reward_fwd", "reward_ctrl", "forward_reward"],
  },
  "Swimmer-v5": { reset: PLACE, step: [...PLACE, ...VELOCITY, "reward_forward", "reward_ctrl"] },
  "InvertedPendulum-v4": { reset: [], step: [] },
  "InvertedPendulum-v5": { reset: [], step: ["reward_survive"] },
  "InvertedDoublePendulum-v4": { reset: [], step: [] },
  "InvertedDoublePendulum-v5": {
    reset: [],
    step: ["reward_survive", "distance_penalty", "velocity_penalty"],
  },
  ...Object.fromEntries(
    ["Hopper", "Walker2d"].flatMap((name) => [
      [`${name}-v4`, { reset: [], step: ["x_position", "x_velocity"] }],
      [`${name}-v5`, {
        reset: ["x_position", "z_distance_from_origin"],
        step: [
          ...["x_position", "z_distance_from_origin", "x_velocity"],
          ...["reward_forward", "reward_ctrl", "reward_survive"],
        ],
      }],
    ]),
  ),
  ...Object.fromEntries(
    [4, 5].map((
      version,
    ) => [`Reacher-v${version}`, { reset: [], step: ["reward_dist", "reward_ctrl"] }]),
  ),
};

/** What the parts of a reward are called where they sum to it; version 4 names some twice, and leaves some out. */
const PARTS = /^reward_|_penalty$/;

/** Where the lagging position of a task's body is the measure, not a coordinate. */
const LAGGING = /^(Ant|Humanoid)-/;

for (const { id } of MUJOCO_TASKS) {
  Deno.test(`${id} says what Gymnasium's says, and it adds up`, async () => {
    using environment = await make(id);
    const start = environment.reset({ seed: 11 });
    assertEquals(Object.keys(start.info).sort(), KEYS[id].reset.toSorted());
    const random = new NumpyRandom(4);
    let terminations = 0;
    for (let i = 0; i < 100; i++) {
      const before = environment.readState();
      const action = environment.actionSpace.sample(random);
      const { info, reward, terminated } = environment.step(action);
      const after = environment.readState();
      assertEquals(Object.keys(info).sort(), KEYS[id].step.toSorted());

      const parts = Object.entries(info).filter(([name]) => PARTS.test(name));
      // The terminating step of version 4 is paid as well.
      if (parts.length > 0) {
        assertAlmostEquals(parts.reduce((sum, [, part]) => sum + Number(part), 0), reward, 1e-12);
      }
      const cost = action.reduce((sum, one) => sum + one * one, 0);
      const control = info.reward_ctrl ?? info.reward_quadctrl;
      if (control !== undefined) assert(Number(control) < 0 && Number(control) >= -cost);

      if ("x_position" in info && !(LAGGING.test(id) && id.endsWith("v4"))) {
        assertEquals(info.x_position, after.qpos[0]);
      }
      if ("distance_from_origin" in info) {
        const { x_position, y_position, distance_from_origin } = info;
        const distance = Math.sqrt(Number(x_position) ** 2 + Number(y_position) ** 2);
        assertAlmostEquals(Number(distance_from_origin), distance, 1e-14);
      }
      if ("x_velocity" in info && !LAGGING.test(id)) {
        const velocity = (after.qpos[0] - before.qpos[0]) / environment.dt;
        assertEquals(info.x_velocity, velocity);
      }
      if (terminated) {
        terminations++;
        environment.reset();
      }
    }
    const never = /^(HalfCheetah|Swimmer|Reacher)/.test(id);
    assertEquals(terminations > 0, !never && !id.startsWith("Ant"));
  });
}

Deno.test("version 4 pays for survival on the step that ends an episode, version 5 does not", async () => {
  for (const name of ["Hopper", "Walker2d", "Ant", "Humanoid"]) {
    const fallen = async (version: number) => {
      using environment = await make(`${name}-v${version}`);
      environment.reset({ seed: 1 });
      const { qpos, qvel } = environment.readState();
      // The pitch of the planar ones, the height of the others: both too much.
      qpos[2] += 1.5;
      environment.setState({ qpos, qvel });
      const { terminated, reward, info } = environment.step(
        new Float64Array(environment.actionSpace.size),
      );
      assert(terminated, name);
      return { reward, survive: info.reward_survive };
    };
    const [four, five] = [await fallen(4), await fallen(5)];
    const bonus = name === "Humanoid" ? 5 : 1;
    assertEquals(five.survive, 0);
    // What differs beside the bonus is the cost of contacts, and the friction of a foot.
    assert(four.reward - five.reward > 0.9 * bonus, `${name}: ${four.reward}, ${five.reward}`);
  }
});

Deno.test("Reacher-v4 pays for the distance before the step", async () => {
  using four = await make("Reacher-v4");
  using five = await make("Reacher-v5");
  four.reset({ seed: 2 });
  five.reset({ seed: 2 });
  const distances = (observation: Float64Array) => Math.hypot(observation[8], observation[9]);
  for (let i = 0; i < 5; i++) {
    const before = distances(five.observe());
    const action = [0.7, -0.4];
    const [late, now] = [four.step(action), five.step(action)];
    assertAlmostEquals(Number(late.info.reward_dist), -before, 1e-15);
    assertAlmostEquals(Number(now.info.reward_dist), -distances(now.observation), 1e-15);
    assert(late.info.reward_dist !== now.info.reward_dist);
  }
});

Deno.test("Ant-v4 with contact forces: the contact cost takes the place of the control cost", async () => {
  using environment = await make("Ant-v4", {
    useContactForces: true,
    terminateWhenUnhealthy: false,
  });
  environment.reset({ seed: 1 });
  const { qpos, qvel } = environment.readState();
  qpos[2] = 0.4;
  environment.setState({ qpos, qvel });
  let seen = 0;
  for (let i = 0; i < 20; i++) {
    const { observation, info, reward } = environment.step(new Float64Array(8).fill(0.2));
    const forces = observation.subarray(27);
    const cost = 5e-4 * forces.reduce((sum, force) => sum + force ** 2, 0);
    assertAlmostEquals(Number(info.reward_ctrl), -cost, 1e-15);
    const { reward_forward, reward_survive } = info;
    const control = 0.5 * 8 * 0.2 ** 2;
    const rest = Number(reward_forward) + Number(reward_survive) - control - cost;
    assertAlmostEquals(reward, rest, 1e-12);
    if (cost > 0) seen++;
  }
  assert(seen > 0);
});
