import {
  BaseEnvironment,
  Box,
  Discrete,
  type Info,
  type Json,
  makeEnvironment,
  NormalizeObservation,
  registerEnvironment,
  type StepResult,
} from "../../../lib/envs/mod.ts";

/** A random walk that ends at ±1, with every kind of info; at `fatalStep` it does something bad. */
class Walk extends BaseEnvironment<number> {
  readonly id = "Walk-v0";
  readonly observationSpace = new Box({ low: [-2, 0], high: [2, 1000] });
  readonly actionSpace = new Discrete(2);
  readonly #harm: string;
  readonly #fatalStep: number;
  #place = 0;
  #steps = 0;

  constructor(harm: string, fatalStep: number) {
    super();
    this.#harm = harm;
    this.#fatalStep = fatalStep;
  }

  protected override begin(observation: Float64Array): Info {
    this.#place = 0;
    this.#steps = 0;
    if (this.#harm === "closes at reset") self.close();
    observation.set([0, 0]);
    return { start: true };
  }

  protected override advance(action: number, observation: Float64Array): StepResult {
    this.#steps++;
    if (this.#steps === this.#fatalStep) this.#doHarm();
    this.#place += this.random.normal(0, 0.3) + (action - 0.5) / 10;
    observation.set([Math.max(-2, Math.min(2, this.#place)), this.#steps]);
    const terminated = Math.abs(this.#place) > 1;
    const info = {
      place: this.#place,
      odd: [NaN, -Infinity, -0],
      vector: new Float64Array([this.#place, NaN]),
      filler: this.#harm === "long infos" ? "x".repeat(2000) : "",
      record: { text: "ä", left: this.#place < 0 },
    };
    return { observation, reward: this.#place, terminated, truncated: false, info };
  }

  protected override saveTask(): Json {
    return [this.#place, this.#steps];
  }

  protected override loadTask(state: Json): void {
    [this.#place, this.#steps] = state as [number, number];
  }

  #doHarm(): void {
    if (this.#harm === "throws") throw new RangeError("expected a floor, found none");
    if (this.#harm === "closes") self.close();
    // Long enough to count as dead, and not for ever: Deno cannot end a thread that is busy.
    if (this.#harm === "hangs") {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4000);
    }
  }
}

registerEnvironment("Walk-v0", {
  create: ({ harm = "none", fatalStep = 3 }) => new Walk(String(harm), Number(fatalStep)),
  maxEpisodeSteps: 20,
  optionNames: ["harm", "fatalStep"],
});

registerEnvironment("NormalizedPendulum-v0", {
  create: async () => new NormalizeObservation(await makeEnvironment("Pendulum-v1")),
});
