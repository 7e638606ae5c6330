import { DATASET_FORMS } from "../../lib/data/mod.ts";
import { type ComparedOptimizer, comparedOptimizers } from "../../lib/experiments/mod.ts";
import { networkOptions } from "../support/network.ts";

/** Where two comparisons differ. */
export interface ComparisonDefaults {
  readonly optimizers: readonly ComparedOptimizer[];
  readonly stepSizes: readonly number[];
  readonly seeds: number;
  readonly epochs: number;
  readonly searchSeeds?: number;
  readonly searchEpochs?: number;
  readonly data: string;
  readonly network: string;
  readonly validation: number;
  readonly out: string;
}

/** The options of a comparison of optimizers. */
export function comparisonOptions(defaults: ComparisonDefaults) {
  return {
    optimizers: {
      kind: "list",
      of: { kind: "choice", choices: comparedOptimizers },
      default: defaults.optimizers,
      description: "What to compare",
    },
    stepSizes: {
      kind: "list",
      of: { kind: "number", above: 0 },
      default: defaults.stepSizes,
      description: "Step sizes to try",
    },
    seeds: {
      kind: "integer",
      min: 1,
      default: defaults.seeds,
      description: "Networks for each optimizer",
    },
    epochs: {
      kind: "integer",
      min: 1,
      default: defaults.epochs,
      description: "Passes over the training images",
    },
    searchSeeds: {
      kind: "integer",
      min: 1,
      ...optional(defaults.searchSeeds),
      description: "Networks for each step size, at most --seeds, which it is if absent",
    },
    searchEpochs: {
      kind: "integer",
      min: 1,
      ...optional(defaults.searchEpochs),
      description: "Passes by which step sizes are chosen, at most --epochs, which it is if absent",
    },
    data: {
      kind: "string",
      placeholder: "DATA",
      default: defaults.data,
      description: DATASET_FORMS,
    },
    images: {
      kind: "integer",
      min: 1,
      description: "So many of the images to learn from alone, chosen at random, always the same",
    },
    normalize: {
      kind: "boolean",
      description: "Give pixels mean 0 and deviation 1 over the training images",
    },
    ...networkOptions,
    network: { ...networkOptions.network, default: defaults.network },
    batch: { kind: "integer", min: 1, default: 32, description: "Images in a training step" },
    delta: {
      kind: "number",
      above: 0,
      default: 1e-3,
      description: "δ of step-size scaling, for those whose name ends in scaled",
    },
    validation: {
      kind: "integer",
      min: 1,
      default: defaults.validation,
      description: "Images held out of training that step sizes are chosen by",
    },
    test: { kind: "integer", min: 1, description: "So many of the test images; all if absent" },
    seed: { kind: "integer", min: 0, default: 0, description: "The first seed" },
    out: {
      kind: "string",
      placeholder: "DIR",
      default: defaults.out,
      description: "Where the results go: NAME.json, NAME.html and pictures",
    },
    jobs: { kind: "integer", min: 1, description: "Networks at a time; one per core if absent" },
    dryRun: {
      kind: "boolean",
      description: "Measure what a step of each optimizer costs, and estimate the time of it all",
    },
    json: { kind: "boolean", description: "Print the summary as JSON instead of a table" },
  } as const;
}

/** The options of a comparison. */
export type ComparisonOptions = ReturnType<typeof comparisonOptions>;

function optional(value: number | undefined): { readonly default?: number } {
  return value === undefined ? {} : { default: value };
}
