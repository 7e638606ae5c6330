import {
  type Aggregate,
  interquartileMean,
  probabilityOfImprovement,
  type Scores,
  standardError,
  stratifiedBootstrap,
} from "./aggregates.ts";
import { type AgentGroup, type AgentRun, groupRuns } from "./agents_groups.ts";
import { binReturns, finalReturn } from "./returns.ts";
import { bootstrapMean, type Interval } from "./statistics.ts";

/** Parts of a learning curve, as in Elsayed et al. 2024. */
const BINS = 100;

/** The mean over seeds with what is known of its error, and the interquartile mean. */
export interface SeedSummary extends Interval {
  /** The standard error of the mean. */
  readonly standardError: number;
  /** The interquartile mean with its interval. */
  readonly interquartileMean: Aggregate;
}

/** What runs that differ in their seeds alone have come to. */
export interface AgentResult extends Omit<AgentGroup, "runs"> {
  /** Names of the runs; all that is `[run, …]` is in their order. */
  readonly names: readonly string[];
  /** Their seeds. */
  readonly seeds: readonly number[];
  /** Ends of the parts of the learning curve, in steps, from the first that all runs have. */
  readonly x: readonly number[];
  /** `[run, part]`: mean returns of the episodes that ended there. */
  readonly returns: readonly (readonly number[])[];
  /** `[part]`: 95 % intervals of the mean over runs. */
  readonly low: readonly number[];
  /** See `low`. */
  readonly high: readonly number[];
  /** `[run]`: final performances, see {@linkcode finalReturn}. */
  readonly final: readonly number[];
  /** Of the final performances. */
  readonly summary: SeedSummary;
  /** Whether this is the method's step size with the highest mean final performance. */
  readonly isBest: boolean;
}

/** A method in all environments of an algorithm together. */
export interface Overall {
  /** For instance `ppo`. */
  readonly algorithm: string;
  /** See {@linkcode AgentResult}. */
  readonly method: string;
  /** The interquartile mean over environments and seeds of scores from 0 to 1. */
  readonly interquartileMean: Aggregate;
}

/** How probable it is that a run of one method ends higher than one of another. */
export interface Improvement {
  /** For instance `ppo`. */
  readonly algorithm: string;
  /** The one that may be higher. */
  readonly method: string;
  /** The one that may be lower. */
  readonly over: string;
  /** Environments in which both have runs. */
  readonly environments: readonly string[];
  /** The fewest seeds that one of both has in one of them. */
  readonly seeds: number;
  /** The probability, averaged over environments. */
  readonly probability: Aggregate;
}

/** What some runs of agents have come to; plain data. */
export interface AgentsSummary {
  /** By algorithm, environment, method, step size. */
  readonly results: readonly AgentResult[];
  /** Of methods at their best step sizes; none with a single environment or method. */
  readonly overall: readonly Overall[];
  /** Of pairs of methods at their best step sizes. */
  readonly improvements: readonly Improvement[];
}

/**
 * Summarises runs of agents over seeds: learning curves in 100 parts, final performances, and how
 * methods compare. Where a method has several step sizes, it is compared with others at that with
 * the highest mean final performance, in each environment.
 *
 * For the interquartile mean over environments a score is 0 for the worst run and 1 for the best of
 * all in its environment.
 *
 * @param options.by Other parts of the configuration that make a method; see {@linkcode groupRuns}.
 * @throws RangeError if runs are not to be compared; if one has no episode that came to its end.
 */
export function summarizeAgents(
  runs: readonly AgentRun[],
  options: { readonly by?: readonly string[] } = {},
): AgentsSummary {
  const all = groupRuns(runs, options).map(resultOf);
  const results = all.map((result): AgentResult => {
    const rivals = all.filter((other) =>
      other.algorithm === result.algorithm && other.environment === result.environment &&
      other.method === result.method
    );
    const highest = Math.max(...rivals.map(({ summary }) => summary.mean));
    const best = rivals.find(({ summary }) => summary.mean === highest);
    return { ...result, isBest: best === result };
  });
  const best = [...Map.groupBy(results.filter(({ isBest }) => isBest), (it) => it.algorithm)];
  return {
    results,
    overall: best.flatMap(([algorithm, some]) => overallOf(algorithm, some)),
    improvements: best.flatMap(([algorithm, some]) => improvementsOf(algorithm, some)),
  };
}

function resultOf({ runs, ...group }: AgentGroup): Omit<AgentResult, "isBest"> {
  const final = runs.map(({ name, episodes, step }) => {
    const value = finalReturn(episodes, step);
    if (value !== undefined) return value;
    throw new RangeError(`Expected an episode that came to its end in ${name}, found none`);
  });
  const curves = runs.map(({ episodes }) => binReturns(episodes, group.steps, BINS));
  // A run that is unfinished has no more parts than it has begun.
  const end = Math.min(...runs.map(({ step }) => Math.ceil(BINS * step / group.steps)), BINS);
  const begin = Math.max(...curves.map((curve) => curve.findIndex((it) => it !== undefined)));
  const returns = curves.map((curve) => curve.slice(begin, Math.max(begin, end)) as number[]);
  const x = returns[0].map((_, part) => (begin + part + 1) * group.steps / BINS);
  const intervals = x.map((_, part) => bootstrapMean(returns.map((curve) => curve[part])));
  return {
    ...group,
    names: runs.map(({ name }) => name),
    seeds: runs.map(({ options }) => Number(options.seed)),
    x,
    returns,
    low: intervals.map(({ low }) => low),
    high: intervals.map(({ high }) => high),
    final,
    summary: {
      ...bootstrapMean(final),
      standardError: standardError(final),
      interquartileMean: stratifiedBootstrap(interquartileMean, [final]),
    },
  };
}

function overallOf(algorithm: string, results: readonly AgentResult[]): Overall[] {
  const environments = [...Map.groupBy(results, ({ environment }) => environment)];
  const methods = [...Map.groupBy(results, ({ method }) => method)];
  if (environments.length < 2 || methods.length < 2) return [];
  const scaled = new Map(environments.map(([environment, some]) => {
    const values = some.flatMap(({ final }) => final);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return [environment, (value: number) => high > low ? (value - low) / (high - low) : 0.5];
  }));
  return methods.flatMap(([method, some]) => {
    if (some.length < environments.length) return [];
    const scores = some.map(({ environment, final }) => final.map(scaled.get(environment)!));
    const aggregate = stratifiedBootstrap(interquartileMean, scores);
    return [{ algorithm, method, interquartileMean: aggregate }];
  });
}

function improvementsOf(algorithm: string, results: readonly AgentResult[]): Improvement[] {
  const methods = [...Map.groupBy(results, ({ method }) => method)];
  return methods.flatMap(([method, ours], index) =>
    methods.slice(index + 1).flatMap(([over, theirs]) => {
      const pairs = ours.flatMap((our) => {
        const their = theirs.find(({ environment }) => environment === our.environment);
        return their ? [{ environment: our.environment, our: our.final, their: their.final }] : [];
      });
      if (pairs.length === 0) return [];
      const [x, y]: Scores[] = [pairs.map(({ our }) => our), pairs.map(({ their }) => their)];
      const seeds = Math.min(...[...x, ...y].map(({ length }) => length));
      const environments = pairs.map(({ environment }) => environment);
      const probability = stratifiedBootstrap(probabilityOfImprovement, x, y);
      return [{ algorithm, method, over, environments, seeds, probability }];
    })
  );
}
