import { type ComparedOptimizer, comparedOptimizers } from "./compared_optimizers.ts";
import type { OptimizerRun } from "./optimizers.ts";
import { bootstrapMean, type Interval } from "./statistics.ts";

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
  /** Training loss of the last epoch. */
  readonly trainingLoss: Interval;
  /** Final validation loss. */
  readonly validationLoss: Interval;
  /** Final share of test images that are classified correctly. */
  readonly testAccuracy: Interval;
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

/** Puts the runs of all optimizers, step sizes and seeds together. */
export function summarizeOptimizers(runs: readonly OptimizerRun[]): OptimizerSummary {
  const names = comparedOptimizers.filter((name) =>
    runs.some(({ optimizer }) => optimizer === name)
  );
  const sensitivity = names.flatMap((optimizer) => sensitivityOf(optimizer, runs));
  const chosen = names.flatMap((optimizer) => bestOf(optimizer, sensitivity));
  const adam = chosen.find(({ optimizer }) => optimizer === "adam");
  const target = adam && meanCurve(runsAt(runs, adam)).at(-1);
  return { sensitivity, best: chosen.map((point) => rowOf(point, runsAt(runs, point), target)) };
}

/** The runs of one optimizer at one step size. */
export function runsAt(
  runs: readonly OptimizerRun[],
  { optimizer, stepSize }: Pick<OptimizerRun, "optimizer" | "stepSize">,
): OptimizerRun[] {
  return runs.filter((run) => run.optimizer === optimizer && run.stepSize === stepSize);
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
  { optimizer, stepSize }: SensitivityPoint,
  runs: readonly OptimizerRun[],
  target: number | undefined,
): OptimizerRow {
  const last = runs.map(({ epochs }) => epochs.at(-1)!);
  const reached = target === undefined ? -1 : meanCurve(runs).findIndex((loss) => loss <= target);
  return {
    optimizer,
    stepSize,
    trainingLoss: bootstrapMean(last.map(({ trainingLoss }) => trainingLoss)),
    validationLoss: bootstrapMean(last.map(({ validationLoss }) => validationLoss)),
    testAccuracy: bootstrapMean(last.map(({ testAccuracy }) => testAccuracy)),
    epochsToAdam: reached < 0 ? null : reached + 1,
  };
}

/** The training loss of each epoch, averaged over runs. */
function meanCurve(runs: readonly OptimizerRun[]): number[] {
  return runs[0].epochs.map((_, epoch) =>
    runs.reduce((sum, run) => sum + run.epochs[epoch].trainingLoss, 0) / runs.length
  );
}
