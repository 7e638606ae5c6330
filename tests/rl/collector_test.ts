import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { createNetwork, linear, Random, reference as b, tanh } from "../../mod.ts";
import { type Environment, makeEnvironment, WorkerEnvironments } from "../../lib/envs/mod.ts";
import { nStepReturns, ppoConfiguration } from "../../lib/rl/mod.ts";
import { createAgent } from "../../lib/rl/agent.ts";
import { generalizedAdvantages } from "../../lib/rl/advantages.ts";
import { Collector, type FinishedEpisode } from "../../lib/rl/collector.ts";
import { Normalizer } from "../../lib/rl/normalizer.ts";
import { Rollout } from "../../lib/rl/rollout.ts";
import { TakingTurns } from "./taking_turns.ts";

const GAMMA = 0.9;

/** What some new environments do under a new policy; every rollout, its numbers copied. */
function play(
  environments: readonly Environment[],
  { steps, rollouts = 1, normalize = false }: {
    readonly steps: number;
    readonly rollouts?: number;
    readonly normalize?: boolean;
  },
) {
  const random = new Random(5);
  const [{ observationSpace, actionSpace }] = environments;
  const observation = observationSpace.size;
  const configuration = ppoConfiguration({ hidden: [4], valueHidden: [4], spreadHidden: [4] });
  const { policy } = createAgent(observation, actionSpace, configuration, { backend: b, random });
  const normalizer = new Normalizer({
    observation,
    environments: environments.length,
    gamma: GAMMA,
    observations: normalize,
    rewards: normalize,
  });
  const collector = new Collector({
    environments,
    policy,
    normalizer,
    backend: b,
    random: random.split("actions"),
  }, observation);
  const rollout = new Rollout({
    steps,
    environments: environments.length,
    observation,
    action: policy.actionSize,
  });
  collector.start(rollout, random.split("environments"));
  const seeds = environments.map((_, e) =>
    random.split("environments").split(`environment ${e}`).integer(2 ** 31)
  );
  return {
    seeds,
    rollout,
    collect: () => collector.collect(rollout, 0),
    all(): { readonly observations: number[]; readonly actions: number[] }[] {
      return Array.from({ length: rollouts }, () => {
        collector.collect(rollout, 0);
        return { observations: [...rollout.observations], actions: [...rollout.actions] };
      });
    },
  };
}

/** What a transition really was: the episode told by its own environment. */
interface Fact {
  readonly before: Float64Array;
  /** After it, and at an end the last of its episode. */
  readonly after: Float64Array;
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/** Plays the same actions again in an environment of its own. */
function replay(seed: number, actions: readonly number[][]): Fact[] {
  using environment = new TakingTurns();
  const { low, high } = environment.actionSpace;
  let before = environment.reset({ seed }).observation.slice();
  return actions.map((action) => {
    const clipped = action.map((x, k) => Math.min(high[k], Math.max(low[k], x)));
    const { observation, reward, terminated, truncated } = environment.step(clipped);
    const fact = { before, after: observation.slice(), reward, terminated, truncated };
    before = (terminated || truncated ? environment.reset().observation : observation).slice();
    return fact;
  });
}

Deno.test("a rollout is what its environments did, each value that of the state it belongs to", () => {
  const environments = [new TakingTurns(), new TakingTurns()];
  const [steps, count] = [40, environments.length];
  const { seeds, rollout, collect } = play(environments, { steps });
  const value = createNetwork([linear(3, 4), tanh(), linear(4, 1)], { backend: b, seed: 2 });
  const valueOf = (row: Float64Array) => b.read(value.forward(b.tensor(row, [1, 3])))[0];
  const told: FinishedEpisode[] = [];
  const ends = { terminated: 0, truncated: 0 };
  const actions: number[][][] = [[], []];
  for (let round = 0; round < 3; round++) {
    told.push(...collect().map((one) => ({ ...one, step: one.step + round * rollout.size })));
    rollout.evaluate(value);
    for (let i = 0; i < rollout.size; i++) actions[i % count].push([...rollout.action[i]]);
    const facts = seeds.map((seed, e) => replay(seed, actions[e]).slice(round * steps));
    for (let t = 0; t < steps; t++) {
      for (let e = 0; e < count; e++) {
        const i = t * count + e;
        const { before, after, reward, terminated, truncated } = facts[e][t];
        assertEquals(rollout.observation[i], before);
        assertEquals(rollout.rewards[i], reward);
        assertEquals([rollout.terminated[i], rollout.ended[i]], [
          Number(terminated),
          Number(terminated || truncated),
        ]);
        assertAlmostEquals(rollout.values[i], valueOf(before), 1e-15);
        // After a terminal state nothing counts; after a time limit the episode's own last state does.
        if (!terminated) assertAlmostEquals(rollout.nextValues[i], valueOf(after), 1e-15);
        ends.terminated += Number(terminated);
        ends.truncated += Number(truncated);
      }
    }
    assertDirectSums(rollout, facts, valueOf);
  }
  assert(ends.terminated > 10 && ends.truncated > 10, JSON.stringify(ends));
  // Every episode was told once, with its own sums.
  for (const [e, seed] of seeds.entries()) {
    const expected: FinishedEpisode[] = [];
    let [total, length] = [0, 0];
    for (const [t, { reward, terminated, truncated }] of replay(seed, actions[e]).entries()) {
      total += reward;
      length++;
      if (!terminated && !truncated) continue;
      expected.push({ step: t * count + e + 1, environment: e, return: total, length });
      [total, length] = [0, 0];
    }
    assertEquals(told.filter(({ environment }) => environment === e), expected);
  }
});

/** Advantages and returns of a rollout by their definition, O(T²), from what the environments told. */
function assertDirectSums(
  rollout: Rollout,
  facts: readonly (readonly Fact[])[],
  valueOf: (row: Float64Array) => number,
): void {
  const { steps, environments } = rollout.sizes;
  const lambda = 0.8;
  const n = 5;
  const advantages = generalizedAdvantages(rollout, { gamma: GAMMA, lambda, environments });
  const returns = nStepReturns(rollout, { gamma: GAMMA, n, environments });
  for (let e = 0; e < environments; e++) {
    for (let t = 0; t < steps; t++) {
      let [advantage, rewards] = [0, 0];
      for (let s = t; s < steps; s++) {
        const { before, after, reward, terminated, truncated } = facts[e][s];
        const next = terminated ? 0 : valueOf(after);
        advantage += (GAMMA * lambda) ** (s - t) * (reward + GAMMA * next - valueOf(before));
        if (s < t + n) rewards += GAMMA ** (s - t) * reward;
        const isLast = terminated || truncated || s === steps - 1;
        if (s === t + n - 1 || (isLast && s < t + n)) rewards += GAMMA ** (s - t + 1) * next;
        if (isLast) break;
      }
      assertAlmostEquals(advantages[t * environments + e], advantage, 1e-12);
      assertAlmostEquals(returns[t * environments + e], rewards, 1e-12);
    }
  }
}

Deno.test("actions are kept as they were drawn; an environment gets them clipped to its bounds", () => {
  const environment = new TakingTurns();
  const { rollout, collect } = play([environment], { steps: 200 });
  collect();
  const { low, high } = environment.actionSpace;
  let clipped = 0;
  for (const [i, given] of environment.actions.entries()) {
    for (const [k, x] of given.entries()) {
      const drawn = rollout.action[i][k];
      assertEquals(x, Math.min(high[k], Math.max(low[k], drawn)));
      if (x !== drawn) clipped++;
    }
  }
  assert(clipped > 50, `${clipped} clipped`);
});

Deno.test("the first observation after an end is normalised, and so is the last before it", () => {
  const { rollout, collect, seeds } = play([new TakingTurns()], { steps: 60, normalize: true });
  collect();
  const normalizer = new Normalizer({
    observation: 3,
    environments: 1,
    gamma: GAMMA,
    observations: true,
    rewards: true,
  });
  const normal = (row: Float64Array) => {
    const copy = row.slice();
    normalizer.observation(copy);
    return copy;
  };
  const actions = Array.from({ length: 60 }, (_, i) => [...rollout.action[i]]);
  const facts = replay(seeds[0], actions);
  let now = normal(facts[0].before);
  const last: Float64Array[] = [];
  for (const [t, { after, reward, terminated, truncated }] of facts.entries()) {
    assertEquals(rollout.observation[t], now);
    assertEquals(rollout.rewards[t], normalizer.reward(0, reward, terminated));
    now = normal(after);
    if (truncated) last.push(now);
    if (terminated || truncated) now = t + 1 < facts.length ? normal(facts[t + 1].before) : now;
  }
  // A value network that says what it sees: the states that time limits cut off, in their order.
  const value = createNetwork([linear(3, 1)], { backend: b });
  const [weight, bias] = value.parameters;
  b.write(weight.parameter.value, [1, 10, 100]);
  b.write(bias.parameter.value, [0]);
  rollout.evaluate(value);
  const found = facts.flatMap(({ truncated }, t) => truncated ? [rollout.nextValues[t]] : []);
  assert(found.length > 3);
  for (const [k, [x, y, z]] of last.entries()) {
    assertAlmostEquals(found[k], x + 10 * y + 100 * z, 1e-12);
  }
});

for (const id of ["CartPole-v1", "Pendulum-v1"]) {
  Deno.test(`${id}: environments in one, two or three threads do what the collector saw`, async () => {
    const count = 3;
    const environments = await Promise.all(
      Array.from({ length: count }, () => makeEnvironment(id)),
    );
    const steps = 70;
    const played = play(environments, { steps, rollouts: 3 });
    const rollouts = played.all();
    for (const workers of [1, 2, 3]) {
      using vector = await WorkerEnvironments.make(id, { count, workers, autoreset: "same-step" });
      const { size } = vector.observationSpace;
      const { actionSpace } = vector;
      let observations = [...(await vector.reset({ seed: played.seeds })).observations];
      for (const { observations: seen, actions } of rollouts) {
        const width = actions.length / steps;
        for (let t = 0; t < steps; t++) {
          assertEquals(seen.slice(t * count * size, (t + 1) * count * size), observations);
          const given = actions.slice(t * width, (t + 1) * width);
          const allowed = actionSpace.kind === "discrete"
            ? given
            : given.map((x) => Math.min(actionSpace.high[0], Math.max(actionSpace.low[0], x)));
          observations = [...(await vector.step(allowed)).observations];
        }
      }
    }
    for (const environment of environments) environment.close();
  });
}

Deno.test("an environment's own episodes do not depend on how many others there are", () => {
  const firstObservations = [1, 2, 4].map((count) => {
    const environments = Array.from({ length: count }, () => new TakingTurns());
    return [...play(environments, { steps: 1 }).rollout.observation.at(-count)!];
  });
  assertEquals(firstObservations[1], firstObservations[0]);
  assertEquals(firstObservations[2], firstObservations[0]);
});
