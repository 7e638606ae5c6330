import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import { reference } from "../../mod.ts";
import {
  BaseEnvironment,
  Box,
  type Info,
  type Json,
  type StepResult,
  TransformReward,
} from "../../lib/envs/mod.ts";
import {
  a2c,
  type A2cOptions,
  type AgentCheckpoint,
  type AgentEvent,
  NonFiniteError,
  ppo,
  type PpoOptions,
} from "../../lib/rl/mod.ts";
import { Measurements } from "../../lib/rl/measurements.ts";
import { TakingTurns } from "./taking_turns.ts";

const tiny = {
  hidden: [6],
  valueHidden: [6],
  spreadHidden: [6],
  environments: 2,
  seed: 4,
  reportEvery: 1,
} as const;
const tinyPpo: PpoOptions = {
  ...tiny,
  rolloutSteps: 64,
  minibatches: 4,
  epochs: 2,
  steps: 1024,
  checkpointEvery: 256,
};
const tinyA2c: A2cOptions = { ...tiny, steps: 600, checkpointEvery: 100 };

const runs = {
  ppo: (id: string, options: PpoOptions) => ppo(id, { ...tinyPpo, ...options }),
  a2c: (id: string, options: A2cOptions) => a2c(id, { ...tinyA2c, ...options }),
};

/** All that a run says that is not time. */
async function facts(events: AsyncIterable<AgentEvent>) {
  const found: Exclude<AgentEvent, { kind: "checkpoint" }>[] = [];
  const checkpoints: AgentCheckpoint[] = [];
  for await (const event of events) {
    if (event.kind === "checkpoint") checkpoints.push(event.checkpoint);
    else if (event.kind === "update") found.push({ ...event, throughput: undefined! });
    else found.push(event);
  }
  return { found, checkpoints };
}

for (const algorithm of ["ppo", "a2c"] as const) {
  const run = runs[algorithm];
  for (
    const [id, optimizer] of [
      ["Pendulum-v1", "adaHesScale"],
      ["CartPole-v1", "adaHessian"],
      ["Hopper-v5", "adaHesScale"],
    ]
  ) {
    Deno.test(`${algorithm} on ${id} with ${optimizer} continues bit for bit from any checkpoint`, async () => {
      const options = { optimizer, delta: 1e-3 };
      const whole = await facts(run(id, options));
      assertEquals(await facts(run(id, options)), whole);
      assert(whole.checkpoints.length >= 3);
      assert(whole.found.some(({ kind }) => kind === "episode"));
      for (const checkpoint of whole.checkpoints) {
        const state = JSON.parse(JSON.stringify(checkpoint.state));
        const rest = await facts(run(id, { ...options, from: { ...checkpoint, state } }));
        const [start, ...others] = rest.found;
        assertEquals(start.step, checkpoint.step);
        const isLater = ({ kind, step }: { kind: string; step: number }) =>
          kind !== "start" && step > checkpoint.step;
        assertEquals(others, whole.found.filter(isLater));
      }
      const other = await facts(run(id, { ...options, seed: 5 }));
      assertNotEquals(other.found.at(-1), whole.found.at(-1));
    });
  }
}

for (const [id, optimizer] of [["Pendulum-v1", "adaHesScale"], ["CartPole-v1", "adaHessian"]]) {
  Deno.test(`ppo on ${id}: a value network that learns in a thread of its own changes no bit`, async () => {
    const options: PpoOptions = {
      optimizer,
      delta: 1e-3,
      annealStepSize: true,
      valueStepSize: 1e-3,
    };
    const whole = await facts(runs.ppo(id, options));
    const apart = { ...options, overlap: true };
    assertEquals(await facts(runs.ppo(id, apart)), whole);
    const from = whole.checkpoints[1];
    const rest = await facts(runs.ppo(id, { ...apart, from }));
    assertEquals(rest.checkpoints, whole.checkpoints.slice(2));
    assertEquals(rest.found.at(-1), whole.found.at(-1));
  });
}

Deno.test("what goes wrong in the thread of the value network stops the run as it does without", async () => {
  const message = async (overlap: boolean) => {
    const options: PpoOptions = { optimizer: "sgd", epsilon: null, stepSize: 1e-3, overlap };
    const run = runs.ppo("Pendulum-v1", { ...options, valueStepSize: 1e30 });
    return (await assertRejects(() => drain(run), NonFiniteError, "of the value network")).message;
  };
  assertEquals(await message(true), await message(false));
});

/** How far a run went from its beginning, network by network. */
async function distances(options: PpoOptions): Promise<Record<string, number>> {
  const found: AgentCheckpoint[] = [];
  for (const stepSize of [1e-30, options.stepSize!]) {
    for await (const event of ppo("Pendulum-v1", { ...options, stepSize })) {
      if (event.kind === "end") found.push(event.checkpoint);
    }
  }
  const squares: Record<string, number> = {};
  for (const [name, { data }] of Object.entries(found[0].tensors)) {
    const [kind, network] = name.split(".");
    if (kind !== "network") continue;
    for (const [i, value] of data.entries()) {
      squares[network] = (squares[network] ?? 0) + (found[1].tensors[name].data[i] - value) ** 2;
    }
  }
  return Object.fromEntries(
    Object.entries(squares).map(([name, square]) => [name, Math.sqrt(square)]),
  );
}

Deno.test("maxGradientNorm bounds the gradient of each network, or of all of them together", async () => {
  const options: PpoOptions = {
    ...tinyPpo,
    backend: reference,
    optimizer: "sgd",
    stepSize: 1,
    epsilon: null,
    rolloutSteps: 32,
    steps: 64,
    epochs: 1,
    minibatches: 1,
  };
  const { mean, variance, value } = await distances(options);
  // Larger than the gradients of the policy, smaller than that of the value.
  const maxGradientNorm = (value + Math.max(mean, variance)) / 2;
  const each = await distances({ ...options, maxGradientNorm });
  assertAlmostEquals(each.value, maxGradientNorm, 1e-9);
  assertAlmostEquals(each.mean, mean, 1e-12);
  assertAlmostEquals(each.variance, variance, 1e-12);
  const joint = await distances({ ...options, maxGradientNorm, gradientNormOf: "agent" });
  const norm = Math.hypot(mean, variance, value);
  for (const [name, distance] of Object.entries({ mean, variance, value })) {
    assertAlmostEquals(joint[name], distance * maxGradientNorm / norm, 1e-9);
  }
});

Deno.test("a limit of gradients that no gradient reaches changes no bit", async () => {
  const [free, bounded] = await Promise.all([
    {},
    {
      maxGradientNorm: 1e9,
      gradientNormOf: "agent",
    } as const,
  ].map((options) => facts(runs.ppo("Pendulum-v1", options))));
  assertEquals(
    bounded.found.filter(({ kind }) => kind !== "start"),
    free.found.filter(({ kind }) => kind !== "start"),
  );
});

Deno.test("targetKl ends the epochs of an update once the policy has moved too far", async () => {
  const steps = async (targetKl: number | null) => {
    const { checkpoints, found } = await facts(
      runs.ppo("CartPole-v1", { targetKl, epochs: 4, stepSize: 0.01, preset: "cleanrl" }),
    );
    const { optimizerSteps } = checkpoints.at(-1)!.state as {
      optimizerSteps: { logits: number; value: number };
    };
    assertEquals(optimizerSteps.logits, optimizerSteps.value);
    const stepSizes = found.flatMap((event) =>
      event.kind === "update" ? [event.diagnostics.stepSize.logits] : []
    );
    return { count: optimizerSteps.logits, stepSizes };
  };
  const [all, some, least] = [await steps(null), await steps(1e-3), await steps(1e-12)];
  // Checkpoints stand before the last of eight updates; four epochs of four minibatches each.
  const updates = all.count / 16;
  assertEquals(updates, Math.round(updates));
  assertEquals(least.count, updates * 4);
  assert(some.count > least.count && some.count < all.count, `found ${some.count} steps`);
  // α goes down update by update, however many epochs there were.
  assertEquals(least.stepSizes, all.stepSizes);
});

/** Goes wrong after a number of steps. */
class Broken extends BaseEnvironment<ArrayLike<number>> {
  readonly id = "Broken-v0";
  readonly observationSpace = new Box({ low: [-1, -1], high: [1, 1] });
  readonly actionSpace = new Box({ low: [-1], high: [1] });
  #steps = 0;

  constructor(readonly what: "observation" | "reward", readonly after: number) {
    super();
  }

  protected override begin(observation: Float64Array): Info {
    observation.fill(0);
    return {};
  }

  protected override advance(_: ArrayLike<number>, observation: Float64Array): StepResult {
    const bad = ++this.#steps >= this.after;
    observation[0] = this.random.uniform();
    observation[1] = bad && this.what === "observation" ? NaN : 0;
    const reward = bad && this.what === "reward" ? Infinity : 1;
    return { observation, reward, terminated: false, truncated: false, info: {} };
  }

  protected override saveTask(): Json {
    return this.#steps;
  }

  protected override loadTask(state: Json): void {
    this.#steps = Number(state);
  }
}

async function drain(events: AsyncIterable<AgentEvent>): Promise<void> {
  for await (const event of events) void event;
}

Deno.test("numbers that are not finite stop a run, with step, quantity and last checkpoint", async () => {
  const options = { ...tinyPpo, environments: 1 };
  const observation = await assertRejects(
    () => drain(ppo(() => new Broken("observation", 400), options)),
    NonFiniteError,
    "Stopped at step 400: expected a finite observation, found NaN at index 1; the last checkpoint is that of step 256",
  );
  assertEquals(observation.lastCheckpoint, 256);
  const reward = await assertRejects(
    () => drain(ppo(() => new Broken("reward", 10), options)),
    NonFiniteError,
    "Stopped at step 10: expected a finite reward, found Infinity at index 0; there is no checkpoint yet",
  );
  assertEquals(reward.quantity, "reward");
  // Squares of such numbers are beyond float32.
  const huge = () => new TransformReward(new TakingTurns(), (reward) => 1e30 * reward);
  const loss = await assertRejects(
    () => drain(ppo(huge, { ...options, normalizeRewards: false })),
    NonFiniteError,
    "Stopped at step 64: expected a finite loss and derivatives of the value network, found that adam, step 1: meanSquaredError: expected a finite loss, found Infinity; there is no checkpoint yet",
  );
  assertEquals([loss.step, loss.lastCheckpoint], [64, undefined]);
  const { checkpoints: [from] } = await facts(ppo(() => new TakingTurns(), options));
  // As if a network had been ruined after its last update.
  const { data, shape } = from.tensors["network.mean.2.bias"];
  const ruined = { ...from.tensors, "network.mean.2.bias": { shape, data: data.map(() => NaN) } };
  await assertRejects(
    () => drain(ppo(() => new TakingTurns(), { ...options, from: { ...from, tensors: ruined } })),
    NonFiniteError,
    `Stopped at step ${from.step}: expected a finite action, found NaN at index 0; the last checkpoint is that of step ${from.step}`,
  );
  const once = { ...options, steps: 64, epochs: 1, minibatches: 1, optimizer: "sgd" };
  // The last update of all is not followed by a loss: no agent is kept that is no use.
  const parameter = await assertRejects(
    () => drain(ppo(() => new TakingTurns(), { ...once, stepSize: 1e300, epsilon: null })),
    NonFiniteError,
    "Stopped at step 64: expected a finite parameter 0.weight of the mean network, found ",
  );
  assertEquals(parameter.quantity, "parameter 0.weight of the mean network");
  // A step this large ruins the networks: whatever goes wrong first has to be named.
  const diverged = await assertRejects(
    () =>
      drain(ppo("Pendulum-v1", { ...options, optimizer: "sgd", stepSize: 1e30, epsilon: null })),
    NonFiniteError,
  );
  assert(/network|action/.test(diverged.quantity), diverged.message);
});

Deno.test("a measurement that is not finite stops a run like any other number", async () => {
  const { take } = Measurements.prototype;
  Measurements.prototype.take = function (steps) {
    const { diagnostics, throughput } = take.call(this, steps);
    const gradientNorm = { ...diagnostics.gradientNorm, value: Infinity };
    return { diagnostics: { ...diagnostics, gradientNorm }, throughput };
  };
  try {
    await assertRejects(
      () => drain(ppo("Pendulum-v1", tinyPpo)),
      NonFiniteError,
      "Stopped at step 128: expected a finite gradientNorm of the value network, found Infinity",
    );
  } finally {
    Measurements.prototype.take = take;
  }
});
