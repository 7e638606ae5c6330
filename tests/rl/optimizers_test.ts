import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { createSimd, type OptimizerName, optimizerNames, type Rank, simd } from "../../mod.ts";
import { optimizerOptionNames } from "../../mod.ts";
import {
  a2c,
  type AgentCheckpoint,
  type AgentEvent,
  type EnvironmentSource,
  ppo,
} from "../../lib/rl/mod.ts";
import type { Heap } from "../../lib/backend/simd/heap.ts";
import { SimdTensor } from "../../lib/backend/simd/storage.ts";
import { TakingTurns } from "./taking_turns.ts";

const small = {
  hidden: [5],
  valueHidden: [5],
  spreadHidden: [5],
  timeFeature: false,
  seed: 1,
  stepSize: 1e-4,
};

const runs = {
  ppo: (source: EnvironmentSource, options: object) =>
    ppo(source, { ...small, rolloutSteps: 16, minibatches: 2, epochs: 2, steps: 48, ...options }),
  a2c: (source: EnvironmentSource, options: object) =>
    a2c(source, { ...small, steps: 40, ...options }),
};

const sources: Readonly<Record<string, EnvironmentSource>> = {
  "two actions": () => new TakingTurns(),
  "choices": "CartPole-v1",
};

/** The networks at the end. */
async function end(events: AsyncIterable<AgentEvent>): Promise<Record<string, number[]>> {
  let checkpoint: AgentCheckpoint | undefined;
  for await (const event of events) if (event.kind === "end") checkpoint = event.checkpoint;
  return Object.fromEntries(
    Object.entries(checkpoint!.tensors)
      .filter(([name]) => name.startsWith("network."))
      .map(([name, { data }]) => [name, [...data]]),
  );
}

/** BL89 has no rule for the surrogate of a choice. */
const isRefused = (algorithm: string, source: string, optimizer: OptimizerName) =>
  algorithm === "ppo" && source === "choices" && optimizer === "adaBL89";

for (const algorithm of ["ppo", "a2c"] as const) {
  for (const [name, source] of Object.entries(sources)) {
    Deno.test(`${algorithm}, ${name}: every optimizer moves every network, with scaling and ranks as well`, async () => {
      const begun = await end(
        runs[algorithm](source, { optimizer: "sgd", stepSize: 1e-30, epsilon: null }),
      );
      for (const optimizer of optimizerNames) {
        if (isRefused(algorithm, name, optimizer)) continue;
        const ranks: (Rank | null)[] = optimizerOptionNames(optimizer).includes("rank")
          ? [null, 1, "full"]
          : [null];
        for (const rank of ranks) {
          const found = await end(runs[algorithm](source, { optimizer, rank }));
          for (const [tensor, numbers] of Object.entries(found)) {
            assertNotEquals(numbers, begun[tensor], `${optimizer} ${rank} ${tensor}`);
            assert(numbers.every(Number.isFinite), `${optimizer} ${rank} ${tensor}`);
          }
          const scaled = await end(runs[algorithm](source, { optimizer, rank, delta: 1e-12 }));
          assertNotEquals(scaled, found, `${optimizer} ${rank}`);
        }
      }
    });
  }
}

Deno.test("an optimizer without columns is given no rank, nor BL89 the surrogate of a choice", async () => {
  await assertRejects(
    () => end(runs.ppo("CartPole-v1", { optimizer: "adam", rank: 1 })),
    RangeError,
    "Expected no rank for adam, which carries no columns, found 1",
  );
  await assertRejects(
    () => end(runs.a2c("CartPole-v1", { optimizer: "adamm" })),
    RangeError,
    `did you mean "adam"?`,
  );
  // Before anything has happened.
  await assertRejects(
    () => runs.ppo("CartPole-v1", { optimizer: "adaBL89" }).next(),
    RangeError,
    "Expected another optimizer than adaBL89 for ppo with discrete actions",
  );
});

/** The memory of a backend, which every tensor of it knows. */
function heapOf(backend: typeof simd): Heap {
  const tensor = backend.fill([1], 0);
  assert(tensor instanceof SimdTensor);
  return tensor.storage.heap;
}

for (const algorithm of ["ppo", "a2c"] as const) {
  for (const [name, source] of Object.entries(sources)) {
    Deno.test(`${algorithm}, ${name}: updates take no more memory than the first ones took`, async () => {
      const backend = createSimd();
      const heap = heapOf(backend);
      const used: number[] = [];
      const sizes: number[] = [];
      const options = { backend, optimizer: "adaHesScale", reportEvery: 1, steps: 1600 };
      for await (const event of runs[algorithm](source, options)) {
        if (event.kind !== "update") continue;
        used.push(heap.used);
        sizes.push(heap.size);
      }
      assert(used.length >= 100);
      assertEquals(new Set(used.slice(3)).size, 1, `${used}`);
      assertEquals(new Set(sizes.slice(3)).size, 1, `${sizes}`);
    });
  }
}
