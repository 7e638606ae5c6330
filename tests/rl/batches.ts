import { Random, reference } from "../../mod.ts";
import { makeEnvironment } from "../../lib/envs/mod.ts";
import { type PpoConfiguration, ppoConfiguration } from "../../lib/rl/mod.ts";
import { type Agent, createAgent } from "../../lib/rl/agent.ts";
import { generalizedAdvantages } from "../../lib/rl/advantages.ts";
import { Collector } from "../../lib/rl/collector.ts";
import { Minibatch } from "../../lib/rl/minibatch.ts";
import { Normalizer } from "../../lib/rl/normalizer.ts";
import { Rollout } from "../../lib/rl/rollout.ts";
import { evaluatePolicy } from "../../lib/rl/evaluate_policy.ts";

/** An agent in float64, and what it did: as PPO sees it before its first step. */
export interface Recorded {
  readonly agent: Agent;
  readonly rollout: Rollout;
  readonly minibatch: Minibatch;
}

/** Lets a new agent act for some steps; its policy is far from its beginning, so that nothing vanishes. */
export async function record(
  id: string,
  { steps = 24, ...options }: Partial<PpoConfiguration> = {},
): Promise<Recorded> {
  const configuration = ppoConfiguration({
    hidden: [7, 6],
    valueHidden: [5, 4],
    spreadHidden: [5],
    ...options,
  });
  using environment = await makeEnvironment(id);
  const random = new Random(3);
  const observation = environment.observationSpace.size;
  const agent = createAgent(observation, environment.actionSpace, configuration, {
    backend: reference,
    random,
  });
  for (const { network } of agent.networks) {
    for (const { parameter } of network.parameters) {
      const noise = reference.random("normal", parameter.shape, random);
      reference.addScaled(parameter.value, noise, 0.2);
    }
  }
  const { policy, value } = agent;
  const normalizer = new Normalizer({
    observation,
    environments: 1,
    gamma: 0.99,
    observations: true,
    rewards: true,
  });
  const collector = new Collector({
    environments: [environment],
    policy,
    normalizer,
    backend: reference,
    random: random.split("actions"),
  }, observation);
  const rollout = new Rollout({ steps, environments: 1, observation, action: policy.actionSize });
  collector.start(rollout, random.split("environments"));
  collector.collect(rollout, 0);
  rollout.evaluate(value);
  const advantages = generalizedAdvantages(rollout, { gamma: 0.99, lambda: 0.95 });
  const returns = advantages.map((advantage, i) => advantage + rollout.values[i]);
  const { logProbabilities } = evaluatePolicy(policy, rollout, reference);
  const minibatch = new Minibatch(reference, rollout, {
    rows: steps,
    heads: policy.heads.length,
  });
  minibatch.take({ advantages, returns, oldLogProbabilities: logProbabilities });
  minibatch.normalizeAdvantages();
  return { agent, rollout, minibatch };
}
