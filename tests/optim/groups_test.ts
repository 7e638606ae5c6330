import { assertAlmostEquals, assertEquals } from "@std/assert";
import { adam, gradient, linearSchedule, type ParameterGroup, reference, sgd } from "../../mod.ts";
import { batchOf, classifier } from "./problem.ts";

const options = { training: false };

/** One step of SGD with α = 0.1, by group: what became of each parameter, in multiples of −g. */
function multiples(groups: readonly ParameterGroup[]): Record<string, number> {
  const network = classifier(reference);
  const { input, loss } = batchOf(reference, 1);
  const before = network.read();
  const g = gradient(network, input, loss, options).gradient;
  sgd(network, { stepSize: 0.1, groups }).step(input, loss, options);
  const after = network.read();
  return Object.fromEntries(
    Object.keys(after).map((name) => {
      const ratio = (before[name][0] - after[name][0]) / g.read(name)[0];
      return [name, Number(ratio.toFixed(10))];
    }),
  );
}

Deno.test("a group is given by name, names, pattern or predicate", () => {
  const biases = { "0.weight": 0.1, "0.bias": 0.5, "3.weight": 0.1, "3.bias": 0.5 };
  const stepSize = 0.5;
  assertEquals(multiples([{ parameters: ["0.bias", "3.bias"], stepSize }]), biases);
  assertEquals(multiples([{ parameters: /bias$/, stepSize }]), biases);
  assertEquals(multiples([{ parameters: /bias/g, stepSize }]), biases);
  assertEquals(
    multiples([{ parameters: ({ parameter }) => parameter.shape.length === 1, stepSize }]),
    biases,
  );
  assertEquals(
    multiples([{ parameters: "0.bias", stepSize }, { parameters: "3.bias", stepSize }]),
    biases,
  );
});

Deno.test("a step size of 0 leaves parameters as they are; a group may have a schedule", () => {
  const schedule = linearSchedule({ from: 0.3, steps: 10 });
  assertEquals(
    multiples([{ parameters: /^0/, stepSize: 0 }, { parameters: "3.bias", stepSize: schedule }]),
    { "0.weight": 0, "0.bias": 0, "3.weight": 0.1, "3.bias": 0.3 },
  );
});

Deno.test("a group has numbers of its own: weight decay, decays, ε", () => {
  const network = classifier(reference);
  const { input, loss } = batchOf(reference, 1);
  const before = network.read();
  const g = gradient(network, input, loss, options).gradient;
  const groups = [{ parameters: /weight/, weightDecay: 0.2, beta1: 0.5, beta2: 0.7, epsilon: 1 }];
  const optimizer = adam(network, { stepSize: 0.1, groups });
  optimizer.step(input, loss, options);
  const { tensors } = optimizer.saveState();
  for (const { name } of network.parameters) {
    const own = name.endsWith("weight");
    const [slope, theta] = [g.read(name)[0], before[name][0]];
    const update = slope / (Math.abs(slope) + (own ? 1 : 1e-8)) + (own ? 0.2 * theta : 0);
    assertAlmostEquals(network.read()[name][0], theta - 0.1 * update, 1e-12, name);
    assertAlmostEquals(tensors[`mean.${name}`].data[0], (own ? 0.5 : 0.1) * slope, 1e-12);
    assertAlmostEquals(tensors[`square.${name}`].data[0], (own ? 0.3 : 0.001) * slope ** 2, 1e-12);
  }
});
