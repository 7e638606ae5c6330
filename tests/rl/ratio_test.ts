import { assertEquals } from "@std/assert";
import { Random, reference, simd } from "../../mod.ts";
import { type Policy, ppoConfiguration } from "../../lib/rl/mod.ts";
import { createAgent } from "../../lib/rl/agent.ts";
import { Box, Discrete } from "../../lib/envs/mod.ts";
import { Minibatch } from "../../lib/rl/minibatch.ts";
import { Rollout } from "../../lib/rl/rollout.ts";
import { evaluatePolicy } from "../../lib/rl/evaluate_policy.ts";

const spaces = { box: new Box({ low: Array(6).fill(-1), high: 1 }), discrete: new Discrete(4) };

for (const b of [simd, reference]) {
  for (const [kind, spread] of [["box", "variance"], ["box", "logStd"], ["discrete"]] as const) {
    Deno.test(`the ratio is exactly 1 before the first step: ${b.name}, ${kind} ${spread ?? ""}`, () => {
      const random = new Random(1);
      const configuration = ppoConfiguration({ spread });
      const { policy }: { policy: Policy } = createAgent(17, spaces[kind], configuration, {
        backend: b,
        random,
      });
      const rollout = new Rollout({
        steps: 256,
        environments: 1,
        observation: 17,
        action: policy.actionSize,
      });
      for (let i = 0; i < rollout.observations.length; i++) {
        rollout.observations[i] = random.normal();
      }
      for (let i = 0; i < rollout.actions.length; i++) {
        rollout.actions[i] = kind === "box" ? random.normal() : random.integer(4);
      }
      const { logProbabilities } = evaluatePolicy(policy, rollout, b);
      const minibatch = new Minibatch(b, rollout, { rows: 64, heads: policy.heads.length });
      const ones = new Float64Array(256).fill(1);
      const targets = { advantages: ones, returns: ones, oldLogProbabilities: logProbabilities };
      minibatch.take(targets, random.permutation(256), 64);
      const again = policy.evaluate(minibatch.observations, minibatch.actions);
      for (const [head, found] of again.logProbabilities.entries()) {
        assertEquals(Array.from(found), Array.from(minibatch.oldLogProbabilities[head]));
      }
      // With advantages of 1 the surrogate is minus the mean ratio.
      b.scope(() => {
        const losses = policy.losses({ kind: "surrogate", clip: 0.2 }, minibatch);
        for (const [head, { network }] of policy.heads.entries()) {
          const output = network.forward(minibatch.observations);
          assertEquals(losses[head].at(b, output).value(), -1);
        }
      });
    });
  }
}
