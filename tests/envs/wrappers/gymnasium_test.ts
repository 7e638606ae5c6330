import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  type Environment,
  FrameStack,
  makeEnvironment,
  NormalizeObservation,
  NormalizeReward,
  RescaleAction,
  TimeAware,
} from "../../../lib/envs/mod.ts";

/** Observations, the first one at index 0, and rewards of an episode of Pendulum-v1. */
async function play(wrap: (environment: Environment) => Environment, steps: number) {
  using environment = wrap(await makeEnvironment("Pendulum-v1"));
  const observations = [environment.reset({ seed: 42 }).observation];
  const rewards: number[] = [];
  for (let i = 0; i < steps; i++) {
    const step = environment.step([Math.round(2000 * Math.sin(i)) / 1000]);
    observations.push(step.observation);
    rewards.push(step.reward);
  }
  return { observations, rewards };
}

function assertNear(found: ArrayLike<number>, expected: readonly number[], tolerance = 1e-7): void {
  assertEquals(found.length, expected.length);
  for (const [i, x] of expected.entries()) assertAlmostEquals(found[i], x, tolerance);
}

// The numbers are what Gymnasium 1.3.0 answers.
const start = [-0.14995256066322327, 0.9886931777000427, -0.12224312126636505];
const third = [-0.3823038637638092, 0.9240366816520691, 2.6066737174987793];

Deno.test("observations are normalised as Gymnasium does, but for its float32", async () => {
  const { observations } = await play((e) => new NormalizeObservation(e), 12);
  assertNear(observations[0], [-0.00148248, 0.00703215, -0.00121360], 1e-4);
  assertNear(observations[1], [-0.90573156, -0.24463835, 0.99986523], 1e-4);
  assertNear(observations[12], [-0.13815632, -1.82608986, 0.42461762], 1e-4);
});

Deno.test("rewards are normalised as Gymnasium does", async () => {
  const { rewards } = await play((e) => new NormalizeReward(e, { discount: 0.9 }), 12);
  assertAlmostEquals(rewards[0], -94.76251352027253, 1e-9);
  assertAlmostEquals(rewards[1], -2.2100938055302426, 1e-9);
  assertAlmostEquals(rewards[11], -0.4636190691543997, 1e-9);
});

for (const [form, first, then] of [["elapsed", 0, 0.015], ["steps", 0, 3]] as const) {
  Deno.test(`the time is appended as Gymnasium does: ${form}`, async () => {
    const { observations } = await play((e) => new TimeAware(e, { form }), 3);
    assertNear(observations[0], [...start, first]);
    assertNear(observations[3], [...third, then]);
  });
}

Deno.test("the time that remains goes from 1 to 0", async () => {
  const { observations } = await play((e) => new TimeAware(e), 200);
  assertNear(observations[0], [...start, 1]);
  assertNear(observations[50], [...observations[50].slice(0, 3), 0.75]);
  assertEquals(observations[200][3], 0);
});

Deno.test("the last observations are stacked as Gymnasium does", async () => {
  const first = await play((e) => new FrameStack(e, { size: 3 }), 3);
  const second = [-0.18048952519893646, 0.9835768938064575, 0.619276762008667];
  assertNear(first.observations[0], [...start, ...start, ...start]);
  assertNear(first.observations[1], [...start, ...start, ...second]);
  assertNear(first.observations[3].slice(6), third);
  const { observations } = await play((e) => new FrameStack(e, { size: 2, padding: "zero" }), 1);
  assertNear(observations[0], [0, 0, 0, ...start]);
  assertNear(observations[1], [...start, ...second]);
});

Deno.test("a rescaled action of 0.25 is a torque of 0.5", async () => {
  using environment = new RescaleAction(await makeEnvironment("Pendulum-v1"));
  environment.reset({ seed: 42 });
  assertNear(environment.step([0.25]).observation, [-0.18417667, 0.98289317, 0.69427675]);
});
