import { assertAlmostEquals, assertEquals } from "@std/assert";
import { createNetwork, exp, linear, type Network, Random, reference, tanh } from "../../mod.ts";
import {
  categoricalPolicy,
  constantOutput,
  gaussianPolicy,
  type Policy,
} from "../../lib/rl/mod.ts";

const observationSize = 3;

function network(layers: Parameters<typeof createNetwork>[0], seed = 1): Network {
  return createNetwork(layers, { backend: reference, seed });
}

const gaussians: Record<string, (actionSize: number) => Policy> = {
  variance: (actionSize) =>
    gaussianPolicy({
      mean: network([linear(observationSize, 5), tanh(), linear(5, actionSize)]),
      spread: network([linear(observationSize, 5), tanh(), linear(5, actionSize), exp()], 2),
    }, { spread: "variance", actionSize }),
  logStd: (actionSize) =>
    gaussianPolicy({
      mean: network([linear(observationSize, actionSize)]),
      spread: network(constantOutput(actionSize, -0.3)),
    }, { spread: "logStd", actionSize }),
};

const observation = [[0.3, -1.2, 0.8]];

/** Log-probabilities of every head at points of a grid, and the entropy that the policy states. */
function onGrid(policy: Policy, points: readonly number[][]) {
  const rows = reference.tensor(points.flatMap(() => observation[0]), [
    points.length,
    observationSize,
  ]);
  const actions = reference.tensor(points.flat(), [points.length, policy.actionSize]);
  return policy.evaluate(rows, actions);
}

for (const [name, make] of Object.entries(gaussians)) {
  Deno.test(`Gaussian policy with ${name}: density integrates to 1, entropy is −∫ p ln p`, () => {
    const step = 0.05;
    const axis = Array.from({ length: 401 }, (_, i) => (i - 200) * step);
    for (const actionSize of [1, 2]) {
      const points = actionSize === 1 ? axis.map((a) => [a]) : axis.filter((_, i) => i % 3 === 0)
        .flatMap((a, _, some) => some.map((other) => [a, other]));
      const cell = (actionSize === 1 ? step : 3 * step) ** actionSize;
      const { logProbabilities, entropy } = onGrid(make(actionSize), points);
      for (const logP of logProbabilities) {
        let [mass, integral] = [0, 0];
        for (const value of logP) {
          mass += Math.exp(value) * cell;
          integral -= value * Math.exp(value) * cell;
        }
        assertAlmostEquals(mass, 1, 1e-9);
        assertAlmostEquals(entropy, integral, 1e-8);
      }
    }
  });

  Deno.test(`Gaussian policy with ${name}: actions have its mean and variance`, () => {
    const policy = make(1);
    const input = reference.tensor(observation[0], [1, observationSize]);
    const random = new Random(3);
    const action = new Float64Array(1);
    const draws = Array.from({ length: 40_000 }, () => {
      policy.act(input, action, random);
      return action[0];
    });
    policy.act(input, action);
    const mean = draws.reduce((sum, a) => sum + a, 0) / draws.length;
    const variance = draws.reduce((sum, a) => sum + (a - mean) ** 2, 0) / draws.length;
    const { entropy } = onGrid(policy, [[0]]);
    const expected = Math.exp(2 * entropy) / (2 * Math.PI * Math.E);
    assertAlmostEquals(mean, action[0], 5 * Math.sqrt(expected / draws.length));
    assertAlmostEquals(variance / expected, 1, 0.04);
  });
}

Deno.test("categorical policy: probabilities sum to 1, entropy and draws follow them", () => {
  const choices = 4;
  const policy = categoricalPolicy(network([linear(observationSize, choices)]), { choices });
  const { logProbabilities: [logP], entropy } = onGrid(
    policy,
    Array.from({ length: choices }, (_, choice) => [choice]),
  );
  const p = [...logP].map(Math.exp);
  assertAlmostEquals(p.reduce((sum, value) => sum + value, 0), 1, 1e-12);
  assertAlmostEquals(entropy, -p.reduce((sum, value) => sum + value * Math.log(value), 0), 1e-12);
  const input = reference.tensor(observation[0], [1, observationSize]);
  const action = new Float64Array(1);
  const counts = new Float64Array(choices);
  const random = new Random(1);
  const draws = 40_000;
  for (let i = 0; i < draws; i++) {
    policy.act(input, action, random);
    counts[action[0]]++;
  }
  for (const [choice, count] of counts.entries()) {
    assertAlmostEquals(count / draws, p[choice], 5 * Math.sqrt(p[choice] / draws));
  }
  policy.act(input, action);
  assertEquals(p[action[0]], Math.max(...p));
});

Deno.test("of several observations each row has its own density, and the entropy is their mean", () => {
  const rows = [[0.3, -1.2, 0.8], [2, 0.1, -0.4], [-1, 1, 0]];
  const policies = {
    ...Object.fromEntries(Object.entries(gaussians).map(([name, make]) => [name, make(2)])),
    categorical: categoricalPolicy(network([linear(observationSize, 3)]), { choices: 3 }),
  };
  for (const [name, policy] of Object.entries(policies)) {
    const actions = name === "categorical" ? [[2], [0], [1]] : [[0.1, 2], [-1, 0.5], [0.4, 0.3]];
    const of = (some: readonly number[]) =>
      policy.evaluate(
        reference.tensor(some.flatMap((i) => rows[i]), [some.length, observationSize]),
        reference.tensor(some.flatMap((i) => actions[i]), [some.length, policy.actionSize]),
      );
    const together = of([0, 1, 2]);
    const alone = [0, 1, 2].map((i) => of([i]));
    const mean = alone.reduce((sum, { entropy }) => sum + entropy / 3, 0);
    assertAlmostEquals(together.entropy, mean, 1e-12);
    assertEquals(together.logProbabilities.length, policy.heads.length);
    for (const [head, logP] of together.logProbabilities.entries()) {
      for (const [i, value] of logP.entries()) {
        assertAlmostEquals(value, alone[i].logProbabilities[head][0], 1e-12);
        // All heads say the same, but for rounding.
        assertAlmostEquals(value, together.logProbabilities[0][i], 1e-12);
      }
    }
  }
});
