import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Autoreset,
  CartPole,
  makeEnvironment,
  MountainCar,
  VectorEnvironment,
} from "../../../lib/envs/mod.ts";

/** Three CartPoles; the second one's episode ends with the first step. */
function vectorAtTheEnd(autoreset: Autoreset) {
  const tasks = [0, 1, 2].map(() => new CartPole());
  const vector = new VectorEnvironment(tasks, { autoreset });
  vector.reset({ seed: 5 });
  tasks[1].setState([2.39, 1, 0, 0]);
  const step = vector.step([1, 1, 1]);
  assertEquals([...step.terminated], [0, 1, 0]);
  assertEquals([...step.rewards], [1, 1, 1]);
  return { vector, tasks, step, last: [...step.finalObservations.subarray(4, 8)] };
}

/** What the task sees at its next reset. */
const outOfBounds = (observation: readonly number[]) => observation[0] > 2.4;

Deno.test("next-step: the step after the end resets, whatever the action, for no reward", () => {
  const { vector, step, last } = vectorAtTheEnd("next-step");
  assertEquals([...step.observations.subarray(4, 8)], last);
  assert(outOfBounds(last));
  const next = vector.step([1, 0, 1]);
  assertEquals([...next.rewards], [1, 0, 1]);
  assertEquals([...next.terminated, ...next.truncated], [0, 0, 0, 0, 0, 0]);
  assert(next.observations.subarray(4, 8).every((x) => Math.abs(x) <= 0.05));
  assertEquals([...vector.step([1, 0, 1]).rewards], [1, 1, 1]);
});

Deno.test("same-step: the observation is the next episode's, the last one stands beside it", () => {
  const { vector, step, last } = vectorAtTheEnd("same-step");
  assert(outOfBounds(last));
  assert(step.observations.subarray(4, 8).every((x) => Math.abs(x) <= 0.05));
  assertEquals(step.finalInfos.map((info) => info !== undefined), [false, true, false]);
  const next = vector.step([1, 0, 1]);
  assertEquals([...next.rewards], [1, 1, 1]);
  assertEquals(next.finalInfos, [undefined, undefined, undefined]);
});

Deno.test("disabled: a step after the end is an error that names the environment", () => {
  const { vector, last } = vectorAtTheEnd("disabled");
  assert(outOfBounds(last));
  assertThrows(
    () => vector.step([1, 1, 1]),
    Error,
    "Environment 1 of CartPole-v1 (seed 6): CartPole-v1: expected a reset after the end",
  );
  assertThrows(() => vector.step([1, 1, 1]), Error, "expected a reset of all before a step");
  vector.reset();
  vector.step([1, 1, 1]);
});

Deno.test("a vector does what its environments do alone", async () => {
  const count = 3;
  const make = () => makeEnvironment("Pendulum-v1", { maxEpisodeSteps: 7 });
  using vector = new VectorEnvironment(await Promise.all([make(), make(), make()]), {
    autoreset: "same-step",
  });
  const alone = await Promise.all([make(), make(), make()]);
  const first = vector.reset({ seed: [9, 3, 4] });
  const starts = alone.map((environment, i) => environment.reset({ seed: [9, 3, 4][i] }));
  assertEquals([...first.observations], starts.flatMap(({ observation }) => [...observation]));
  for (let t = 0; t < 30; t++) {
    const actions = Array.from({ length: count }, (_, i) => Math.sin(t + i));
    const { observations, rewards, truncated } = vector.step(actions);
    for (const [i, environment] of alone.entries()) {
      const step = environment.step([actions[i]]);
      const shown = step.truncated ? environment.reset().observation : step.observation;
      assertEquals([...observations.subarray(3 * i, 3 * i + 3)], [...shown]);
      assertEquals([rewards[i], truncated[i]], [step.reward, Number(step.truncated)]);
    }
  }
});

Deno.test("a saved vector goes on where it stood, also where a reset is due", () => {
  const { vector } = vectorAtTheEnd("next-step");
  const state = JSON.parse(JSON.stringify(vector.saveState()));
  const go = () =>
    [0, 1, 2].map(() => {
      const { observations, rewards } = vector.step([0, 1, 0]);
      return [...observations, ...rewards];
    });
  const expected = go();
  vector.loadState(state);
  assertEquals(go(), expected);
  assertThrows(() => vector.loadState({ ...state, id: "Hopper-v5" }), RangeError, "Hopper-v5");
  assertThrows(() => vector.loadState({ ...state, over: [] }), TypeError, "3 environments");
});

Deno.test("a vector refuses what does not fit", () => {
  assertThrows(() => new VectorEnvironment([]), TypeError, "at least one");
  const mixed = () => new VectorEnvironment([new CartPole(), new MountainCar()]);
  assertThrows(mixed, TypeError, "found MountainCar-v0");
  const mode = "later" as Autoreset;
  assertThrows(() => new VectorEnvironment([new CartPole()], { autoreset: mode }), RangeError);
  using vector = new VectorEnvironment([new CartPole(), new CartPole()]);
  assertThrows(() => vector.step([0, 0]), Error, "expected a reset of all");
  assertThrows(() => vector.reset({ seed: [1] }), TypeError, "Expected 2 seeds, found 1");
  vector.reset();
  assertThrows(() => vector.step([0]), TypeError, "expected 2 actions of 1 numbers");
  assertThrows(() => vector.step([0, 2]), RangeError, "Environment 1 of CartPole-v1 (no seed)");
});
