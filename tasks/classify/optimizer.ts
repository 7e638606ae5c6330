import { type Architecture, makeThreadedOptimizer } from "../../lib/train/mod.ts";
import { type Network, type Optimizer, optimizerNames, optimizerOptionNames } from "../../mod.ts";
import { flagOf } from "../support/options.ts";
import { UsageError } from "../support/usage_error.ts";
import type { ClassifyValues } from "./options.ts";

/**
 * The optimizer that the command line asks for, with its threads.
 *
 * @throws {UsageError} If it does not take an option that is given, or there are more threads than shards
 */
export async function optimizerOf(
  network: Network,
  architecture: Architecture,
  values: ClassifyValues,
): Promise<Optimizer & Disposable> {
  const { optimizer, stepSize, weightDecay, seed, delta, shards = 1, threads } = values;
  if (threads > shards) {
    throw new UsageError(
      `${flagOf("threads")} must be at most ${
        flagOf("shards")
      }, for each takes shards of its own, found ${threads} and ${shards}`,
    );
  }
  const rank = parseRank(values.rank);
  const known = optimizerOptionNames(optimizer);
  if (rank !== undefined && !known.includes("rank")) {
    const takers = optimizerNames.filter((name) => optimizerOptionNames(name).includes("rank"));
    throw new UsageError(
      `${flagOf("rank")} is for ${takers.join(" and ")}, found --optimizer ${optimizer}`,
    );
  }
  const stepSizeScaling = delta === undefined ? undefined : { delta };
  const options = { stepSize, weightDecay, seed, rank, stepSizeScaling };
  return await makeThreadedOptimizer(optimizer, network, {
    architecture,
    shards,
    threads,
    ...options,
  });
}

function parseRank(text: string | undefined): number | "full" | undefined {
  if (text === undefined || text === "full") return text;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new UsageError(`--rank must be a whole number of at least 0 or full, found "${text}"`);
}
