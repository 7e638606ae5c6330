import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
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
  const found: Exclude<AgentEvent, { type: "checkpoint" }>[] = [];
  const checkpoints: AgentCheckpoint[] = [];
  for await (const event of events) {
    if (event.type === "checkpoint") checkpoints.push(event.checkpoint);
    else if (event.type === "update") found.push({ ...event, throughput: undefined! });
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
      assert(whole.found.some(({ type }) => type === "episode"));
      for (const checkpoint of whole.checkpoints) {
        const state = JSON.parse(JSON.stringify(checkpoint.state));
        const rest = await facts(run(id, { ...options, from: { ...checkpoint, state } }));
        const [start, ...others] = rest.found;
        assertEquals(start.step, checkpoint.step);
        const isLater = ({ type, step }: { type: string; step: number }) =>
          type !== "start" && step > checkpoint.step;
        assertEquals(others, whole.found.filter(isLater));
      }
      const other = await facts(run(id, { ...options, seed: 5 }));
      assertNotEquals(other.found.at(-1), whole.found.at(-1));
    });
  }
}

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
    const curvatureNorm = { ...diagnostics.curvatureNorm, value: Infinity };
    return { diagnostics: { ...diagnostics, curvatureNorm }, throughput };
  };
  try {
    await assertRejects(
      () => drain(ppo("Pendulum-v1", tinyPpo)),
      NonFiniteError,
      "Stopped at step 128: expected a finite curvatureNorm of the value network, found Infinity",
    );
  } finally {
    Measurements.prototype.take = take;
  }
});
