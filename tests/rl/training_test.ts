import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { BaseEnvironment, Box, type Info, type Json, type StepResult } from "../../lib/envs/mod.ts";
import {
  a2c,
  type A2cOptions,
  type AgentCheckpoint,
  type AgentEvent,
  NonFiniteError,
  ppo,
  type PpoOptions,
} from "../../lib/rl/mod.ts";

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
  for (const [id, optimizer] of [["Pendulum-v1", "adaHesScale"], ["CartPole-v1", "adaHessian"]]) {
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
  // A step this large ruins the networks: whatever goes wrong first has to be named.
  const diverged = await assertRejects(
    () =>
      drain(ppo("Pendulum-v1", { ...options, optimizer: "sgd", stepSize: 1e30, epsilon: null })),
    NonFiniteError,
  );
  assert(/network|action/.test(diverged.quantity), diverged.message);
});
