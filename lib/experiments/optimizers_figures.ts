import { bars } from "../plot/bars.ts";
import type { Figure } from "../plot/figure.ts";
import type { Axis } from "../plot/axis.ts";
import { type LineOfRuns, lines, type NamedLine } from "../plot/lines.ts";
import { type ComparedOptimizer, unscaled } from "./compared_optimizers.ts";
import type { OptimizerEpoch, OptimizerRun } from "./optimizers.ts";
import {
  finishedAt,
  type OptimizerSummary,
  runsAt,
  type TimedSummary,
} from "./optimizers_summary.ts";

/** Five digits are more than anyone can see, and keep the figure's file small. */
const shown = (value: number) => Number(value.toPrecision(5));

type Curve = NamedLine & LineOfRuns;

/** What a curve is of. */
export type CurveOf = "trainingLoss" | "validationLoss" | "testAccuracy";

/** Losses above it, several times that of guessing, say no more than that. */
const MOST_LOSS = 10;

const axes = {
  trainingLoss: { title: "training loss", unit: "nat", scale: "log" },
  validationLoss: { title: "validation loss", unit: "nat", scale: "log" },
  testAccuracy: { title: "test accuracy", unit: "%" },
} as const;

const interval = { noun: "seeds", summary: "standard-error" } as const;

/** All but those with step-size scaling that are there without it as well, and would hide each other. */
function drawnOf<Row extends { readonly optimizer: ComparedOptimizer }>(
  rows: readonly Row[],
): Row[] {
  const names = rows.map(({ optimizer }) => optimizer);
  return rows.filter(({ optimizer }) => {
    const other = unscaled(optimizer);
    return other === undefined || !names.includes(other);
  });
}

/** A loss, by default the training loss, per epoch of every optimizer at its best step size. */
export function epochsFigure(
  runs: readonly OptimizerRun[],
  { best }: OptimizerSummary,
  of: CurveOf = "trainingLoss",
): Figure {
  const data = drawnOf(best).map((row) => curve(runs, row, of, (_, index) => index + 1));
  const y = axisOf(of, data);
  return lines(data, {
    title: `${capital(y.title)} per epoch`,
    caption: `Each optimizer at the step size of its least validation loss.${noteOf(y)}`,
    x: { title: "epoch" },
    y,
    ...interval,
  });
}

/** The same against the time of the steps. */
export function secondsFigure(
  runs: readonly OptimizerRun[],
  { best }: TimedSummary,
  of: CurveOf = "trainingLoss",
): Figure {
  const data = drawnOf(best).map((row) =>
    curve(runs, row, of, (_, index) => shown(row.secondsPerEpoch * (index + 1)))
  );
  const y = axisOf(of, data);
  return lines(data, {
    title: `${capital(y.title)} per second`,
    caption:
      `Each optimizer at the step size of its least validation loss; the time of steps alone, on one core.${
        noteOf(y)
      }`,
    x: { title: "time", unit: "s" },
    y,
    ...interval,
  });
}

/** The time that the steps of an epoch take, optimizer by optimizer. */
export function timeFigure({ best }: TimedSummary): Figure {
  const rows = best.toSorted((a, b) => a.secondsPerEpoch - b.secondsPerEpoch);
  return bars(
    rows.map(({ optimizer, secondsPerEpoch }) => ({
      category: optimizer,
      value: shown(secondsPerEpoch),
    })),
    {
      title: "Time per epoch",
      caption: "The time of steps alone, on one core; the least of several turns.",
      value: { title: "time per epoch", unit: "s" },
    },
  );
}

/** Training loss of the last epoch against the step size, with and without step-size scaling. */
export function sensitivityFigure(
  runs: readonly OptimizerRun[],
  { sensitivity }: OptimizerSummary,
  delta: number,
): Figure {
  const names = [...new Set(sensitivity.map(({ optimizer }) => optimizer))];
  const pairs = names.filter((name) => unscaled(name) !== undefined);
  const drawn = names.filter((name) =>
    pairs.length === 0 || pairs.includes(name) || pairs.some((pair) => unscaled(pair) === name)
  );
  const data = drawn.flatMap((optimizer): Curve[] => {
    const points = sensitivity.filter((it) => it.optimizer === optimizer && it.diverged === 0);
    if (points.length === 0) return [];
    const last = points.map((point) =>
      runsAt(runs, point).map(({ epochs }) => shown(epochs.at(-1)!.trainingLoss))
    );
    return [{
      name: optimizer,
      x: points.map(({ stepSize }) => stepSize),
      runs: last[0].map((_, seed) => last.map((seeds) => seeds[seed])),
    }];
  });
  const y = axisOf("trainingLoss", data);
  const scaled = pairs.length > 0 ? ` Scaled: step-size scaling with δ = ${delta}.` : "";
  return lines(data, {
    title: "Sensitivity to the step size",
    caption: `Training loss of the last epoch.${scaled} A curve ends where a run diverges.${
      noteOf(y)
    }`,
    x: { title: "step size", scale: "log" },
    y,
    ...interval,
  });
}

/** An axis that is not stretched by what failed. */
function axisOf(of: CurveOf, data: readonly LineOfRuns[]): Axis {
  const values = data.flatMap(({ runs }) => runs.flat());
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (of === "testAccuracy" || most <= MOST_LOSS || least >= MOST_LOSS) return axes[of];
  return { ...axes[of], range: [least * 0.9, MOST_LOSS] };
}

function noteOf({ range }: Axis): string {
  return range ? ` Losses above ${MOST_LOSS} are not shown.` : "";
}

function curve(
  runs: readonly OptimizerRun[],
  row: { readonly optimizer: ComparedOptimizer; readonly stepSize: number },
  of: CurveOf,
  x: (epoch: OptimizerEpoch, index: number) => number,
): Curve {
  const own = finishedAt(runs, row);
  return {
    name: row.optimizer,
    x: own[0].epochs.map(x),
    runs: own.map(({ epochs }) =>
      epochs.map((epoch) => shown((of === "testAccuracy" ? 100 : 1) * epoch[of]))
    ),
  };
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
