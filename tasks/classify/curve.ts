import { facets, type Figure, lines } from "../../lib/plot/mod.ts";

/** Points of a curve that are drawn at most; more cannot be told apart. */
const MOST_POINTS = 1_000;

/** A line of `metrics.jsonl`, as far as the figure needs it. */
export interface Metric {
  readonly kind: string;
  readonly step: number;
  readonly loss: number;
  readonly accuracy?: number;
}

/**
 * The learning curve in the records of `metrics.jsonl`: loss, and share of wrong answers; undefined if
 * there is nothing to draw.
 */
export function curveOf(
  metrics: readonly Metric[],
  { title, perEpoch, evaluatedOn }: {
    readonly title: string;
    readonly perEpoch: number;
    readonly evaluatedOn: string;
  },
): Figure | undefined {
  const epochs = (of: readonly Metric[]) => of.map(({ step }) => step / perEpoch);
  const steps = thinned(metrics.filter(({ kind }) => kind === "step"));
  const evaluations = metrics.filter(({ kind }) => kind === "evaluation");
  if (steps.length === 0 || evaluations.length === 0) return undefined;
  const x = { title: "epoch" };
  const loss = lines([
    { name: "training, smoothed", x: epochs(steps), y: steps.map(({ loss }) => loss) },
    { name: evaluatedOn, x: epochs(evaluations), y: evaluations.map(({ loss }) => loss) },
  ], { title: "Loss", x, y: { title: "cross-entropy", unit: "nat", scale: "log" } });
  const error = lines([{
    name: evaluatedOn,
    x: epochs(evaluations),
    y: evaluations.map(({ accuracy }) => 100 * (1 - accuracy!)),
  }], { title: "Wrong answers", x, y: { title: "share of images", unit: "%" } });
  return facets([loss, error], {
    title,
    caption: "One run. A smoothed loss is a mean of about the last 50 steps'.",
  });
}

function thinned<Item>(items: readonly Item[]): readonly Item[] {
  const every = Math.ceil(items.length / MOST_POINTS);
  return items.filter((_, index) => index % every === 0);
}
