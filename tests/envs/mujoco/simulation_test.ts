import { assert, assertEquals, assertLess } from "@std/assert";
import { loadEngine } from "../../../lib/envs/mujoco/engine.ts";
import { toMjcf } from "../../../lib/envs/mujoco/mjcf/robot.ts";
import { swimmer } from "../../../lib/envs/mujoco/robots/swimmer.ts";
import { Simulation } from "../../../lib/envs/mujoco/simulation.ts";
import { make } from "./make.ts";

Deno.test("when MuJoCo's memory grows and moves, environments go on", async () => {
  const engine = await loadEngine();
  using environment = await make("Hopper-v5");
  environment.reset({ seed: 1 });
  const start = environment.saveState();
  const walk = () =>
    Array.from({ length: 10 }, () => [...environment.step([0.1, 0.2, -0.1]).observation]);
  const expected = walk();

  const others: Simulation[] = [];
  const xml = toMjcf(swimmer(), { memory: 4_000_000 });
  const [first] = others.concat(new Simulation(engine, xml));
  while (first.qpos.length > 0) others.push(new Simulation(engine, xml));
  environment.loadState(start);
  assertEquals(walk(), expected);

  environment.loadState(start);
  const head = Array.from({ length: 5 }, () => environment.step([0.1, 0.2, -0.1]));
  const [second] = others.concat(new Simulation(engine, xml));
  while (second.qpos.length > 0) others.push(new Simulation(engine, xml));
  const tail = Array.from({ length: 5 }, () => environment.step([0.1, 0.2, -0.1]));
  assertEquals([...head, ...tail].map(({ observation }) => [...observation]), expected);
  second.close();
  for (const other of [first, ...others]) other.close();
});

Deno.test("the memory that MuJoCo has stays as it is over many episodes and environments", async () => {
  const engine = await loadEngine();
  const bytes = () => {
    const simulation = new Simulation(engine, toMjcf(swimmer()));
    const { byteLength } = simulation.qpos.buffer;
    simulation.close();
    return byteLength;
  };
  const live = async (steps: number) => {
    using environment = await make("Hopper-v5");
    environment.reset({ seed: 1 });
    const observation = new Float64Array(11);
    const action = new Float64Array(3);
    for (let i = 0; i < steps; i++) {
      action[i % 3] = Math.sin(i);
      if (environment.step(action, observation).terminated) environment.reset();
    }
    environment.loadState(JSON.parse(JSON.stringify(environment.saveState())));
  };
  await live(500);
  const before = bytes();
  for (let i = 0; i < 200; i++) await live(1);
  await live(10_000);
  assertEquals(bytes(), before);
});

Deno.test("no task needs a fifth of the memory that it has, whatever its robot does", async () => {
  for (const id of ["Humanoid-v5", "Ant-v5", "Walker2d-v5", "HalfCheetah-v5"]) {
    using environment = await make(id, /Cheetah/.test(id) ? {} : { terminateWhenUnhealthy: false });
    environment.reset({ seed: 1 });
    const action = new Float64Array(environment.actionSpace.size);
    for (let i = 0; i < 300; i++) {
      action.fill(Math.sin(i / 7));
      environment.step(action);
    }
    const { size, used } = environment.memory;
    assert(used > 0);
    assertLess(used, size / 5, id);
  }
});

Deno.test("simulate does to the robot what a step does", async () => {
  using one = await make("Ant-v5");
  using other = await make("Ant-v5");
  for (const environment of [one, other]) environment.reset({ seed: 1 });
  const action = new Float64Array(8).fill(0.5);
  one.step(action);
  other.simulate(action);
  assertEquals(one.readState(), other.readState());
});
