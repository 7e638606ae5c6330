import type { RandomState } from "../backend/random.ts";
import type { Agent } from "./agent.ts";
import type { CollectorState } from "./collector.ts";
import type { AgentCheckpoint } from "./events.ts";
import type { Normalizer, NormalizerState } from "./normalizer.ts";

/** The part of a checkpoint that JSON holds. */
export interface State {
  readonly algorithm: string;
  readonly environment: string;
  readonly update: number;
  readonly episodes: number;
  readonly random: { readonly rows: RandomState; readonly actions: RandomState };
  readonly collector: CollectorState;
  readonly statistics: readonly [number, number];
  readonly optimizer: string;
  readonly optimizerSteps: Readonly<Record<string, number>>;
}

/**
 * That part of a checkpoint.
 *
 * @throws TypeError if it is of another algorithm or environment.
 */
export function stateOf(
  { state }: AgentCheckpoint,
  algorithm: string,
  environment: string,
): State {
  const found = state as unknown as State;
  if (found.algorithm !== algorithm || found.environment !== environment) {
    throw new TypeError(
      `Expected a checkpoint of ${algorithm} in ${environment}, found one of ${found.algorithm} in ${found.environment}`,
    );
  }
  return found;
}

/** The tensors of a checkpoint whose names begin with `prefix`, by the rest of their names. */
export function tensorsOf(
  { tensors }: AgentCheckpoint,
  prefix: string,
): AgentCheckpoint["tensors"] {
  return Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );
}

/** The numbers of those tensors. */
function numbersOf(checkpoint: AgentCheckpoint, prefix: string) {
  return Object.fromEntries(
    Object.entries(tensorsOf(checkpoint, prefix)).map(([name, { data }]) => [name, data]),
  );
}

/**
 * Gives the networks of an agent the parameters of a checkpoint.
 *
 * @throws TypeError if they are of other shapes.
 */
export function loadNetworks({ networks }: Agent, checkpoint: AgentCheckpoint): void {
  for (const { name, network } of networks) {
    network.load(numbersOf(checkpoint, `network.${name}.`));
  }
}

/**
 * Gives a normaliser the statistics of a checkpoint.
 *
 * @throws TypeError if they are of other sizes.
 */
export function loadStatistics(normalizer: Normalizer, checkpoint: AgentCheckpoint): void {
  normalizer.loadState({
    counts: checkpoint.state.statistics as NormalizerState["counts"],
    numbers: numbersOf(checkpoint, "statistics.") as unknown as NormalizerState["numbers"],
  });
}
