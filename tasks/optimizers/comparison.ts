import {
  bestStepSizes,
  type ComparedOptimizer,
  type OptimizerRun,
  type OptimizerSetting,
  summarizeOptimizers,
  type TimedSummary,
  timeEpochs,
} from "../../lib/experiments/mod.ts";
import type { DatasetSplit } from "../../lib/data/mod.ts";
import type { OptionValues } from "../command.ts";
import { UsageError } from "../command.ts";
import { runGrid } from "../support/grid.ts";
import { loadSplit } from "../support/images.ts";
import { architectureOf, checkNetwork } from "../support/network.ts";
import type { ResultStore } from "../support/store.ts";
import type { ComparisonOptions } from "./options.ts";

/** What the command line says about a comparison. */
export type ComparisonValues = OptionValues<ComparisonOptions>;

/** What all runs of a comparison have in common. */
export type Shared = Omit<OptimizerSetting, "optimizer" | "stepSize" | "seed" | "epochs">;

/** What a worker gets. */
export interface Input {
  readonly setting: OptimizerSetting;
  readonly data: string;
  readonly images?: number;
}

/** A comparison that is understood, with its images. */
export interface Comparison {
  readonly values: ComparisonValues;
  readonly split: DatasetSplit;
  readonly shared: Shared;
  /** How step sizes are chosen. */
  readonly search: { readonly seeds: number; readonly epochs: number };
}

/**
 * Loads the images, and checks that they and the options suit each other.
 *
 * @throws {UsageError} If they do not
 */
export async function prepareComparison(values: ComparisonValues): Promise<Comparison> {
  checkNetwork(values);
  const { data, images, batch, validation, test, delta, normalize } = values;
  const split = await loadSplit(data, images);
  if (validation + batch > split.train.count) {
    throw new UsageError(
      `--validation must leave a batch of the ${split.train.count} images to train on, found ` +
        `${validation} images held back`,
    );
  }
  if (test !== undefined && test > split.test.count) {
    throw new UsageError(
      `--test must be at most ${split.test.count}, the number of test images, found ${test}`,
    );
  }
  const architecture = architectureOf(values, split.train);
  const shared = { architecture, batch, delta, validation, test, normalize };
  const { seeds, epochs, searchSeeds = seeds, searchEpochs = epochs } = values;
  return {
    values,
    split,
    shared,
    search: { seeds: Math.min(searchSeeds, seeds), epochs: Math.min(searchEpochs, epochs) },
  };
}

/** What is trained: all step sizes in the search, then the best of each optimizer. */
export async function trainAll(
  { values, shared, search }: Comparison,
  { store, signal }: { readonly store: ResultStore<OptimizerRun>; readonly signal: AbortSignal },
): Promise<{ readonly grid: OptimizerRun[]; readonly chosen: OptimizerRun[] }> {
  const { optimizers, stepSizes, seeds, epochs, seed: first, data, images, jobs } = values;
  const run = (
    label: string,
    points: readonly Pick<OptimizerRun, "optimizer" | "stepSize">[],
    extent: Comparison["search"],
  ) => {
    const grid = points.flatMap(({ optimizer, stepSize }) =>
      Array.from({ length: extent.seeds }, (_, i) => ({
        name: `${optimizer} step size ${stepSize} seed ${first + i} epochs ${extent.epochs}`,
        input: {
          setting: { ...shared, optimizer, stepSize, seed: first + i, epochs: extent.epochs },
          data,
          images,
        },
      }))
    );
    return runGrid<Input, OptimizerRun>(
      new URL("./worker.ts", import.meta.url),
      grid,
      { store, parallel: jobs, signal, label, unit: "networks" },
    );
  };
  const points = optimizers.flatMap((optimizer) =>
    stepSizes.map((stepSize) => ({ optimizer, stepSize }))
  );
  const isWhole = search.seeds === seeds && search.epochs === epochs;
  const grid = await run(isWhole ? "Training" : "Searching step sizes", points, search);
  const best = bestStepSizes(grid);
  if (isWhole) {
    const isBest = (run: OptimizerRun) =>
      best.some((it) => it.optimizer === run.optimizer && it.stepSize === run.stepSize);
    return { grid, chosen: grid.filter(isBest) };
  }
  return { grid, chosen: await run("Training", best, { seeds, epochs }) };
}

/** Puts runs together, and measures the time of each optimizer. */
export async function timedSummary(
  { values: { seed }, shared, split }: Comparison,
  { grid, chosen }: {
    readonly grid: readonly OptimizerRun[];
    readonly chosen: readonly OptimizerRun[];
  },
): Promise<TimedSummary> {
  const summary = summarizeOptimizers(grid, chosen);
  // In one thread and in turns: the runs before shared the machine with each other.
  const seconds = await timeEpochs(
    summary.best.map(({ optimizer, stepSize }) => ({
      ...{ ...shared, optimizer, stepSize, seed, epochs: 1 },
    })),
    split,
  );
  return {
    ...summary,
    best: summary.best.map((row, i) => ({ ...row, secondsPerEpoch: seconds[i] })),
  };
}

/** What an optimizer's step size is taken from where none has been chosen yet. */
export function settingOf(
  { values: { stepSizes, seed }, shared }: Comparison,
  optimizer: ComparedOptimizer,
): OptimizerSetting {
  // The least: with it the loss stays finite.
  return { ...shared, optimizer, stepSize: Math.min(...stepSizes), seed, epochs: 1 };
}
