import { didYouMean } from "../backend/nearest.ts";
import type { Network } from "../layers/network.ts";
import {
  adaExact,
  adaFisher,
  adaGGNMC,
  type AdaGGNMCOptions,
  adaKFAC,
  type AdaKFACOptions,
} from "./ada_curvature.ts";
import { adaBL89, adaHesScale, adaHesScaleGN, type AdaHesScaleOptions } from "./ada_hesscale.ts";
import { adaHessian, type AdaHessianOptions } from "./ada_hessian.ts";
import { adam, adamW } from "./adam.ts";
import { checkNames } from "./constants.ts";
import type { Optimizer } from "./optimizer.ts";
import { rmsprop } from "./rmsprop.ts";
import { sgd, type SgdOptions } from "./sgd.ts";
import { sophia, type SophiaOptions } from "./sophia.ts";

/** A named optimizer. */
export type OptimizerName =
  | "sgd"
  | "rmsprop"
  | "adam"
  | "adamW"
  | "adaHesScale"
  | "adaHesScaleGN"
  | "adaBL89"
  | "adaHessian"
  | "adaGGNMC"
  | "adaKFAC"
  | "adaFisher"
  | "sophia"
  | "adaExact";

/** All named optimizers; each has options of its own. */
const factories: Readonly<
  Record<OptimizerName, (network: Network, options: never) => Optimizer>
> = {
  sgd,
  rmsprop,
  adam,
  adamW,
  adaHesScale,
  adaHesScaleGN,
  adaBL89,
  adaHessian,
  adaGGNMC,
  adaKFAC,
  adaFisher,
  sophia,
  adaExact,
};

/**
 * Options of named optimizers, any of them: which optimizer takes which is checked when it is made,
 * and listed by {@linkcode optimizerOptionNames}.
 */
export type NamedOptimizerOptions =
  & SgdOptions
  & AdaHesScaleOptions
  & Omit<AdaHessianOptions, "samples">
  & AdaKFACOptions
  & Pick<AdaGGNMCOptions, "labels">
  & Pick<SophiaOptions, "curvature" | "gamma">;

const common = [
  "stepSize",
  "weightDecay",
  "maxGradientNorm",
  "stepSizeScaling",
  "groups",
  "norms",
  "seed",
  "researchCode",
  "shards",
  "threads",
];
const moments = [...common, "beta1", "beta2", "epsilon"];
const curved = [...moments, "secondMoment", "curvatureEvery"];

/** The options that each takes. */
const options: Readonly<Record<OptimizerName, readonly string[]>> = {
  sgd: [...common, "momentum", "nesterov"],
  rmsprop: [...common, "beta2", "epsilon"],
  adam: moments,
  adamW: moments,
  adaHesScale: [...curved, "rank"],
  adaHesScaleGN: [...curved, "rank"],
  adaBL89: curved,
  adaHessian: [...curved, "samples", "vectors"],
  adaGGNMC: [...curved, "samples", "labels"],
  adaKFAC: [...curved, "samples"],
  adaFisher: curved,
  sophia: [...moments, "gamma", "curvature", "curvatureEvery"],
  adaExact: curved,
};

/** The names of all named optimizers, in the order of tables and figures. */
export const optimizerNames: readonly OptimizerName[] = Object.keys(factories) as OptimizerName[];

/**
 * The options that a named optimizer takes.
 *
 * @throws RangeError for an unknown name, with the nearest one.
 */
export function optimizerOptionNames(name: string): readonly string[] {
  return options[checkName(name)];
}

/**
 * Makes an optimizer by its name, for callers that choose at run time.
 *
 * @param given Options; undefined ones count as absent.
 * @throws RangeError for an unknown name, with the nearest one, or a number out of range; TypeError for
 * an option that this optimizer does not take.
 *
 * @example
 * ```ts
 * import { createNetwork, linear, makeOptimizer, optimizerNames } from "@hesscale/hesscale";
 *
 * const network = createNetwork([linear(2, 3)]);
 * for (const name of optimizerNames) console.log(makeOptimizer(name, network, { stepSize: 1e-3 }).name);
 * ```
 */
export function makeOptimizer(
  name: string,
  network: Network,
  given: NamedOptimizerOptions = {},
): Optimizer {
  const known = checkName(name);
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  checkNames(`options of ${known}`, present.map(([option]) => option), options[known]);
  const create = factories[known] as (
    network: Network,
    options: NamedOptimizerOptions,
  ) => Optimizer;
  return create(network, Object.fromEntries(present));
}

function checkName(name: string): OptimizerName {
  if (Object.hasOwn(factories, name)) return name as OptimizerName;
  throw new RangeError(
    `Expected an optimizer among ${optimizerNames.join(", ")}, found "${name}"${
      didYouMean(name, optimizerNames)
    }`,
  );
}
