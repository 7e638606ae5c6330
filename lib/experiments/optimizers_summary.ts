import { standardError } from "./aggregates.ts";
import { type ComparedOptimizer, comparedOptimizers } from "./compared_optimizers.ts";
import type { OptimizerRun } from "./optimizers.ts";
import { bootstrapMean, type Interval } from "./statistics.ts";

/** A mean over seeds, a 95 % interval for it, and its standard error. */
export interface Measured extends Interval {
  /** The standard error; 0 for a single seed. */
  readonly standardError: number;
}

/** One optimizer at one step size, over all seeds. */
export interface SensitivityPoint {
  /** What trained. */
  readonly optimizer: ComparedOptimizer;
  /** α. */
  readonly stepSize: number;
  /** Mean of the final validation losses; null if a run diverged. */
  readonly validationLoss: number | null;
  /** The training loss of the last epoch with its 95 % interval; null if a run diverged. */
  readonly trainingLoss: Interval | null;
  /** How many runs diverged. */
  readonly diverged: number;
}

/** One optimizer at its best step size. */
export interface OptimizerRow {
  /** What trained. */
  readonly optimizer: ComparedOptimizer;
  /** The step size of the least validation loss. */
  readonly stepSize: number;
  /** How many runs diverged; they do not count in what follows. */
  readonly diverged: number;
  /** Training loss of the last epoch. */
  readonly trainingLoss: Measured;
  /** Final validation loss. */
  readonly validationLoss: Measured;
  /** Final share of test images that are classified correctly. */
  readonly testAccuracy: Measured;
  /** Epochs after which the mean training loss is below Adam's last; null if it never is. */
  readonly epochsToAdam: number | null;
}

/** The comparison, put together. */
export interface OptimizerSummary {
  /** Every optimizer at every step size. */
  readonly sensitivity: readonly SensitivityPoint[];
  /** Every optimizer at its best one; those are missing that diverged at all of them. */
  readonly best: readonly OptimizerRow[];
}

/** The comparison with the time that an epoch takes, which `timeEpochs` measures. */
export interface TimedSummary extends OptimizerSummary {
  /** Every optimizer at its best step size. */
  readonly best: readonly (OptimizerRow & {
    /** Seconds that the steps of an epoch take. */
    readonly secondsPerEpoch: number;
  })[];
}

/**
 * The step size of each optimizer that has the least mean validation loss at the end; optimizers are
 * missing that diverged at all of them.
 */
export function bestStepSizes(
  runs: readonly OptimizerRun[],
): Pick<OptimizerRun, "optimizer" | "stepSize">[] {
  return namesIn(runs).flatMap((optimizer) => bestOf(optimizer, sensitivityOf(optimizer, runs)));
}

/**
 * Puts the runs of all optimizers, step sizes and seeds together.
 *
 * @param grid The runs that step sizes are chosen by
 * @param chosen Those at the chosen step sizes, if they are others, with more seeds or epochs
 */
export function summarizeOptimizers(
  grid: readonly OptimizerRun[],
  chosen: readonly OptimizerRun[] = grid,
): OptimizerSummary {
  const sensitivity = namesIn(grid).flatMap((optimizer) => sensitivityOf(optimizer, grid));
  const points = bestStepSizes(grid).filter((point) => finishedAt(chosen, point).length > 0);
  const adam = points.find(({ optimizer }) => optimizer === "adam");
  const target = adam && meanCurve(finishedAt(chosen, adam)).at(-1);
  return { sensitivity, best: points.map((point) => rowOf(point, chosen, target)) };
}

function namesIn(runs: readonly OptimizerRun[]): ComparedOptimizer[] {
  return comparedOptimizers.filter((name) => runs.some(({ optimizer }) => optimizer === name));
}

/** The runs of one optimizer at one step size. */
export function runsAt(
  runs: readonly OptimizerRun[],
  { optimizer, stepSize }: Pick<OptimizerRun, "optimizer" | "stepSize">,
): OptimizerRun[] {
  return runs.filter((run) => run.optimizer === optimizer && run.stepSize === stepSize);
}

/** Those of them that did not diverge. */
export function finishedAt(
  runs: readonly OptimizerRun[],
  point: Pick<OptimizerRun, "optimizer" | "stepSize">,
): OptimizerRun[] {
  return runsAt(runs, point).filter(({ diverged }) => diverged === null);
}

function sensitivityOf(
  optimizer: ComparedOptimizer,
  all: readonly OptimizerRun[],
): SensitivityPoint[] {
  const own = all.filter((run) => run.optimizer === optimizer);
  const stepSizes = [...new Set(own.map(({ stepSize }) => stepSize))].sort((a, b) => a - b);
  return stepSizes.map((stepSize) => {
    const runs = runsAt(own, { optimizer, stepSize });
    const diverged = runs.filter((run) => run.diverged !== null).length;
    const last = runs.map(({ epochs }) => epochs.at(-1)!);
    return {
      optimizer,
      stepSize,
      diverged,
      validationLoss: diverged > 0
        ? null
        : bootstrapMean(last.map(({ validationLoss }) => validationLoss)).mean,
      trainingLoss: diverged > 0 ? null : bootstrapMean(last.map((epoch) => epoch.trainingLoss)),
    };
  });
}

function bestOf(
  optimizer: ComparedOptimizer,
  sensitivity: readonly SensitivityPoint[],
): SensitivityPoint[] {
  const own = sensitivity.filter((it) => it.optimizer === optimizer && it.validationLoss !== null);
  return own.sort((a, b) => a.validationLoss! - b.validationLoss!).slice(0, 1);
}

function rowOf(
  { optimizer, stepSize }: Pick<OptimizerRun, "optimizer" | "stepSize">,
  all: readonly OptimizerRun[],
  target: number | undefined,
): OptimizerRow {
  const point = { optimizer, stepSize };
  const runs = finishedAt(all, point);
  const last = runs.map(({ epochs }) => epochs.at(-1)!);
  const reached = target === undefined ? -1 : meanCurve(runs).findIndex((loss) => loss <= target);
  return {
    ...point,
    diverged: runsAt(all, point).length - runs.length,
    trainingLoss: measured(last.map(({ trainingLoss }) => trainingLoss)),
    validationLoss: measured(last.map(({ validationLoss }) => validationLoss)),
    testAccuracy: measured(last.map(({ testAccuracy }) => testAccuracy)),
    epochsToAdam: reached < 0 ? null : reached + 1,
  };
}

function measured(values: readonly number[]): Measured {
  return { ...bootstrapMean(values), standardError: standardError(values) };
}

/** The training loss of each epoch, averaged over runs. */
function meanCurve(runs: readonly OptimizerRun[]): number[] {
  return runs[0].epochs.map((_, epoch) =>
    runs.reduce((sum, run) => sum + run.epochs[epoch].trainingLoss, 0) / runs.length
  );
}
