import { assertAlmostEquals, assertEquals } from "@std/assert";
import { gradient, hesscale, reference, sophia } from "../../../mod.ts";
import { batchOf, classifier, named, run } from "../problem.ts";

Deno.test("sophia: five steps by the formulas of the paper", () => {
  const network = classifier(reference);
  const numbers = { beta1: 0.8, beta2: 0.6, gamma: 0.7, epsilon: 1e-3 };
  const optimizer = sophia(network, {
    ...numbers,
    stepSize: 0.1,
    curvature: hesscale,
    curvatureEvery: 2,
  });
  const { beta1, beta2, gamma, epsilon } = numbers;
  const theta = [...network.read()["0.weight"]];
  const [m, h] = [theta.map(() => 0), theta.map(() => 0)];
  let [clipped, negative] = [0, 0];
  for (let step = 1; step <= 5; step++) {
    const { input, loss } = batchOf(reference, step);
    const options = { training: false };
    const g = gradient(network, input, loss, options).gradient.read("0.weight");
    const x = hesscale(network, input, loss, options).curvature.read("0.weight");
    optimizer.step(input, loss, options);
    for (const [i, value] of network.read()["0.weight"].entries()) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      if (step % 2 === 1) h[i] = beta2 * h[i] + (1 - beta2) * x[i];
      const ratio = m[i] / Math.max(gamma * h[i], epsilon);
      theta[i] -= 0.1 * Math.min(Math.max(ratio, -1), 1);
      assertAlmostEquals(value, theta[i], 1e-14);
      if (Math.abs(ratio) > 1) clipped++;
      if (h[i] < 0) negative++;
    }
  }
  const all = 5 * theta.length;
  assertEquals([clipped > 0, clipped < all, negative > 0], [true, true, true]);
});

Deno.test("sophia: no entry moves further than the step size", () => {
  const optimizer = named("sophia", reference, { stepSize: 0.01 });
  for (let step = 1; step <= 12; step++) {
    const before = Object.values(optimizer.network.read()).flatMap((values) => [...values]);
    run(optimizer, step, step);
    const after = Object.values(optimizer.network.read()).flatMap((values) => [...values]);
    const largest = Math.max(...after.map((value, i) => Math.abs(value - before[i])));
    assertEquals(largest <= 0.01 * (1 + 1e-12), true, `${largest}`);
  }
});
