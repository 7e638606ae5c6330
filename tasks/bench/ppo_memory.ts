import { createSimd } from "../../mod.ts";
import type { MeasuredCase, Row } from "./measure.ts";
import { epochEntry, epochUpdates } from "./reinforcement.ts";

/** Updates after which everything has been taken that an update needs, and after which memory is looked at again. */
const [EARLY, LATE] = [1000, 100_000];

const inMegabytes = (bytes: number) => Number((bytes / 1e6).toPrecision(3));

/** Updates the three networks of PPO again and again: the memory of the process, above that at its start. */
function measureMemory(name: string, method: string, start: number, samples: number): Row {
  const b = createSimd();
  const { run } = epochEntry(b, method);
  const above = () => inMegabytes(Deno.memoryUsage().rss - start);
  const epochs = (updates: number) => Math.ceil(updates / epochUpdates);
  for (let epoch = 0; epoch < epochs(EARLY); epoch++) run();
  const [early, size] = [above(), b.memory.size];
  const each = Math.ceil(epochs(LATE - EARLY) / samples);
  const times = Float64Array.from({ length: samples }, () => {
    const begin = performance.now();
    for (let epoch = 0; epoch < each; epoch++) run();
    return 1000 * (performance.now() - begin) / (each * epochUpdates);
  }).sort();
  const at = (share: number) => Number(times[Math.floor(share * samples)].toPrecision(4));
  return {
    case: name,
    method,
    backend: b.name,
    median_us: at(0.5),
    p10_us: at(0.1),
    p90_us: at(0.9),
    samples,
    memory_mb: inMegabytes(b.memory.size),
    memory_growth_mb: inMegabytes(b.memory.size - size),
    early_mb: early,
    late_mb: above(),
  };
}

/** Memory over a hundred thousand updates; times are those of one update. */
export function memoryCases(): MeasuredCase[] {
  const name = "ppo-memory";
  return [{
    name,
    baseline: "adam",
    measure: (samples) => {
      const start = Deno.memoryUsage().rss;
      const rows = ["adam", "adahesscale"].map((method) =>
        measureMemory(name, method, start, samples)
      );
      return Promise.resolve(rows);
    },
  }];
}
