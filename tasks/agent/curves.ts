import { type Figure, lines } from "../../lib/plot/mod.ts";

/** Bins of a learning curve, as in the paper. */
const BINS = 100;

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

/** The mean return of the episodes that ended in each bin, in order; bins without an end are left out. */
export function binReturns(
  episodes: readonly EpisodeRecord[],
  steps: number,
): { readonly step: number; readonly return: number }[] {
  const sums = Array.from({ length: BINS }, () => ({ sum: 0, count: 0 }));
  for (const { step, return: total } of episodes) {
    const bin = sums[Math.min(BINS - 1, Math.floor(BINS * (step - 1) / steps))];
    bin.sum += total;
    bin.count++;
  }
  return sums.flatMap(({ sum, count }, i) =>
    count === 0 ? [] : [{ step: (i + 1) * steps / BINS, return: sum / count }]
  );
}

/** The mean of the last hundred returns, or of all if there are fewer; undefined without any. */
export function lastReturns(episodes: readonly EpisodeRecord[]): number | undefined {
  const last = episodes.slice(-100);
  if (last.length === 0) return undefined;
  return last.reduce((sum, { return: total }) => sum + total, 0) / last.length;
}

/** Figures of a run: its returns, and what its updates were like. */
export function curves(
  name: string,
  episodes: readonly EpisodeRecord[],
  metrics: readonly MetricRecord[],
  { title, steps }: { readonly title: string; readonly steps: number },
): Figure[] {
  const bins = binReturns(episodes, steps);
  const x = { title: "environment steps" };
  const figures: Figure[] = [];
  if (bins.length > 0) {
    figures.push(lines(
      [{ name, x: bins.map(({ step }) => step), y: bins.map((bin) => bin.return) }],
      { title, x, y: { title: "return of episodes, mean of each bin" }, markers: false },
    ));
  }
  if (metrics.length > 0) {
    const panel = (label: string, pick: (metric: MetricRecord) => number) => ({
      name,
      panel: label,
      x: metrics.map(({ step }) => step),
      y: metrics.map(pick),
    });
    figures.push(lines([
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
    }));
  }
  return figures;
}
