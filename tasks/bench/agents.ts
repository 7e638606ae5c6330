import {
  a2c,
  type A2cOptions,
  type AgentEvent,
  ppo,
  type PpoOptions,
  type UpdateEvent,
} from "../../lib/rl/mod.ts";
import type { MeasuredCase, Row } from "./measure.ts";

/** Steps of a sample of A2C; PPO's is a rollout. */
const A2C_STEPS = 2000;

/** Options by the names of rows. */
type Methods = Readonly<Record<string, PpoOptions & A2cOptions>>;

/** Optimizers that are compared. */
const methods: Methods = {
  "adam": { optimizer: "adam" },
  "adahesscale": { optimizer: "adaHesScale" },
  "adahesscale-full": { optimizer: "adaHesScale", rank: "full" },
  "adahessian": { optimizer: "adaHessian" },
};

/** PPO's value network on a second core, where one is free. */
const ppoMethods: Methods = {
  ...methods,
  "adahesscale-overlap": { optimizer: "adaHesScale", overlap: true },
};

/** Runs until the next update: what it took, and where the time went. */
async function nextUpdate(events: AsyncGenerator<AgentEvent>): Promise<UpdateEvent> {
  for (;;) {
    const { value } = await events.next();
    if (value.kind === "update") return value;
  }
}

/** Whole training steps, environment included: methods in turn, update by update. */
function agentCase(
  name: string,
  methods: Methods,
  start: (options: PpoOptions & A2cOptions) => AsyncGenerator<AgentEvent>,
): MeasuredCase {
  return {
    name,
    baseline: "adam",
    async measure(samples) {
      const running = Object.entries(methods).map(([method, options]) => ({
        method,
        events: start({ ...options, steps: 1e9 }),
        updates: [] as UpdateEvent["throughput"][],
      }));
      try {
        // The first two are the compiler's.
        for (let sample = -2; sample < samples; sample++) {
          for (const { events, updates } of running) {
            const { throughput } = await nextUpdate(events);
            if (sample >= 0) updates.push(throughput);
          }
        }
      } finally {
        for (const { events } of running) await events.return(undefined);
      }
      return running.map(({ method, updates }) => rowOf(name, method, updates));
    },
  };
}

function rowOf(name: string, method: string, updates: readonly UpdateEvent["throughput"][]): Row {
  const sorted = (pick: (one: UpdateEvent["throughput"]) => number) =>
    Float64Array.from(updates, pick).sort();
  const times = sorted(({ stepsPerSecond }) => 1e6 / stepsPerSecond);
  const at = (numbers: Float64Array, share: number, digits = 4) =>
    Number(numbers[Math.floor(share * numbers.length)].toPrecision(digits));
  return {
    case: name,
    method,
    backend: "simd",
    median_us: at(times, 0.5),
    p10_us: at(times, 0.1),
    p90_us: at(times, 0.9),
    samples: updates.length,
    steps_per_s: Math.round(1e6 / at(times, 0.5)),
    physics: at(sorted(({ physics }) => physics), 0.5, 3),
    acting: at(sorted(({ acting }) => acting), 0.5, 3),
    learning: at(sorted(({ learning }) => learning), 0.5, 3),
  };
}

/** Agents that learn to run: microseconds of a step, end to end, and the shares of its parts. */
export function agentCases(): MeasuredCase[] {
  const id = "HalfCheetah-v5";
  return [
    agentCase("rl-ppo-HalfCheetah", ppoMethods, (options) => ppo(id, options)),
    agentCase(
      "rl-a2c-HalfCheetah",
      methods,
      (options) => a2c(id, { ...options, reportEvery: A2C_STEPS }),
    ),
  ];
}
