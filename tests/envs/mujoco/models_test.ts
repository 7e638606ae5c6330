import { assertEquals } from "@std/assert";
import { loadEngine } from "../../../lib/envs/mujoco/engine.ts";
import type { Robot } from "../../../lib/envs/mujoco/mjcf/robot.ts";
import { ant } from "../../../lib/envs/mujoco/robots/ant.ts";
import { halfCheetah } from "../../../lib/envs/mujoco/robots/half_cheetah.ts";
import { hopper } from "../../../lib/envs/mujoco/robots/hopper.ts";
import { humanoid } from "../../../lib/envs/mujoco/robots/humanoid.ts";
import {
  invertedDoublePendulum,
  invertedPendulum,
} from "../../../lib/envs/mujoco/robots/pendulums.ts";
import { reacher } from "../../../lib/envs/mujoco/robots/reacher.ts";
import { swimmer } from "../../../lib/envs/mujoco/robots/swimmer.ts";
import { walker2d } from "../../../lib/envs/mujoco/robots/walker2d.ts";
import { compiledFacts } from "./compiled.ts";
import { differences } from "./differences.ts";

const TOLERANCE = 1e-9;

const ROBOTS: Readonly<Record<string, () => Robot>> = {
  ant,
  half_cheetah: halfCheetah,
  hopper,
  humanoid,
  inverted_double_pendulum: invertedDoublePendulum,
  inverted_pendulum: invertedPendulum,
  reacher,
  swimmer,
  walker2d,
  walker2d_v4: () => walker2d({ rightFootFriction: 0.9 }),
};

for (const [name, robot] of Object.entries(ROBOTS)) {
  Deno.test(`${name} is compiled to the model of Gymnasium's`, async () => {
    const engine = await loadEngine();
    const path = new URL(`../../data/mujoco/facts/${name}.json`, import.meta.url);
    const { source: _, ...facts } = JSON.parse(await Deno.readTextFile(path));
    delete facts.atQpos0.note;
    assertEquals(differences(facts, compiledFacts(engine, robot()), TOLERANCE), []);
  });
}

Deno.test("a model that differs in one number is told apart, with the part and its name", async () => {
  const engine = await loadEngine();
  const facts = compiledFacts(engine, walker2d());
  const others = compiledFacts(engine, walker2d({ rightFootFriction: 0.9 }));
  assertEquals(differences(facts, others, TOLERANCE), [
    "geoms[4 foot_geom].friction[0]: expected 1.9, found 0.9",
  ]);
});
