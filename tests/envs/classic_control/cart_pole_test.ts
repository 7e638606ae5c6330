import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { CartPole } from "../../../lib/envs/classic_control/cart_pole.ts";

Deno.test("a push on a cart with an upright pole accelerates both as Newton says", () => {
  const task = new CartPole();
  task.setState([0, 0, 0, 0]);
  task.step(1);
  const pole = -10 / (1.1 * 0.5 * (4 / 3 - 0.1 / 1.1));
  const cart = (10 - 0.1 * 0.5 * pole) / 1.1;
  assertEquals([task.state[0], task.state[2]], [0, 0]);
  assertAlmostEquals(task.state[1], 0.02 * cart, 1e-15);
  assertAlmostEquals(task.state[3], 0.02 * pole, 1e-15);
});

Deno.test("the semi-implicit integrator moves with the new velocities", () => {
  const task = new CartPole({ integrator: "semi-implicit-euler" });
  task.setState([0, 0, 0, 0]);
  task.step(1);
  assertEquals(task.state[0], 0.02 * task.state[1]);
  assertEquals(task.state[2], 0.02 * task.state[3]);
});

Deno.test("left and right are mirror images", () => {
  const tasks = [new CartPole(), new CartPole()];
  tasks[0].setState([0.1, -0.2, 0.05, 0.3]);
  tasks[1].setState([-0.1, 0.2, -0.05, -0.3]);
  for (let i = 0; i < 10; i++) {
    tasks[0].step(i % 3 === 0 ? 0 : 1);
    tasks[1].step(i % 3 === 0 ? 1 : 0);
    assertEquals([...tasks[0].state], [...tasks[1].state].map((x) => -x));
  }
});

for (
  const { name, state } of [
    { name: "too far to the right", state: [2.399, 0.1, 0, 0] },
    { name: "too far to the left", state: [-2.399, -0.1, 0, 0] },
    { name: "pole too far down", state: [0, 0, 0.2094, 0.1] },
  ]
) {
  Deno.test(`it ends with the cart or pole out of bounds: ${name}`, () => {
    for (const suttonBartoReward of [false, true]) {
      const task = new CartPole({ suttonBartoReward });
      task.setState(state);
      const { reward, terminated, truncated } = task.step(1);
      assertEquals([reward, terminated, truncated], [suttonBartoReward ? -1 : 1, true, false]);
      assertThrows(() => task.step(1), Error, "expected a reset after the end");
    }
  });
}

Deno.test("just inside of the bounds it goes on", () => {
  const task = new CartPole({ suttonBartoReward: true });
  task.setState([2.399, 0, 0.2094, 0]);
  const { reward, terminated } = task.step(1);
  assertEquals([reward, terminated], [0, false]);
});

Deno.test("reset options set where an episode starts", () => {
  const task = new CartPole();
  task.reset({ seed: 1, options: { low: 0.01, high: 0.02 } });
  assert(task.state.every((x) => x >= 0.01 && x < 0.02));
  const before = task.saveState();
  assertThrows(() => task.reset({ options: { lo: 0 } }), RangeError, 'did you mean "low"?');
  assertThrows(() => task.reset({ options: { low: 1, high: 0 } }), RangeError, "not above");
  assertThrows(() => task.reset({ options: { low: "0" } }), TypeError, "to be a number");
  assertEquals(task.saveState(), before);
});
