import {
  makeOptimizer,
  type Network,
  type Optimizer,
  optimizerNames,
  optimizerOptionNames,
} from "../../mod.ts";
import { flagOf } from "../support/options.ts";
import { UsageError } from "../support/usage_error.ts";
import type { ClassifyValues } from "./options.ts";

/**
 * The optimizer that the command line asks for.
 *
 * @throws {UsageError} If it does not take an option that is given
 */
export function optimizerOf(network: Network, values: ClassifyValues): Optimizer {
  const { optimizer, stepSize, weightDecay, seed, delta } = values;
  const rank = parseRank(values.rank);
  const known = optimizerOptionNames(optimizer);
  if (rank !== undefined && !known.includes("rank")) {
    const takers = optimizerNames.filter((name) => optimizerOptionNames(name).includes("rank"));
    throw new UsageError(
      `${flagOf("rank")} is for ${takers.join(" and ")}, found --optimizer ${optimizer}`,
    );
  }
  const stepSizeScaling = delta === undefined ? undefined : { delta };
  return makeOptimizer(optimizer, network, { stepSize, weightDecay, seed, rank, stepSizeScaling });
}

function parseRank(text: string | undefined): number | "full" | undefined {
  if (text === undefined || text === "full") return text;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new UsageError(`--rank must be a whole number of at least 0 or full, found "${text}"`);
}
