import type { Agent } from "./agent.ts";
import type { AgentCheckpoint } from "./events.ts";
import type { Normalizer, NormalizerState } from "./normalizer.ts";

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
