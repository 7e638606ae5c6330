import { didYouMean } from "../backend/nearest.ts";
import { methodStyle } from "../plot/theme.ts";
import type { EndedEpisode } from "./returns.ts";

/** A run of an agent, as it is kept. */
export interface AgentRun {
  /** What errors call it, for instance its folder. */
  readonly name: string;
  /** Its configuration: algorithm, environment, optimizer, seed and all the rest. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Steps done: less than its configuration says if it is unfinished. */
  readonly step: number;
  /** Its episodes, in order. */
  readonly episodes: readonly EndedEpisode[];
}

/** Runs that differ in their seeds alone. */
export interface AgentGroup {
  /** For instance `ppo`. */
  readonly algorithm: string;
  /** For instance `Hopper-v5`. */
  readonly environment: string;
  /** The optimizer and what belongs to it, as figures name it: `adam`, `adahesscale-full`. */
  readonly method: string;
  /** What the method is: parts of the configuration. */
  readonly settings: AgentRun["options"];
  /** α. */
  readonly stepSize: number;
  /** Steps of each run. */
  readonly steps: number;
  /** In the order of their seeds. */
  readonly runs: readonly AgentRun[];
}

/** What makes a method. */
const METHOD = ["optimizer", "rank", "delta", "researchCode"];
/** What runs are told apart by, beside their method. */
const PLACE = ["algorithm", "environment", "stepSize"];

/**
 * Puts runs together that differ in nothing but their seeds. What else they may differ in is their
 * algorithm, environment and step size, the optimizer with its rank, δ and researchCode, and what
 * `by` names; runs that differ otherwise are no replicates of each other nor to be compared.
 *
 * @param by Other parts of the configuration that make a method.
 * @throws RangeError if runs of the same algorithm and environment differ otherwise, with the
 * option's name; if a seed is there twice; if there is no run; if `by` names what none of them has.
 */
export function groupRuns(
  runs: readonly AgentRun[],
  { by = [] }: { readonly by?: readonly string[] } = {},
): AgentGroup[] {
  if (runs.length === 0) throw new RangeError("Expected at least 1 run, found 0");
  const known = new Set(runs.flatMap(({ options }) => Object.keys(options)));
  const unknown = by.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new RangeError(
      `Expected by to name parts of the configuration, found "${unknown}"${
        didYouMean(unknown, known)
      }`,
    );
  }
  const apart = [...PLACE, ...METHOD, ...by];
  const comparable = Map.groupBy(
    runs,
    ({ options }) => keyOf(options, ["algorithm", "environment"]),
  );
  for (const some of comparable.values()) refuseOthers(some, [...apart, "seed"]);
  const deltas = new Set(runs.map(({ options }) => options.delta ?? null));
  deltas.delete(null);
  const groups = [...Map.groupBy(runs, ({ options }) => keyOf(options, apart)).values()];
  return groups.map((group): AgentGroup => {
    const [{ options }] = group;
    const sorted = group.toSorted((a, b) => Number(a.options.seed) - Number(b.options.seed));
    for (const [index, { name, options: { seed } }] of sorted.entries()) {
      if (index === 0 || sorted[index - 1].options.seed !== seed) continue;
      throw new RangeError(
        `Expected a run of each seed, found two of seed ${seed}: ${
          sorted[index - 1].name
        }, ${name}`,
      );
    }
    return {
      algorithm: String(options.algorithm),
      environment: String(options.environment),
      method: methodOf(options, { by, deltas: deltas.size }),
      settings: Object.fromEntries([...METHOD, ...by].map((name) => [name, options[name] ?? null])),
      stepSize: Number(options.stepSize),
      steps: Number(options.steps),
      runs: sorted,
    };
  }).sort((a, b) =>
    a.algorithm.localeCompare(b.algorithm) || a.environment.localeCompare(b.environment) ||
    a.method.localeCompare(b.method) || a.stepSize - b.stepSize
  );
}

/** A name that the theme of figures knows, or else one that says what the method is. */
function methodOf(
  options: AgentRun["options"],
  { by, deltas }: { readonly by: readonly string[]; readonly deltas: number },
): string {
  const name = String(options.optimizer).toLowerCase().replace(/gn$/, "-gn");
  const { rank, delta, researchCode } = options;
  const known = isKnown(name) ? name : String(options.optimizer);
  const differing = by.map((option) => `${option} ${JSON.stringify(options[option])}`);
  const isPlain = !researchCode && by.length === 0;
  const isScaled = typeof delta === "number";
  const key = [name, rank === "full" ? "full" : isNumber(rank) && rank > 0 ? `rank${rank}` : ""];
  if (isScaled && deltas === 1) key.push("scaled");
  const candidate = key.filter(Boolean).join("-");
  if (isPlain && isKnown(candidate) && (!isScaled || deltas === 1) && rank !== 0) return candidate;
  const parts = [
    methodStyle(known).label,
    rank === "full" ? "full rank" : isNumber(rank) ? `rank ${rank}` : "",
    isScaled ? `δ = ${delta < 0.001 ? delta.toExponential() : delta}` : "",
    researchCode ? "research code" : "",
    ...differing,
  ];
  return parts.filter(Boolean).join(", ");
}

function isKnown(name: string): boolean {
  return methodStyle(name).label !== name;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

function refuseOthers(runs: readonly AgentRun[], apart: readonly string[]): void {
  const [first, ...others] = runs;
  for (const other of others) {
    const names = new Set([...Object.keys(first.options), ...Object.keys(other.options)]);
    for (const name of names) {
      if (apart.includes(name)) continue;
      const [ours, theirs] = [first, other].map(({ options }) => JSON.stringify(options[name]));
      if (ours === theirs) continue;
      throw new RangeError(
        `Expected runs of ${first.options.algorithm} on ${first.options.environment} with the same ` +
          `${name}, found ${ours ?? "none"} in ${first.name} and ${
            theirs ?? "none"
          } in ${other.name}`,
      );
    }
  }
}

function keyOf(options: AgentRun["options"], names: readonly string[]): string {
  return JSON.stringify(names.map((name) => options[name] ?? null));
}
