import { binReturns } from "../../lib/experiments/mod.ts";
import { type Figure, lines } from "../../lib/plot/mod.ts";
import { meanOf } from "../support/statistics.ts";

/** An episode as `episodes.jsonl` has it. */
export interface EpisodeRecord {
  readonly step: number;
  readonly return: number;
  readonly length: number;
}

/** An update as `metrics.jsonl` has it. */
export interface MetricRecord {
  readonly step: number;
  readonly update: number;
  readonly entropy: number;
  readonly approximateKl: number;
  readonly explainedVariance: number;
  readonly loss: Readonly<Record<string, number>>;
}

/** The mean of the last hundred returns, or of all if there are fewer; undefined without any. */
export function lastReturns(episodes: readonly EpisodeRecord[]): number | undefined {
  const last = episodes.slice(-100).map(({ return: total }) => total);
  return last.length === 0 ? undefined : meanOf(last);
}

/** The figures of a run: its returns, and what its updates were like; undefined where there is nothing to draw. */
export function curves(
  name: string,
  episodes: readonly EpisodeRecord[],
  metrics: readonly MetricRecord[],
  { title, steps }: { readonly title: string; readonly steps: number },
): { readonly returns: Figure | undefined; readonly updates: Figure | undefined } {
  const x = { title: "environment steps" };
  const parts = binReturns(episodes, steps).flatMap((y, part, { length }) =>
    y === undefined ? [] : [{ x: (part + 1) * steps / length, y }]
  );
  const returns = parts.length === 0 ? undefined : lines(
    [{ name, x: parts.map(({ x }) => x), y: parts.map(({ y }) => y) }],
    { title, x, y: { title: "return of episodes, mean of each bin" }, markers: false },
  );
  const panel = (label: string, pick: (metric: MetricRecord) => number) => ({
    name,
    panel: label,
    x: metrics.map(({ step }) => step),
    y: metrics.map(pick),
  });
  const updates = metrics.length === 0 ? undefined : lines([
    panel("entropy, nats", ({ entropy }) => entropy),
    panel("approximate KL of an update", ({ approximateKl }) => approximateKl),
    panel("explained variance", ({ explainedVariance }) => explainedVariance),
    panel("value loss", ({ loss }) => loss.value),
  ], {
    title: "Updates",
    x,
    y: { title: "" },
    shareY: false,
    columns: 2,
    markers: false,
  });
  return { returns, updates };
}
