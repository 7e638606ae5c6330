import { join } from "node:path";
import {
  epochsFigure,
  type OptimizerRun,
  secondsFigure,
  sensitivityFigure,
  type TimedSummary,
  timeFigure,
} from "../../lib/experiments/mod.ts";
import { facets, saveSvg, toHtml } from "../../lib/plot/mod.ts";
import { toDigits } from "../support/digits.ts";
import { writeFileAtomically, writeJson } from "../support/files.ts";
import { versions } from "../support/versions.ts";
import type { Comparison } from "./comparison.ts";

/** What a comparison gave. */
export interface Results {
  readonly grid: readonly OptimizerRun[];
  /** Those at the chosen step sizes. */
  readonly chosen: readonly OptimizerRun[];
  readonly summary: TimedSummary;
}

/** Names of files and of the command. */
export interface Names {
  /** What files begin with. */
  readonly name: string;
  readonly task: string;
  /** The picture of the sensitivity to the step size. */
  readonly sensitivity: string;
}

/** Writes `NAME.json`, with the numbers of the pictures. */
export async function writeResults(
  { values, split, shared, search }: Comparison,
  { chosen, summary }: Results,
  { name, task }: Names,
): Promise<void> {
  const { out, optimizers, stepSizes, seeds, seed, epochs, data, images } = values;
  const { architecture, validation, test = split.test.count, ...others } = shared;
  await writeJson(join(out, `${name}.json`), {
    command: `deno task ${task} ${Deno.args.join(" ")}`.trim(),
    configuration: {
      network: architecture.kind === "mlp" ? architecture.widths : architecture.kind,
      ...(architecture.kind !== "mlp" && { architecture }),
      activation: architecture.activation,
      epochs,
      ...others,
      held: { validation, test },
      training: split.train.count - validation,
      ...{ optimizers, stepSizes, seeds, seed, search, data, images },
    },
    versions: versions(),
    summary: toDigits(summary, 4),
    runs: toDigits(chosen, 4),
  });
}

/** Draws the pictures, and the page with all of them. */
export async function drawResults(
  { values, shared: { delta, architecture } }: Comparison,
  { grid, chosen, summary }: Results,
  { name, task, sensitivity: sensitivityName }: Names,
): Promise<void> {
  const { out, data, seeds, epochs } = values;
  const sensitivity = sensitivityFigure(grid, summary, delta);
  await saveSvg(sensitivity, join(out, `${sensitivityName}.svg`));
  if (summary.best.length === 0) return;
  const training = [epochsFigure(chosen, summary), secondsFigure(chosen, summary)];
  const validation = [
    epochsFigure(chosen, summary, "validationLoss"),
    secondsFigure(chosen, summary, "validationLoss"),
  ];
  const accuracy = [epochsFigure(chosen, summary, "testAccuracy")];
  const time = timeFigure(summary);
  const title = `Optimizers on ${data}, ${architecture.kind}`;
  const pages = [...training, ...validation, ...accuracy, time, sensitivity];
  await writeFileAtomically(
    join(out, `${name}.html`),
    await toHtml(pages, {
      title,
      description: `Made by deno task ${task}: ${seeds} seeds, ${epochs} epochs.`,
    }),
  );
  const caption =
    `Each optimizer at the step size of its least validation loss. Mean ± standard error, ${seeds} seeds; ` +
    "time of steps alone, on one core.";
  await saveSvg(facets(training, { title, caption }), join(out, `${name}.svg`));
  await saveSvg(time, join(out, `${name}_time.svg`));
}
