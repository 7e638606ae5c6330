import { type Architecture, buildLayers, makeThreadedOptimizer } from "../../lib/train/mod.ts";
import { createNetwork, crossEntropy, Random, simd } from "../../mod.ts";
import type { Case, Entry } from "./measure.ts";

const architecture: Architecture = {
  ...{ kind: "3c3d", image: [32, 32, 3], classes: 10, activation: "tanh" },
};

/** Full updates of 3C3D with a batch of 32 in as many shards as threads. */
async function threadedEntry(
  method: string,
  optimizer: string,
  threads: number,
): Promise<Entry> {
  const network = createNetwork(buildLayers(architecture), { seed: 1 });
  const random = new Random(2);
  const input = simd.random("normal", [32, 32, 32, 3], random);
  const loss = crossEntropy(Uint32Array.from({ length: 32 }, () => random.integer(10)));
  // As in other cases, so small that nothing is learnt.
  const options = { architecture, shards: threads, threads, stepSize: 1e-15 };
  const made = await makeThreadedOptimizer(optimizer, network, options);
  return {
    method,
    backend: simd.name,
    run: () => void made.step(input, loss),
    close: () => made[Symbol.dispose](),
  };
}

/** What a second thread brings where a step takes long. */
export function threadCases(): Case[] {
  return [{
    name: "conv-3c3d-b32-threads",
    baseline: "adam",
    entries: () =>
      Promise.all([
        threadedEntry("adam", "adam", 1),
        threadedEntry("adam-2-threads", "adam", 2),
        threadedEntry("adahesscale", "adaHesScale", 1),
        threadedEntry("adahesscale-2-threads", "adaHesScale", 2),
      ]),
  }];
}
