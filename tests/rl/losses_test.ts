import { assert, assertAlmostEquals } from "@std/assert";
import {
  exactDiagonalByHvp,
  gradient,
  hesscale,
  type Loss,
  meanSquaredError,
  type Network,
  reference as b,
} from "../../mod.ts";
import type { Policy, PolicyObjective } from "../../lib/rl/mod.ts";
import type { Minibatch } from "../../lib/rl/minibatch.ts";
import { record, type Recorded } from "./batches.ts";

const agents = {
  "mean and variance": { id: "Pendulum-v1", options: { spread: "variance" as const } },
  "mean and logStd": { id: "Pendulum-v1", options: { spread: "logStd" as const } },
  "two action dimensions": { id: "Reacher-v5", options: {} },
  "categorical": { id: "CartPole-v1", options: {} },
};

const objectives: Record<string, PolicyObjective> = {
  "surrogate": { kind: "surrogate", clip: 0.2 },
  "surrogate with entropy": { kind: "surrogate", clip: 0.2, entropyCoefficient: 0.7 },
  "likelihood with entropy": { kind: "likelihood", average: "rows", entropyCoefficient: 0.7 },
  "likelihood over rows": { kind: "likelihood", average: "rows" },
  "likelihood over elements": { kind: "likelihood", average: "elements" },
};

/** The objective by its formula, from what the policy says about its actions and nothing else. */
function formula(
  policy: Policy,
  objective: PolicyObjective,
  { observations, actions, advantages, oldLogProbabilities }: Minibatch,
): number {
  const { logProbabilities: [logP], entropy } = policy.evaluate(observations, actions);
  let sum = 0;
  for (const [i, a] of advantages.entries()) {
    if (objective.kind === "surrogate") {
      const ratio = Math.exp(logP[i] - oldLogProbabilities[0][i]);
      const clipped = Math.min(1 + objective.clip, Math.max(1 - objective.clip, ratio));
      sum -= Math.min(ratio * a, clipped * a);
    } else {
      sum -= a * logP[i] / (objective.average === "elements" ? policy.actionSize : 1);
    }
  }
  return sum / advantages.length - (objective.entropyCoefficient ?? 0) * entropy;
}

/** Moves the policy a little, so that ratios are not 1 and some rows are clipped. */
function move({ agent }: Recorded, distance: number): void {
  for (const { network } of agent.networks) {
    for (const { parameter } of network.parameters) {
      const values = b.read(parameter.value);
      b.write(parameter.value, values.map((value, i) => value + distance * Math.sin(i + 1)));
    }
  }
}

function assertDerivatives(network: Network, at: () => number, input: Minibatch, loss: Loss) {
  const { observations } = input;
  const exact = exactDiagonalByHvp(network, observations, loss);
  const full = hesscale(network, observations, loss, { rank: "full" });
  const [g, h] = [exact.gradient.flat(), exact.curvature.flat()];
  const scale = Math.max(...h.map(Math.abs));
  for (const [i, value] of full.curvature.flat().entries()) {
    assertAlmostEquals(value, h[i], 1e-11 * scale);
  }
  for (const [i, value] of full.gradient.flat().entries()) assertAlmostEquals(value, g[i], 1e-12);
  let offset = 0;
  for (const { parameter } of network.parameters) {
    const values = b.read(parameter.value);
    // A few parameters of each tensor by differences of the formula, which knows no derivative.
    for (const k of new Set([0, values.length >> 1, values.length - 1])) {
      const moved = (distance: number) => {
        b.write(parameter.value, values.map((value, i) => i === k ? value + distance : value));
        const result = at();
        b.write(parameter.value, values);
        return result;
      };
      const step = 1e-4;
      const slope = (moved(step) - moved(-step)) / (2 * step);
      const bend = (moved(step) - 2 * moved(0) + moved(-step)) / step ** 2;
      assertAlmostEquals(slope, g[offset + k], 1e-6 * (1 + Math.abs(g[offset + k])));
      assertAlmostEquals(bend, h[offset + k], 2e-6 * (1 + Math.abs(h[offset + k])) * 10);
    }
    offset += values.length;
  }
}

for (const [name, { id, options }] of Object.entries(agents)) {
  for (const [title, objective] of Object.entries(objectives)) {
    Deno.test(`${name}, ${title}: gradient and curvature are those of the formula`, async () => {
      const recorded = await record(id, options);
      const { agent: { policy }, minibatch } = recorded;
      move(recorded, 0.05);
      for (const [head, loss] of policy.losses(objective, minibatch).entries()) {
        const { network } = policy.heads[head];
        assertDerivatives(network, () => formula(policy, objective, minibatch), minibatch, loss);
      }
    });
  }
}

Deno.test("value loss: gradient and curvature are those of the formula", async () => {
  const recorded = await record("Pendulum-v1");
  const { agent: { value }, minibatch } = recorded;
  const formula = () => {
    const values = Array.from(b.read(value.forward(minibatch.observations)));
    return values.reduce((sum, v, i) => sum + (v - minibatch.returns[i]) ** 2, 0) / values.length;
  };
  assertDerivatives(value, formula, minibatch, meanSquaredError(minibatch.returns));
});

for (const id of ["Pendulum-v1", "CartPole-v1"]) {
  Deno.test(`${id}: at ratio 1 the surrogate's gradient is the likelihood's averaged over rows`, async () => {
    const { agent: { policy }, minibatch } = await record(id);
    const [surrogate, likelihood] = ["surrogate", "likelihood over rows"].map((title) =>
      policy.losses(objectives[title], minibatch).map((loss, head) =>
        gradient(policy.heads[head].network, minibatch.observations, loss).gradient.flat()
      )
    );
    for (const [head, found] of surrogate.entries()) {
      assert(found.some((value) => value !== 0));
      for (const [i, value] of found.entries()) {
        assertAlmostEquals(value, likelihood[head][i], 1e-13);
      }
    }
  });
}
