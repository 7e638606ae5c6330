import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Acrobot } from "../../../lib/envs/classic_control/acrobot.ts";

/** Kinetic and potential energy of two rods of 1 m, 1 kg, 1 kg m², in J. */
function energyOf([angle1, angle2, speed1, speed2]: ArrayLike<number> & Iterable<number>): number {
  const inertia11 = 0.25 + (1 + 0.25 + Math.cos(angle2)) + 2;
  const inertia12 = 0.25 + 0.5 * Math.cos(angle2) + 1;
  const kinetic = (inertia11 * speed1 ** 2 + 2 * inertia12 * speed1 * speed2 +
    1.25 * speed2 ** 2) / 2;
  const height = -0.5 * Math.cos(angle1) - Math.cos(angle1) - 0.5 * Math.cos(angle1 + angle2);
  return kinetic + 9.8 * height;
}

/** By how much energy changes in 10 s without a torque, relative to that above rest. */
function drift(equations: "book" | "nips"): number {
  const task = new Acrobot({ equations });
  task.setState([0.7, -0.4, 0, 0]);
  const start = energyOf(task.state);
  for (let i = 0; i < 50; i++) task.step(1);
  return Math.abs(energyOf(task.state) - start) / (start - energyOf([0, 0, 0, 0]));
}

Deno.test("without a torque the book's equations conserve energy, those of 1996 do not", () => {
  const [book, nips] = [drift("book"), drift("nips")];
  assert(book < 0.02, `${book}`);
  assert(nips > 5 * book, `${nips}`);
});

Deno.test("hanging down it stays", () => {
  const task = new Acrobot();
  task.setState([0, 0, 0, 0]);
  const { reward, terminated, observation } = task.step(1);
  assertEquals([reward, terminated], [-1, false]);
  for (const [i, x] of [1, 0, 1, 0, 0, 0].entries()) assertAlmostEquals(observation[i], x, 1e-15);
});

Deno.test("the two torques turn it in opposite ways", () => {
  const tasks = [new Acrobot(), new Acrobot()];
  for (const task of tasks) task.setState([0, 0, 0, 0]);
  tasks[0].step(0);
  tasks[1].step(2);
  for (let i = 0; i < 4; i++) assertAlmostEquals(tasks[0].state[i], -tasks[1].state[i], 1e-15);
  assert(tasks[1].state[3] > 0);
});

Deno.test("the tip above the line ends it with a reward of 0", () => {
  const task = new Acrobot();
  task.setState([Math.PI, 0, 0, 0]);
  const { reward, terminated } = task.step(1);
  assertEquals([reward, terminated], [0, true]);
  // With the second link folded back the tip is at the joint.
  task.setState([Math.PI, Math.PI, 0, 0]);
  assertEquals(task.step(1).terminated, false);
});

Deno.test("angles are wrapped, velocities are clipped", () => {
  const task = new Acrobot();
  task.setState([3.1, 0, 12, -28]);
  task.step(1);
  const [angle1, angle2, speed1, speed2] = task.state;
  assert(Math.abs(angle1) <= Math.PI && Math.abs(angle2) <= Math.PI);
  assert(Math.abs(speed1) <= 4 * Math.PI && Math.abs(speed2) <= 9 * Math.PI);
});

Deno.test("noise changes torques, by the seed", () => {
  const stateAfter = (torqueNoise: number, seed: number) => {
    const task = new Acrobot({ torqueNoise });
    task.reset({ seed });
    task.setState([0.1, 0, 0, 0]);
    task.step(1);
    return [...task.state];
  };
  assertEquals(stateAfter(0.5, 1), stateAfter(0.5, 1));
  assert(stateAfter(0.5, 1)[3] !== stateAfter(0.5, 2)[3]);
  assertEquals(stateAfter(0, 1), stateAfter(0, 2));
  assertThrows(() => new Acrobot({ torqueNoise: -1 }), RangeError, "torqueNoise");
});
