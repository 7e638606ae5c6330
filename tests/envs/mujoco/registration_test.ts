import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  findRegistration,
  listEnvironments,
  makeEnvironment,
  TimeLimit,
  unwrapMujoco,
} from "../../../lib/envs/mod.ts";

/** Steps of an episode, and the return that counts as a solution. */
const LIMITS: Readonly<Record<string, readonly [number, number | undefined]>> = {
  Ant: [1000, 6000],
  HalfCheetah: [1000, 4800],
  Hopper: [1000, 3800],
  Humanoid: [1000, undefined],
  InvertedDoublePendulum: [1000, 9100],
  InvertedPendulum: [1000, 950],
  Reacher: [50, -3.75],
  Swimmer: [1000, 360],
  Walker2d: [1000, undefined],
};

const IDS = Object.keys(LIMITS).flatMap((name) => [`${name}-v4`, `${name}-v5`]);

for (const id of IDS) {
  Deno.test(`${id} is registered with Gymnasium's limits`, async () => {
    const { maxEpisodeSteps, rewardThreshold } = findRegistration(id);
    assertEquals([maxEpisodeSteps as number, rewardThreshold], LIMITS[id.split("-")[0]]);
    using environment = await makeEnvironment(id);
    assert(environment instanceof TimeLimit);
    assertEquals(environment.id, id);
  });
}

Deno.test("all tasks are registered, and names that are none are refused", async () => {
  for (const id of IDS) assert(listEnvironments().includes(id), id);
  await assertRejects(() => makeEnvironment("HalfCheeta-v5"), RangeError, "HalfCheetah-v5");
  await assertRejects(
    () => makeEnvironment("Hopper-v5", { frameskip: 4 }),
    RangeError,
    'found "frameskip", did you mean "frameSkip"?',
  );
  await assertRejects(() => makeEnvironment("Hopper-v5", { xmlFile: "/nowhere.xml" }), Error);
});

Deno.test("a model can be read from a file", async () => {
  const xmlFile = await Deno.makeTempFile({ suffix: ".xml" });
  const joints = "<joint type='slide' axis='1 0 0'/><joint axis='0 1 0'/>";
  await Deno.writeTextFile(
    xmlFile,
    `<mujoco><worldbody><body>${joints}<geom size="1"/></body></worldbody></mujoco>`,
  );
  using environment = await makeEnvironment("HalfCheetah-v5", { xmlFile });
  assertEquals(environment.reset().observation.length, 3);
  await Deno.remove(xmlFile);
});

Deno.test("what is no task on MuJoCo says so", async () => {
  using environment = await makeEnvironment("CartPole-v1");
  assertThrows(
    () => unwrapMujoco(environment),
    TypeError,
    "CartPole-v1: expected a task on MuJoCo",
  );
});
