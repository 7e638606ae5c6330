import { didYouMean } from "../backend/nearest.ts";
import type { Network } from "../layers/network.ts";
import { makeOptimizer, type NamedOptimizerOptions, type OptimizerName } from "../optim/named.ts";
import type { Optimizer } from "../optim/optimizer.ts";

/** An optimizer of the comparison, by the name that tables and figures have for it. */
export type ComparedOptimizer =
  | "sgd"
  | "sgd-momentum"
  | "adam"
  | "adahesscale"
  | "adahesscale-rank1"
  | "adahesscale-full"
  | "adahesscale-gn"
  | "adahessian"
  | "adaggnmc"
  | "adabl89"
  | "sgd-scaled"
  | "adam-scaled"
  | "adahesscale-scaled";

/** How it is made: a named optimizer, its options, and whether its steps are scaled. */
interface Recipe {
  readonly name: OptimizerName;
  readonly options?: NamedOptimizerOptions;
  readonly scaled?: boolean;
}

const recipes: Readonly<Record<ComparedOptimizer, Recipe>> = {
  "sgd": { name: "sgd" },
  "sgd-momentum": { name: "sgd", options: { momentum: 0.9 } },
  "adam": { name: "adam" },
  "adahesscale": { name: "adaHesScale" },
  "adahesscale-rank1": { name: "adaHesScale", options: { rank: 1 } },
  "adahesscale-full": { name: "adaHesScale", options: { rank: "full" } },
  "adahesscale-gn": { name: "adaHesScaleGN" },
  "adahessian": { name: "adaHessian" },
  "adaggnmc": { name: "adaGGNMC" },
  "adabl89": { name: "adaBL89" },
  "sgd-scaled": { name: "sgd", scaled: true },
  "adam-scaled": { name: "adam", scaled: true },
  "adahesscale-scaled": { name: "adaHesScale", scaled: true },
};

/** All optimizers of the comparison, in the order of tables and figures. */
export const comparedOptimizers: readonly ComparedOptimizer[] = Object.keys(
  recipes,
) as ComparedOptimizer[];

/**
 * An optimizer of the comparison.
 *
 * @param options.delta δ of step-size scaling, for those that have it.
 * @throws RangeError for an unknown name, with the nearest one, or a number out of range.
 */
export function makeCompared(
  name: ComparedOptimizer,
  network: Network,
  { stepSize, delta, seed }: {
    readonly stepSize: number;
    readonly delta: number;
    readonly seed: number;
  },
): Optimizer {
  if (!Object.hasOwn(recipes, name)) {
    throw new RangeError(
      `Expected an optimizer among ${comparedOptimizers.join(", ")}, found "${name}"${
        didYouMean(name, comparedOptimizers)
      }`,
    );
  }
  const { name: optimizer, options, scaled } = recipes[name];
  const stepSizeScaling = scaled ? { delta } : undefined;
  return makeOptimizer(optimizer, network, { ...options, stepSize, seed, stepSizeScaling });
}

/** The optimizer without step-size scaling that a scaled one is compared with; undefined for others. */
export function unscaled(name: ComparedOptimizer): ComparedOptimizer | undefined {
  return recipes[name].scaled ? (name.replace(/-scaled$/, "") as ComparedOptimizer) : undefined;
}
