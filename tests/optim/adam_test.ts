import { assertAlmostEquals, assertLess, assertThrows } from "@std/assert";
import { gradient } from "../../lib/curvature/gradient.ts";
import { linear } from "../../lib/layers/linear.ts";
import { createNetwork } from "../../lib/layers/network.ts";
import { meanSquaredError } from "../../lib/losses/regression.ts";
import { adam } from "../../lib/optim/adam.ts";
import { reference } from "../../lib/backend/reference/mod.ts";

const input = [[1, -2], [0.5, 3]];
const loss = meanSquaredError([[1], [-1]]);

Deno.test("adam: three steps by the formulas of the paper", () => {
  const network = createNetwork([linear(2, 1)], { seed: 1, backend: reference });
  const options = { stepSize: 0.1, beta1: 0.8, beta2: 0.9, epsilon: 1e-4 };
  const optimizer = adam(network, options);
  const theta = Array.from(network.read()["0.weight"]);
  const [m, v] = [[0, 0], [0, 0]];
  for (let step = 1; step <= 3; step++) {
    const g = gradient(network, input, loss).gradient.read("0.weight");
    optimizer.step(input, loss);
    for (const i of [0, 1]) {
      m[i] = 0.8 * m[i] + 0.2 * g[i];
      v[i] = 0.9 * v[i] + 0.1 * g[i] ** 2;
      const unbiased = m[i] / (1 - 0.8 ** step);
      theta[i] -= 0.1 * unbiased / (Math.sqrt(v[i] / (1 - 0.9 ** step)) + 1e-4);
      assertAlmostEquals(network.read()["0.weight"][i], theta[i], 1e-14);
    }
  }
});

Deno.test("adam: lowers a convex loss", () => {
  const network = createNetwork([linear(2, 1)], { seed: 2, backend: reference });
  const optimizer = adam(network, { stepSize: 0.05 });
  const before = gradient(network, input, loss).loss;
  for (let step = 0; step < 200; step++) {
    optimizer.step(input, loss);
  }
  assertLess(gradient(network, input, loss).loss, before / 100);
});

Deno.test("adam: refuses a step size that is not positive", () => {
  const network = createNetwork([linear(2, 1)], { backend: reference });
  for (const stepSize of [0, -1, NaN]) {
    assertThrows(() => adam(network, { stepSize }), RangeError, `found ${stepSize}`);
  }
});
