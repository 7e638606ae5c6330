import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  CartPole,
  findRegistration,
  listEnvironments,
  makeEnvironment,
  registerEnvironment,
  TimeLimit,
} from "../../lib/envs/mod.ts";

Deno.test("tasks have Gymnasium's limits and thresholds", () => {
  const facts = ["CartPole-v1", "MountainCar-v0", "MountainCarContinuous-v0", "Pendulum-v1"]
    .concat("Acrobot-v1").map((id) => {
      const { maxEpisodeSteps, rewardThreshold } = findRegistration(id);
      return [maxEpisodeSteps, rewardThreshold];
    });
  assertEquals(facts, [[500, 475], [200, -110], [999, 90], [200, undefined], [500, -100]]);
});

Deno.test("the limit of steps can be another, or none", async () => {
  using short = await makeEnvironment("CartPole-v1", { maxEpisodeSteps: 7 }) as TimeLimit;
  assertEquals(short.maxEpisodeSteps, 7);
  using none = await makeEnvironment("CartPole-v1", { maxEpisodeSteps: Infinity });
  assertEquals(none instanceof CartPole, true);
  await assertRejects(() => makeEnvironment("CartPole-v1", { maxEpisodeSteps: 0 }), RangeError);
});

Deno.test("unknown names suggest the nearest", async () => {
  await assertRejects(
    () => makeEnvironment("CartPol-v1"),
    RangeError,
    'found "CartPol-v1", did you mean "CartPole-v1"?',
  );
  await assertRejects(
    () => makeEnvironment("Pendulum-v1", { gravty: 1 }),
    RangeError,
    'Pendulum-v1: expected an option among gravity, maxEpisodeSteps, found "gravty", did you mean "gravity"?',
  );
  await assertRejects(() => makeEnvironment("Pendulum-v1", { gravity: "1" }), TypeError, "number");
});

Deno.test("a task of one's own gets its options, once under a name", async () => {
  const given: unknown[] = [];
  const registration = {
    create: (options: object) => {
      given.push(options);
      return new CartPole();
    },
    optionNames: ["size"],
  };
  registerEnvironment("Own-v3", registration);
  using environment = await makeEnvironment("Own-v3", { size: 4 });
  assertEquals(given, [{ size: 4 }]);
  assertEquals(environment.unwrapped, environment);
  assertEquals(listEnvironments().includes("Own-v3"), true);
  assertThrows(() => registerEnvironment("Own-v3", registration), RangeError, "taken");
  registerEnvironment("Own-v3", { ...registration, replace: true });
  assertThrows(() => registerEnvironment("Own", registration), RangeError, "with a version");
});

Deno.test("an environment refuses calls out of order", () => {
  const environment = new CartPole();
  assertThrows(() => environment.step(1), Error, "CartPole-v1: expected a reset before the first");
  environment.reset();
  environment.close();
  for (const call of [() => environment.step(1), () => environment.reset()]) {
    assertThrows(call, Error, "expected an open environment, found it closed");
  }
  assertThrows(() => environment.saveState(), Error, "closed");
  environment.close();
});

Deno.test("an environment refuses what is no state of its own", () => {
  const environment = new CartPole();
  environment.reset({ seed: 1 });
  const state = environment.saveState();
  const wrong = [{ ...state, task: [1] }, { ...state, phase: "closed" }, { ...state, random: {} }];
  for (const one of wrong) {
    assertThrows(() => environment.loadState(one), TypeError);
    assertEquals(environment.saveState(), state);
  }
});
