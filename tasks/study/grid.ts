import { findRegistration } from "../../lib/envs/mod.ts";
import { canonicalJson } from "../../lib/runs/mod.ts";
import { type Algorithm, options, type RunOptions, runOptions } from "../agent/options.ts";
import { UsageError } from "../command.ts";
import { parseArguments } from "../support/arguments.ts";
import { flagOf } from "../support/options.ts";
import type { Entry, Grid, Settings } from "./file.ts";

/** One run of a study. */
export interface StudyRun {
  /** Tells it from the others; its folder in the study's is called so. */
  readonly name: string;
  /** The optimizer with its settings, as tables call it. */
  readonly method: string;
  /** What its `config.json` will say. */
  readonly options: RunOptions;
  /** Arguments of `deno task ppo` or `deno task a2c`. */
  readonly flags: readonly string[];
}

/** What replaces parts of every grid. */
export interface Overrides {
  readonly steps?: number;
  readonly seeds?: number;
}

/** How settings that have a flag of their own are called on the command line, if differently. */
const renamed: Readonly<Record<string, string>> = { environments: "envs" };

/**
 * All runs of a study, seed by seed, so that each method has its first curve early.
 *
 * @param file What errors call the study
 * @throws {UsageError} If a configuration is refused, or two runs have the same name
 */
export function runsOf(
  grids: readonly Grid[],
  file: string,
  overrides: Overrides = {},
): StudyRun[] {
  const runs: StudyRun[] = [];
  for (const grid of grids) {
    const seeds = overrides.seeds === undefined ? grid.seeds : [...Array(overrides.seeds).keys()];
    for (const seed of seeds) {
      for (const environment of grid.environments) {
        for (const algorithm of grid.algorithms) {
          for (const optimizer of grid.optimizers) {
            for (const stepSize of optimizer.stepSizes ?? grid.stepSizes ?? [undefined]) {
              const parts = { grid, environment, algorithm, optimizer, stepSize, seed };
              runs.push(runOf(parts, file, overrides));
            }
          }
        }
      }
    }
  }
  // With several grids, the first seeds of all come first.
  runs.sort((a, b) => a.options.seed - b.options.seed);
  refuseTwice(runs, file);
  return runs;
}

function runOf(
  { grid, environment, algorithm, optimizer, stepSize, seed }: {
    readonly grid: Grid;
    readonly environment: Entry;
    readonly algorithm: Entry;
    readonly optimizer: Entry;
    readonly stepSize: number | undefined;
    readonly seed: number;
  },
  file: string,
  { steps }: Overrides,
): StudyRun {
  const settings: Settings = {
    ...grid.settings,
    ...environment.settings,
    ...algorithm.settings,
    ...optimizer.settings,
    ...(stepSize === undefined ? {} : { stepSize }),
    ...(steps === undefined ? {} : { steps }),
    seed,
  };
  const method = optimizer.label ?? [optimizer.name, ...describe(optimizer.settings)].join(" ");
  try {
    if (!["ppo", "a2c"].includes(algorithm.name)) {
      throw new UsageError(`algorithms must be among ppo, a2c, found "${algorithm.name}"`);
    }
    findRegistration(environment.name);
    const flags = [
      ...["--env", environment.name, "--optimizer", optimizer.name.toLowerCase()],
      ...Object.entries(settings).flatMap(([name, value]) => flagsOf(name, value)),
    ];
    const parsed = parseArguments(options, flags);
    if (parsed === "help") throw new UsageError("no value may be --help");
    const configuration = runOptions(algorithm.name as Algorithm, parsed.values);
    const size = configuration.stepSize.toExponential().replace("e+0", "").replace("e+", "e");
    const words = [algorithm.name, environment.name, ...method.split(" "), size, `seed${seed}`];
    const name = words.join("-").replaceAll(/[^\w.-]+/g, "_");
    return { name, method, options: configuration, flags: [algorithm.name, ...flags] };
  } catch (error) {
    const what = `${algorithm.name} on ${environment.name} with ${method}`;
    throw new UsageError(`${file}: ${what}: ${(error as Error).message}`);
  }
}

/** `rank1 delta1e-8` */
function describe(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    if (value === false || value === null) return [];
    if (value === true) return [name];
    return [
      `${name}${
        typeof value === "number" && value < 0.001 && value > 0 ? value.toExponential() : value
      }`,
    ];
  });
}

function flagsOf(name: string, value: unknown): string[] {
  const key = renamed[name] ?? name;
  if (!Object.hasOwn(options, key)) return ["--set", `${name}=${JSON.stringify(value)}`];
  if (value === null || value === false) return [];
  return value === true ? [flagOf(key)] : [flagOf(key), String(value)];
}

function refuseTwice(runs: readonly StudyRun[], file: string): void {
  const seen = new Map<string, StudyRun>();
  for (const run of runs) {
    const other = seen.get(run.name);
    seen.set(run.name, run);
    if (!other) continue;
    const same = canonicalJson(other.options) === canonicalJson(run.options);
    throw new UsageError(
      `${file}: must say each run once, found ${run.name} twice` +
        (same ? "" : " with different settings: give optimizers a label"),
    );
  }
}
