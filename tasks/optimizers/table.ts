import type { OptimizerRow, TimedSummary } from "../../lib/experiments/mod.ts";

/** Columns of the printed table. */
export const columns = [
  { title: "optimizer" },
  { title: "step size", align: "right" },
  { title: "training loss [95 %]", align: "right" },
  { title: "validation loss [95 %]", align: "right" },
  { title: "test accuracy % [95 %]", align: "right" },
  { title: "epochs to Adam's loss", align: "right" },
  { title: "s per epoch", align: "right" },
  { title: "time ÷ Adam's", align: "right" },
] as const;

/** Rows of the printed table. */
export function tableRows(
  rows: TimedSummary["best"],
): string[][] {
  const adam = rows.find(({ optimizer }) => optimizer === "adam")?.secondsPerEpoch;
  return rows.map((row) => [
    row.optimizer,
    String(row.stepSize),
    interval(row.trainingLoss, (loss) => loss.toPrecision(3)),
    interval(row.validationLoss, (loss) => loss.toPrecision(3)),
    interval(row.testAccuracy, (share) => (100 * share).toFixed(2)),
    row.epochsToAdam === null ? "never" : String(row.epochsToAdam),
    row.secondsPerEpoch.toFixed(3),
    adam === undefined ? "–" : (row.secondsPerEpoch / adam).toFixed(2),
  ]);
}

function interval(
  { mean, low, high }: OptimizerRow["trainingLoss"],
  format: (value: number) => string,
): string {
  return `${format(mean)} [${format(low)}, ${format(high)}]`;
}
