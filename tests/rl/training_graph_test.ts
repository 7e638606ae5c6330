import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { exactDiagonalByHvp, hesscale, type Loss, reference as b, type Tensor } from "../../mod.ts";
import type { EnvironmentSource, PolicyBatch, PolicyObjective } from "../../lib/rl/mod.ts";
import { a2c, type A2cOptions, ppo, type PpoOptions, presetNames } from "../../lib/rl/mod.ts";
import type { Minibatch } from "../../lib/rl/minibatch.ts";
import { Training } from "../../lib/rl/training.ts";
import { TakingTurns } from "./taking_turns.ts";

/** The two hidden layers that full rank is exact for, as in the paper, but narrow. */
const small = {
  hidden: [4, 3],
  valueHidden: [4, 3],
  spreadHidden: [3],
  seed: 2,
  timeFeature: false,
  backend: b,
  optimizer: "adaHesScale",
  rank: "full",
  stepSize: 0.01,
  reportEvery: 1,
} as const;

const runs = {
  ppo: (source: EnvironmentSource, options: PpoOptions) =>
    ppo(source, { ...small, rolloutSteps: 32, minibatches: 2, epochs: 2, steps: 64, ...options }),
  a2c: (source: EnvironmentSource, options: A2cOptions) =>
    a2c(source, { ...small, steps: 60, environments: 2, ...options }),
};

const sources: Readonly<Record<string, EnvironmentSource>> = {
  "CartPole-v1": "CartPole-v1",
  "Pendulum-v1": "Pendulum-v1",
  "two actions": () => new TakingTurns(),
};

/** A step of a network as training makes it, before it is made. */
interface Moment {
  readonly training: Training;
  readonly index: number;
  readonly input: Tensor;
  readonly loss: Loss;
  /** The losses of the policy's heads with exact curvature. */
  readonly exact: readonly Loss[];
  /** What they were made of, and how often that was since the last rollout. */
  readonly objective: PolicyObjective;
  readonly batch: PolicyBatch;
  readonly round: number;
}

/** Runs a training, and looks at every step that it makes, before any network changes. */
async function watch(run: () => AsyncIterable<unknown>, look: (moment: Moment) => void) {
  const { open } = Training;
  const { optimize, collect } = Training.prototype;
  let made: Pick<Moment, "exact" | "objective" | "batch"> | undefined;
  let [seen, round] = [0, 0];
  Training.open = async (...options) => {
    const training = await open.apply(Training, options);
    const { policy } = training.agent;
    const losses = policy.losses.bind(policy);
    policy.losses = (objective, batch) => {
      const { researchCode: _, ...exactly } = objective;
      made = { exact: losses(exactly, batch), objective, batch };
      round++;
      return losses(objective, batch);
    };
    return training;
  };
  Training.prototype.collect = function () {
    round = 0;
    return collect.call(this);
  };
  Training.prototype.optimize = function (input, losses, measure) {
    for (const [index, loss] of losses.entries()) {
      seen++;
      look({ training: this, index, input, loss, round, ...made! });
    }
    optimize.call(this, input, losses, measure);
  };
  try {
    for await (const event of run()) void event;
  } finally {
    Training.open = open;
    Object.assign(Training.prototype, { optimize, collect });
  }
  return seen;
}

/** The loss of a head by its formula, from what the policy says about its actions and nothing else. */
function policyLoss({ training, objective, batch }: Moment, head: number): number {
  const { policy } = training.agent;
  const { observations, actions, advantages, oldLogProbabilities } = batch;
  const logP = policy.evaluate(observations, actions).logProbabilities[head];
  // The loss leaves out what depends on nothing.
  const constant = policy.heads.length === 1 ? 0 : policy.actionSize * Math.log(2 * Math.PI) / 2;
  const rows = Array.from(advantages, (a, i) => {
    if (objective.kind === "likelihood") {
      return -a * (logP[i] + constant) / (objective.average === "elements" ? policy.actionSize : 1);
    }
    const { clip } = objective;
    const ratio = Math.exp(logP[i] - oldLogProbabilities![head][i]);
    return -Math.min(ratio * a, Math.min(1 + clip, Math.max(1 - clip, ratio)) * a);
  });
  return rows.reduce((sum, row) => sum + row, 0) / rows.length;
}

/** PPO's value loss, of the paper and of CleanRL; A2C's is never clipped. */
function valueLoss(
  { training: { agent: { value } }, batch }: Moment,
  { coefficient, clip }: { readonly coefficient: number; readonly clip: number | undefined },
): number {
  const { observations, returns, oldValues } = batch as Minibatch;
  const rows = Array.from(b.read(value.forward(observations)), (v, i) => {
    const free = (v - returns[i]) ** 2;
    if (clip === undefined) return free;
    const held = oldValues[i] + Math.min(clip, Math.max(-clip, v - oldValues[i]));
    return Math.max(free, (held - returns[i]) ** 2);
  });
  return coefficient * rows.reduce((sum, row) => sum + row, 0) / rows.length;
}

for (const algorithm of ["ppo", "a2c"] as const) {
  for (const preset of presetNames) {
    for (const [name, source] of Object.entries(sources)) {
      Deno.test(`${algorithm}, ${preset}, ${name}: every loss that is trained has its formula's value, and exact derivatives`, async () => {
        const moved = new Set<number>();
        let expected: number[] = [];
        const steps = await watch(() => runs[algorithm](source, { preset }), (moment) => {
          const { training: { agent }, index, input, loss } = moment;
          const { network } = agent.networks[index];
          const { heads } = agent.policy;
          // All heads before the first one changes: a loss is of what the others put out then.
          if (index === 0) expected = heads.map((_, head) => policyLoss(moment, head));
          const value = index === heads.length
            ? valueLoss(moment, {
              coefficient: preset === "paper" ? 1 : algorithm === "ppo" ? 0.25 : 0.5,
              clip: preset === "cleanrl" && algorithm === "ppo" ? 0.2 : undefined,
            })
            : expected[index];
          const exact = exactDiagonalByHvp(network, input, loss);
          assertAlmostEquals(exact.loss, value, 1e-12 * (1 + Math.abs(value)));
          const walked = hesscale(network, input, loss, { rank: "full" });
          for (const part of ["gradient", "curvature"] as const) {
            const [found, numbers] = [walked[part].flat(), exact[part].flat()];
            const scale = Math.max(...numbers.map(Math.abs));
            if (scale > 0) moved.add(index);
            for (const [i, value] of found.entries()) {
              assertAlmostEquals(value, numbers[i], 1e-11 * (scale + 1e-3));
            }
          }
        });
        const networks = name === "CartPole-v1" ? 2 : 3;
        assertEquals(moved.size, networks);
        assertEquals(steps, (algorithm === "ppo" ? 2 * 2 * 2 : 6) * networks);
      });
    }
  }
}

for (const [name, source] of Object.entries(sources)) {
  Deno.test(`ppo, ${name}: in the first minibatch after each rollout every ratio is exactly 1, and later not`, async () => {
    let [firsts, others] = [0, 0];
    await watch(
      () => runs.ppo(source, { backend: undefined }),
      ({ training, batch, round, index }) => {
        if (index !== 0) return;
        const { observations, actions, oldLogProbabilities } = batch;
        const { logProbabilities } = training.agent.policy.evaluate(observations, actions);
        const same = logProbabilities.every((head, k) =>
          head.every((logP, i) => logP - oldLogProbabilities![k][i] === 0)
        );
        assertEquals(same, round === 1, `minibatch ${round}`);
        if (round === 1) firsts++;
        else others++;
      },
    );
    assertEquals([firsts, others], [2, 6]);
  });
}

for (const algorithm of ["ppo", "a2c"] as const) {
  for (const [name, source] of Object.entries(sources)) {
    Deno.test(`${algorithm}, ${name}: with researchCode losses have the published diagonals, and nothing else changes`, async () => {
      let looked = 0;
      const run = () => runs[algorithm](source, { researchCode: true, rank: 0 });
      await watch(run, ({ training, index, loss, exact: losses, batch, input }) => {
        const { policy } = training.agent;
        if (index === policy.heads.length) return;
        const { network } = policy.heads[index];
        const z = network.forward(input);
        const published = b.read(loss.at(b, z).hessianDiagonal());
        const exact = losses[index].at(b, z);
        assertEquals(loss.at(b, z).value(), exact.value());
        const gradient = b.read(exact.gradient());
        assertEquals(b.read(loss.at(b, z).gradient()), gradient);
        const h = b.read(exact.hessianDiagonal());
        const outputs = h.length / batch.advantages.length;
        const p = b.read(b.softmax(z));
        const taken = b.read(batch.actions);
        for (const [i, value] of published.entries()) {
          const row = Math.floor(i / outputs);
          // What the variance's exponential head adds is taken back: its second derivative times g.
          const head = index === 1 ? gradient[i] / b.read(z)[i] : 0;
          const expected = name !== "CartPole-v1"
            ? -h[i] * (algorithm === "a2c" ? outputs : 1) - head
            : algorithm === "a2c"
            ? (p[i] - p[i] ** 2) / batch.advantages.length
            : -h[row * outputs + taken[row]];
          assertAlmostEquals(value, expected, 1e-12 * (1 + Math.abs(expected)));
        }
        looked++;
      });
      assert(looked > 5, `${looked} looks`);
    });
  }
}
