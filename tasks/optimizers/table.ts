import type { Measured, TimedSummary } from "../../lib/experiments/mod.ts";

/** Columns of the printed table; losses and accuracies are means ± standard errors. */
export const columns = [
  { title: "optimizer" },
  { title: "step size", align: "right" },
  { title: "training loss", align: "right" },
  { title: "validation loss", align: "right" },
  { title: "test accuracy %", align: "right" },
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
    measured(row.trainingLoss, placesOf(row.trainingLoss)),
    measured(row.validationLoss, placesOf(row.validationLoss)),
    measured(row.testAccuracy, 2, 100),
    row.epochsToAdam === null ? "never" : String(row.epochsToAdam),
    row.secondsPerEpoch.toFixed(3),
    adam === undefined ? "–" : (row.secondsPerEpoch / adam).toFixed(2),
  ]);
}

function measured({ mean, standardError }: Measured, places: number, factor = 1): string {
  return [mean, standardError].map((value) => (factor * value).toFixed(places)).join(" ± ");
}

/** Decimals that leave three digits of a number. */
function placesOf({ mean }: Measured): number {
  return Math.min(9, Math.max(0, 2 - Math.floor(Math.log10(mean))));
}
