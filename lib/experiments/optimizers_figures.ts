import type { Figure } from "../plot/figure.ts";
import { type Line, lines } from "../plot/lines.ts";
import { type ComparedOptimizer, unscaled } from "./compared_optimizers.ts";
import type { OptimizerEpoch, OptimizerRun } from "./optimizers.ts";
import { type OptimizerSummary, runsAt, type TimedSummary } from "./optimizers_summary.ts";

/** Five digits are more than anyone can see, and keep the figure's file small. */
const shown = (value: number) => Number(value.toPrecision(5));

const loss = { title: "training loss", unit: "nat", scale: "log" } as const;
const interval = { noun: "seeds", summary: "standard-error" } as const;

/** Training loss per epoch of every optimizer at its best step size. */
export function epochsFigure(runs: readonly OptimizerRun[], { best }: OptimizerSummary): Figure {
  const unlimited = best.filter(({ optimizer }) => unscaled(optimizer) === undefined);
  return lines(unlimited.map((row) => curve(runs, row, (_, index) => index + 1)), {
    title: "Training loss per epoch",
    caption: "Each optimizer at the step size of its least validation loss.",
    x: { title: "epoch" },
    y: loss,
    ...interval,
  });
}

/** The same against the time of the steps. */
export function secondsFigure(runs: readonly OptimizerRun[], { best }: TimedSummary): Figure {
  const unlimited = best.filter(({ optimizer }) => unscaled(optimizer) === undefined);
  const data = unlimited.map((row) =>
    curve(runs, row, (_, index) => shown(row.secondsPerEpoch * (index + 1)))
  );
  return lines(data, {
    title: "Training loss per second",
    caption:
      "Each optimizer at the step size of its least validation loss; the time of steps alone, on one core.",
    x: { title: "time", unit: "s" },
    y: loss,
    ...interval,
  });
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
  const data = drawn.flatMap((optimizer): Line[] => {
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
  return lines(data, {
    title: "Sensitivity to the step size",
    caption:
      `Training loss of the last epoch. Scaled: step-size scaling with δ = ${delta}. A curve ends where a run diverges.`,
    x: { title: "step size", scale: "log" },
    y: loss,
    ...interval,
  });
}

function curve(
  runs: readonly OptimizerRun[],
  row: { readonly optimizer: ComparedOptimizer; readonly stepSize: number },
  x: (epoch: OptimizerEpoch, index: number) => number,
): Line {
  const own = runsAt(runs, row);
  return {
    name: row.optimizer,
    x: own[0].epochs.map(x),
    runs: own.map(({ epochs }) => epochs.map(({ trainingLoss }) => shown(trainingLoss))),
  };
}
