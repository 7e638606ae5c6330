import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { make } from "./make.ts";

/** A velocity that no simulation survives. */
function ruin(environment: Awaited<ReturnType<typeof make>>): void {
  const { qpos, qvel } = environment.readState();
  environment.setState({ qpos, qvel: qvel.fill(1e9) });
}

Deno.test("a bad state is an error that names task, step and warning; a reset cures it", async () => {
  using environment = await make("Hopper-v5");
  environment.reset({ seed: 1 });
  environment.step([0, 0, 0]);
  ruin(environment);
  const message =
    /^Hopper-v5: step 2: expected a simulation without warnings, found mjWARN_BAD(QPOS|QVEL|QACC) \(.+unstable\)/;
  const error = assertThrows(() => environment.step([0, 0, 0]), Error);
  assert(message.test(error.message), error.message);
  const again = assertThrows(() => environment.step([0, 0, 0]), Error);
  assert(/unstable\): expected a reset/.test(again.message), again.message);
  // Nor does a copy of it go on.
  const saved = JSON.parse(JSON.stringify(environment.saveState()));
  environment.reset({ seed: 1 });
  environment.step([0, 0, 0]);
  environment.loadState(saved);
  assertThrows(() => environment.step([0, 0, 0]), Error, "unstable): expected a reset");
  environment.reset({ seed: 1 });
});

Deno.test("a bad state may end the episode instead", async () => {
  using environment = await make("HalfCheetah-v5", { onBadState: "terminate" });
  environment.reset({ seed: 1 });
  ruin(environment);
  const { observation, reward, terminated, info } = environment.step(new Float64Array(6));
  assertEquals({ reward, terminated }, { reward: 0, terminated: true });
  assert(/^mjWARN_BADQ/.test(String(info.bad_state)));
  assert(observation.every(Number.isFinite));
  assertThrows(
    () => environment.step(new Float64Array(6)),
    Error,
    "expected a reset after the end",
  );
  environment.reset();
  assertEquals(environment.step(new Float64Array(6)).terminated, false);
});

Deno.test("or be ignored, as Gymnasium does: the robot is back at its start, and the episode goes on", async () => {
  using environment = await make("HalfCheetah-v5", { onBadState: "ignore" });
  environment.reset({ seed: 1 });
  ruin(environment);
  const { terminated, observation } = environment.step(new Float64Array(6));
  assertEquals(terminated, false);
  assert(observation.every((value) => Math.abs(value) < 10));
  for (let i = 0; i < 5; i++) environment.step(new Float64Array(6));
});

Deno.test("contacts without room are an error, too", async () => {
  // Enough for a humanoid in the air, not for one in the floor.
  using environment = await make("Humanoid-v5", { memory: 50_000 });
  environment.reset({ seed: 1 });
  environment.step(new Float64Array(17));
  const { qpos, qvel } = environment.readState();
  qpos[2] = 0.1;
  qpos.fill(0, 7);
  environment.setState({ qpos, qvel });
  assertThrows(
    () => {
      for (let i = 0; i < 200; i++) {
        environment.step(new Float64Array(17));
        environment.loadState({ ...environment.saveState(), phase: "running" });
      }
    },
    Error,
    "Humanoid-v5: step",
  );
});

Deno.test("less memory, the same trajectory", async () => {
  using small = await make("Ant-v5", { memory: 100_000 });
  using large = await make("Ant-v5", { memory: 8_000_000 });
  for (const environment of [small, large]) environment.reset({ seed: 1 });
  for (let i = 0; i < 50; i++) {
    const action = Float64Array.from({ length: 8 }, (_, j) => Math.sin(i * (j + 1)));
    const [a, b] = [small.step(action), large.step(action)];
    assertEquals(a.observation, b.observation);
    if (a.terminated) { for (const environment of [small, large]) environment.reset({ seed: i }); }
  }
  assert(small.memory.size <= 100_000 && large.memory.size >= 8_000_000);
  assertEquals(small.memory.used, large.memory.used);
});

Deno.test("a closed environment refuses everything but to be closed", async () => {
  const environment = await make("Swimmer-v5");
  environment.reset({ seed: 1 });
  const state = environment.saveState();
  const { scene } = environment;
  environment.close();
  environment.close();
  environment[Symbol.dispose]();
  const uses: (() => unknown)[] = [
    () => environment.reset(),
    () => environment.step([0, 0]),
    () => environment.saveState(),
    () => environment.loadState(state),
    () => environment.setState({ qpos: [0, 0, 0, 0, 0], qvel: [0, 0, 0, 0, 0] }),
    () => environment.readState(),
    () => environment.observe(),
    () => environment.scene,
    () => scene.writePoses(new Float64Array(21)),
    () => environment.memory,
  ];
  for (const use of uses) {
    assertThrows(use, Error, "Swimmer-v5: expected an open environment, found it closed");
  }
});

Deno.test("wrong states, actions and arrays are refused, and nothing has changed", async () => {
  using environment = await make("Swimmer-v5");
  assertThrows(() => environment.step([0, 0]), Error, "expected a reset before the first step");
  environment.reset({ seed: 1 });
  const before = environment.saveState();
  const five = [0, 0, 0, 0, 0];
  const uses: [() => unknown, string][] = [
    [() => environment.step([0]), "an action with 2 numbers, found 1"],
    [() => environment.step([0, NaN]), "a finite action, found NaN at 1"],
    [() => environment.step([0, 0], new Float64Array(3)), "a Float64Array of 8"],
    [() => environment.setState({ qpos: [0], qvel: five }), "qpos with 5 numbers, found 1"],
    [
      () => environment.setState({ qpos: five, qvel: [...five, 0] }),
      "qvel with 5 numbers, found 6",
    ],
    [() => environment.setState({ qpos: [0, 0, 0, NaN, 0], qvel: five }), "found NaN at 3"],
    [() => environment.observe(new Float64Array(9)), "a Float64Array of 8"],
  ];
  for (const [use, message] of uses) {
    assertThrows(use, Error, message);
    assertEquals(environment.saveState(), before);
  }
});

Deno.test("a task on a model that lacks what it needs says what", async () => {
  const xml = "<mujoco><worldbody><body><joint/><geom size='1'/></body></worldbody></mujoco>";
  await assertRejects(() => make("Reacher-v5", {}, xml), RangeError, 'found "fingertip"');
});
