import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { ContinuousMountainCar } from "../../../lib/envs/classic_control/continuous_mountain_car.ts";
import { MountainCar } from "../../../lib/envs/classic_control/mountain_car.ts";

const bottom = -Math.PI / 6;

Deno.test("without a push the car stays at the bottom of the valley", () => {
  const task = new MountainCar();
  task.setState([bottom, 0]);
  for (let i = 0; i < 100; i++) task.step(1);
  assertAlmostEquals(task.state[0], bottom, 1e-15);
});

Deno.test("without a push energy is conserved but for the error of the integrator", () => {
  const task = new MountainCar();
  const energy = () => task.state[1] ** 2 / 2 + 0.0025 / 3 * Math.sin(3 * task.state[0]);
  task.setState([-0.7, 0]);
  const start = energy();
  const swing = start + 0.0025 / 3;
  for (let i = 0; i < 200; i++) {
    task.step(1);
    assertAlmostEquals(energy(), start, 0.05 * swing);
  }
});

Deno.test("the wall at the left stops the car, and velocity has a limit", () => {
  const task = new MountainCar();
  task.setState([-1.19, -0.069]);
  task.step(0);
  assertEquals([...task.state], [-1.2, 0]);
  task.setState([-Math.PI / 3, 0.07]);
  task.step(2);
  assertEquals(task.state[1], 0.07);
});

Deno.test("the flag is reached at 0.5, with the velocity that is asked for", () => {
  for (const [goalVelocity, expected] of [[0, true], [0.06, false]]) {
    const task = new MountainCar({ goalVelocity: Number(goalVelocity) });
    task.setState([0.48, 0.03]);
    const { reward, terminated } = task.step(2);
    assertEquals([reward, terminated], [-1, expected]);
  }
});

Deno.test("half throttle is 3/4 of the discrete push, and costs 0.025", () => {
  const task = new ContinuousMountainCar();
  task.setState([bottom, 0]);
  const { reward } = task.step([0.5]);
  assertAlmostEquals(task.state[1], 0.00075, 1e-15);
  assertEquals(reward, -0.025);
});

Deno.test("the throttle is clipped, its cost is not; arrival earns 100", () => {
  const [clipped, full] = [new ContinuousMountainCar(), new ContinuousMountainCar()];
  for (const task of [clipped, full]) task.setState([0.44, 0.03]);
  const step = clipped.step([3]);
  full.step([1]);
  assertEquals([...clipped.state], [...full.state]);
  assertEquals([step.reward, step.terminated], [100 - 0.9, true]);
});

Deno.test("a goal velocity is a finite number", () => {
  assertThrows(() => new MountainCar({ goalVelocity: NaN }), RangeError, "goalVelocity");
});
