import { createNetwork, mlp, type Network, Random, tanh } from "../../mod.ts";
import { arrayExamples, type Checkpoint, type FitEvent } from "../../lib/train/mod.ts";

/** Points in the plane of three classes, by the angle under which they are seen. */
export function threeSectors(count = 50, seed = 1) {
  const random = new Random(seed);
  const points = Array.from({ length: count }, () => [random.normal(), random.normal()]);
  const labels = points.map(([x, y]) => Math.floor((Math.atan2(y, x) / Math.PI + 1) * 1.4999));
  return arrayExamples(points, labels);
}

export const smallNetwork = (seed = 3): Network => createNetwork(mlp([2, 5, 3], tanh), { seed });

/** All events, and the last checkpoint among them. */
export async function gather(events: AsyncIterable<FitEvent>) {
  const all = await Array.fromAsync(events);
  const checkpoints = all.flatMap((event) => event.kind === "checkpoint" ? [event.checkpoint] : []);
  return { all, checkpoint: checkpoints.at(-1) as Checkpoint };
}

/** What does not depend on a clock; checkpoints left out. */
export function withoutClock(events: readonly FitEvent[]): unknown[] {
  return events.filter(({ kind }) => kind !== "checkpoint").map(({ seconds: _, ...rest }) => rest);
}
