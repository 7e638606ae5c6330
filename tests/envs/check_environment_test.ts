import { assertEquals, assertThrows } from "@std/assert";
import {
  BaseEnvironment,
  Box,
  checkEnvironment,
  ClipAction,
  Discrete,
  type Environment,
  FrameStack,
  type Info,
  type Json,
  listEnvironments,
  makeEnvironment,
  NormalizeObservation,
  NormalizeReward,
  RecordEpisodeStatistics,
  RescaleAction,
  type StepResult,
  TimeAware,
  TransformReward,
} from "../../lib/envs/mod.ts";

for (const id of listEnvironments()) {
  Deno.test(`${id} keeps the contract of an environment`, async () => {
    const environment = await makeEnvironment(id);
    checkEnvironment(environment, { steps: 40 });
    assertEquals(environment.unwrapped.id, id);
  });
}

const stacks: Record<string, (environment: Environment) => Environment> = {
  "a time feature": (e) => new TimeAware(e),
  "normalised observations and rewards": (e) =>
    new NormalizeReward(new NormalizeObservation(e, { clip: 10 }), { clip: 10 }),
  "a history of recorded, transformed rewards": (e) =>
    new TransformReward(new RecordEpisodeStatistics(new FrameStack(e, { size: 3 })), (r) => r / 2),
};

for (const [name, wrap] of Object.entries(stacks)) {
  for (const id of ["CartPole-v1", "MountainCarContinuous-v0"]) {
    Deno.test(`${id} with ${name} keeps the contract`, async () => {
      checkEnvironment(wrap(await makeEnvironment(id, { maxEpisodeSteps: 30 })));
    });
  }
}

for (const Wrapped of [ClipAction, RescaleAction]) {
  Deno.test(`Pendulum-v1 with ${Wrapped.name} keeps the contract`, async () => {
    checkEnvironment(new Wrapped(await makeEnvironment("Pendulum-v1")));
  });
}

/** Counts; `fault` says what is wrong with it. */
class Counter extends BaseEnvironment<number> {
  readonly id = "Counter-v0";
  readonly observationSpace = new Box({ low: [0], high: [1000] });
  readonly actionSpace = new Discrete(2);
  #fault: string;
  #count = 0;
  #array = new Float64Array(1);

  constructor(fault: string) {
    super();
    this.#fault = fault;
  }

  protected override begin(observation: Float64Array): Info {
    if (this.#fault !== "remembers") this.#count = 0;
    observation[0] = this.#count;
    return {};
  }

  protected override advance(action: number, observation: Float64Array): StepResult {
    this.#count += action;
    observation[0] = this.#fault === "outside" ? -1 : this.#count;
    const reward = this.#fault === "reward" ? NaN : this.#fault === "dice" ? Math.random() : 1;
    const terminated = this.#fault === "flag" ? 0 as unknown as boolean : false;
    const result = this.#fault === "array" ? this.#array : observation;
    return { observation: result, reward, terminated, truncated: false, info: {} };
  }

  protected override saveTask(): Json {
    return this.#fault === "forgets" ? 0 : this.#count;
  }

  protected override loadTask(state: Json): void {
    this.#count = Number(state);
  }
}

class Careless extends Counter {
  override step(action: number, into?: Float64Array): StepResult {
    return super.step(Number.isInteger(action) ? Math.abs(action % 2) : 0, into);
  }
}

class Immortal extends Counter {
  override close(): void {}
}

Deno.test("an environment without a fault passes", () => checkEnvironment(new Counter("none")));

for (
  const [fault, message] of [
    ["outside", "expected the observation of step in Box [1] from 0 to 1000, found [-1]"],
    ["reward", "expected a finite reward, found NaN"],
    ["dice", "expected the same steps after loadState"],
    ["flag", "expected a boolean for terminated, found 0"],
    ["array", "expected the caller's array from step, found another"],
    ["forgets", "expected the same steps after loadState"],
    ["remembers", "expected the same episode for the same seed"],
  ]
) {
  Deno.test(`an environment with a fault does not pass: ${fault}`, () => {
    assertThrows(() => checkEnvironment(new Counter(fault)), Error, message);
  });
}

Deno.test("an environment that takes any action, or does not close, does not pass", () => {
  assertThrows(() => checkEnvironment(new Careless("none")), Error, "an error for the action -1");
  assertThrows(() => checkEnvironment(new Immortal("none")), Error, "an error for a reset after");
  checkEnvironment(new Immortal("none"), { keepOpen: true });
});
