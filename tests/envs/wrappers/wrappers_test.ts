import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  Box,
  CartPole,
  ClipAction,
  FrameStack,
  makeEnvironment,
  MountainCar,
  NormalizeObservation,
  NormalizeReward,
  NumpyRandom,
  Pendulum,
  RecordEpisodeStatistics,
  RescaleAction,
  RunningStatistics,
  TimeAware,
  TimeLimit,
  TransformObservation,
  TransformReward,
} from "../../../lib/envs/mod.ts";

Deno.test("a time limit truncates, and does not terminate", () => {
  using environment = new TimeLimit(new MountainCar(), 3);
  environment.reset({ seed: 1 });
  const flags = [0, 1, 2].map(() => {
    const { terminated, truncated } = environment.step(1);
    return [terminated, truncated];
  });
  assertEquals(flags, [[false, false], [false, false], [false, true]]);
  assertThrows(() => environment.step(1), Error, "expected a reset after the end");
  environment.reset();
  assertEquals([environment.step(1).truncated, environment.elapsedSteps], [false, 1]);
});

Deno.test("an episode may terminate and be truncated by the same step", () => {
  const task = new CartPole();
  using environment = new TimeLimit(task, 1);
  environment.reset();
  task.setState([2.5, 0, 0, 0]);
  const { terminated, truncated } = environment.step(1);
  assertEquals([terminated, truncated], [true, true]);
});

Deno.test("running statistics are mean and variance, one by one or merged", () => {
  const random = new NumpyRandom(1);
  const numbers = Array.from({ length: 1000 }, () => [random.normal(3, 2), random.uniform()]);
  const [all, first, second] = [0, 1, 2].map(() => new RunningStatistics(2));
  for (const [i, pair] of numbers.entries()) {
    all.add(pair);
    (i < 300 ? first : second).add(pair);
  }
  first.merge(second);
  for (const k of [0, 1]) {
    const mean = numbers.reduce((sum, pair) => sum + pair[k], 0) / 1000;
    const variance = numbers.reduce((sum, pair) => sum + (pair[k] - mean) ** 2, 0) / 1000;
    for (const statistics of [all, first]) {
      assertAlmostEquals(statistics.mean[k], mean, 1e-5);
      assertAlmostEquals(statistics.variance[k], variance, 1e-5);
    }
  }
  assertThrows(() => all.add([0, NaN]), RangeError, "found NaN at 1");
  assertThrows(() => all.merge(new RunningStatistics(3)), TypeError, "found 3");
  assertThrows(() => all.load({ mean: [1], variance: [1], count: 1 }), TypeError, "2 numbers");
});

Deno.test("frozen statistics stay, and shared ones are those of training", async () => {
  const training = new NormalizeObservation(await makeEnvironment("Pendulum-v1"));
  training.reset({ seed: 1 });
  for (let i = 0; i < 20; i++) training.step([1]);
  const { statistics } = training;
  const before = JSON.stringify(statistics.save());
  const evaluation = new NormalizeObservation(new Pendulum(), { statistics, frozen: true });
  evaluation.reset({ seed: 2 });
  evaluation.step([1]);
  assertEquals(JSON.stringify(statistics.save()), before);
  evaluation.frozen = false;
  evaluation.step([1]);
  assert(JSON.stringify(statistics.save()) !== before);
});

Deno.test("normalised numbers are clipped", () => {
  const environment = new NormalizeReward(new NormalizeObservation(new Pendulum(), { clip: 0.5 }), {
    clip: 0.1,
  });
  environment.reset({ seed: 1 });
  for (let i = 0; i < 20; i++) {
    const { observation, reward } = environment.step([2]);
    assert(observation.every((x) => Math.abs(x) <= 0.5) && Math.abs(reward) <= 0.1);
  }
  assertEquals(environment.observationSpace.contains(new Float64Array(3).fill(0.6)), false);
});

Deno.test("actions are clipped to the box, and rescaled onto it", () => {
  const after = (action: number, wrap: (p: Pendulum) => ClipAction | RescaleAction) => {
    const task = new Pendulum();
    const environment = wrap(task);
    environment.reset();
    task.setState([0, 0]);
    environment.step([action]);
    return task.state[1];
  };
  assertAlmostEquals(after(9, (p) => new ClipAction(p)), 0.3, 1e-12);
  assertAlmostEquals(after(-1, (p) => new ClipAction(p)), -0.15, 1e-12);
  assertAlmostEquals(after(1, (p) => new RescaleAction(p)), 0.3, 1e-12);
  assertAlmostEquals(after(0, (p) => new RescaleAction(p, { low: 0, high: 4 })), -0.3, 1e-12);
  assertThrows(() => new ClipAction(new CartPole()), TypeError, "actions in a Box");
  assertThrows(() => new RescaleAction(new Pendulum(), { low: 1 }), RangeError, "found 1 and 1");
});

Deno.test("an episode's return and length stand in its last info", async () => {
  const inner = await makeEnvironment("CartPole-v1");
  using environment = new RecordEpisodeStatistics(inner, { bufferLength: 2 });
  environment.reset({ seed: 1 });
  let steps = 0;
  while (environment.episodeCount < 3) {
    const { info, terminated } = environment.step(steps++ % 2);
    assertEquals("episode" in info, terminated);
    if (!terminated) continue;
    const { r, l, t } = info.episode as Record<string, number>;
    assertEquals([r, l], [steps, steps]);
    assert(t >= 0 && t < 10);
    steps = 0;
    environment.reset();
  }
  assertEquals(environment.episodes.length, 2);
});

Deno.test("functions change observations and rewards", () => {
  const space = new Box({ low: [0], high: [10] });
  const observed = new TransformObservation(
    new CartPole(),
    (o, into) => into[0] = o[3] ** 2,
    space,
  );
  const environment = new TransformReward(observed, (reward) => 5 * reward);
  assertEquals(environment.reset().observation.length, 1);
  assertEquals(environment.step(1).reward, 5);
  assertEquals(environment.unwrapped, observed.inner);
});

Deno.test("a state fits the same stack of wrappers alone, and a refused one changes nothing", () => {
  const stack = () => new FrameStack(new TimeLimit(new CartPole(), 10), { size: 2 });
  const [environment, other] = [stack(), stack()];
  environment.reset({ seed: 1 });
  environment.step(1);
  const state = environment.saveState();
  assertThrows(() => new TimeLimit(new CartPole(), 10).loadState(state), RangeError, "TimeLimit");
  other.reset({ seed: 2 });
  const before = JSON.stringify(other.saveState());
  assertThrows(() => other.loadState({ ...state, own: [1] }), TypeError, "found 1");
  assertEquals(JSON.stringify(other.saveState()), before);
});

for (
  const [name, make] of [
    ["TimeLimit", () => new TimeLimit(new CartPole(), 0)],
    ["TimeAware", () => new TimeAware(new CartPole(), { maxEpisodeSteps: 0 })],
    ["FrameStack", () => new FrameStack(new CartPole(), { size: 1.5 })],
    ["NormalizeObservation", () => new NormalizeObservation(new CartPole(), { clip: 0 })],
    ["NormalizeReward", () => new NormalizeReward(new CartPole(), { discount: 2 })],
    [
      "RecordEpisodeStatistics",
      () => new RecordEpisodeStatistics(new CartPole(), { bufferLength: 0 }),
    ],
  ] as const
) {
  Deno.test(`${name} refuses options out of range`, () => {
    assertThrows(make, RangeError, "xpected");
  });
}

Deno.test("a time feature needs to know the limit", () => {
  assertThrows(() => new TimeAware(new CartPole()), TypeError, "found neither");
});
