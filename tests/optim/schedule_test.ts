import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  constantSchedule,
  cosineSchedule,
  linearSchedule,
  reference,
  type Schedule,
  sgd,
  warmUp,
} from "../../mod.ts";
import { quadratic } from "./quadratic.ts";

const values = (schedule: Schedule, steps: readonly number[]) => steps.map(schedule);

Deno.test("schedules begin at from, end at to, and stay there", () => {
  assertEquals(values(constantSchedule(0.3), [1, 5, 1000]), [0.3, 0.3, 0.3]);
  const decay = { from: 1, to: 0.2, steps: 5 };
  for (const make of [linearSchedule, cosineSchedule]) {
    assertEquals(values(make(decay), [1, 5, 6, 1000]), [1, 0.2, 0.2, 0.2]);
    assertAlmostEquals(make(decay)(3), 0.6, 1e-15);
    assertEquals(make({ from: 1, steps: 4 })(4), 0);
  }
  assertAlmostEquals(linearSchedule(decay)(2), 0.8, 1e-15);
});

Deno.test("the cosine is one, computed without the engine's", () => {
  const steps = 1001;
  const schedule = cosineSchedule({ from: 2, steps });
  for (let step = 1; step <= steps; step++) {
    assertAlmostEquals(schedule(step), 1 + Math.cos(Math.PI * (step - 1) / (steps - 1)), 2e-15);
  }
});

Deno.test("a warm-up grows to the first step size of what follows, and shifts it", () => {
  const schedule = warmUp(4, linearSchedule({ from: 1, steps: 3 }));
  assertEquals(values(schedule, [1, 2, 4, 5, 6, 7]), [0.25, 0.5, 1, 1, 0.5, 0]);
  assertEquals(values(warmUp(2, 3), [1, 2, 9]), [1.5, 3, 3]);
});

Deno.test("an optimizer steps by its schedule, and reports it", () => {
  const { network, input, loss } = quadratic(reference);
  const optimizer = sgd(network, { stepSize: linearSchedule({ from: 0.1, steps: 3 }) });
  const reported = [1, 2, 3].map(() => optimizer.step(input, loss).stepSize);
  assertEquals(reported, [0.1, 0.05, 0]);
  const before = network.read();
  optimizer.step(input, loss);
  assertEquals(network.read(), before);
});

Deno.test("a schedule that leaves the range stops the step that it is for", () => {
  const { network, input, loss } = quadratic(reference);
  for (const wrong of [-1, NaN, Infinity]) {
    const optimizer = sgd(network, { stepSize: (step) => step === 2 ? wrong : 0.01 });
    optimizer.step(input, loss);
    const before = network.read();
    assertThrows(
      () => optimizer.step(input, loss),
      RangeError,
      `sgd, step 2: expected a finite stepSize of at least 0, found ${wrong}`,
    );
    assertEquals([network.read(), optimizer.steps], [before, 1]);
  }
});
