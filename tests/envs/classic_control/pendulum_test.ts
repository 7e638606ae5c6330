import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Pendulum } from "../../../lib/envs/classic_control/pendulum.ts";

Deno.test("upright and at rest it stays, for nothing", () => {
  const task = new Pendulum();
  task.setState([0, 0]);
  const { reward, observation, terminated } = task.step([0]);
  assertEquals([reward, terminated], [-0, false]);
  assertEquals([...observation], [1, 0, 0]);
});

Deno.test("hanging down costs π² whichever way round it is counted", () => {
  for (const angle of [Math.PI, -Math.PI, 3 * Math.PI]) {
    const task = new Pendulum();
    task.setState([angle, 0]);
    assertAlmostEquals(task.step([0]).reward, -(Math.PI ** 2), 1e-9);
  }
});

Deno.test("the torque is clipped to 2 N m, and turns a rod by 3 u / m l²", () => {
  const task = new Pendulum();
  task.setState([0, 0]);
  const { reward } = task.step([50]);
  assertAlmostEquals(task.state[1], 3 * 2 * 0.05, 1e-15);
  assertAlmostEquals(task.state[0], task.state[1] * 0.05, 1e-15);
  assertAlmostEquals(reward, -0.004, 1e-15);
});

Deno.test("a level rod falls with 3g/2l, under the gravity that is asked for", () => {
  for (const gravity of [10, 3.7]) {
    const task = new Pendulum({ gravity });
    task.setState([Math.PI / 2, 0]);
    task.step([0]);
    assertAlmostEquals(task.state[1], 1.5 * gravity * 0.05, 1e-14);
  }
});

Deno.test("small swings have the period of a rod, 2π √(2l/3g)", () => {
  const task = new Pendulum();
  task.setState([Math.PI + 0.01, 0]);
  let [crossings, last] = [[] as number[], task.state[1]];
  for (let i = 1; i <= 2000; i++) {
    task.step([0]);
    if (last < 0 && task.state[1] >= 0) crossings = [...crossings, i];
    last = task.state[1];
  }
  const period = 0.05 * (crossings.at(-1)! - crossings[0]) / (crossings.length - 1);
  assertAlmostEquals(period, 2 * Math.PI * Math.sqrt(2 / 30), 0.01);
});

Deno.test("velocity is kept in ±8 rad/s", () => {
  const task = new Pendulum();
  task.setState([Math.PI / 2, 7.9]);
  assertEquals(task.step([2]).observation[2], 8);
});

Deno.test("reset options bound angle and velocity", () => {
  const task = new Pendulum();
  for (let seed = 0; seed < 20; seed++) {
    task.reset({ seed, options: { angle: 0.1, velocity: 0 } });
    assert(Math.abs(task.state[0]) <= 0.1 && task.state[1] === 0);
  }
});
