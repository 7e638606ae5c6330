import { join, relative } from "node:path";
import type { AgentRun, EndedEpisode } from "../../lib/experiments/mod.ts";
import { exists, readConfiguration } from "../../lib/runs/mod.ts";
import { readRecords } from "../support/records.ts";
import { progressOf } from "../support/run_progress.ts";
import { meanOf } from "../support/statistics.ts";

/** Diagnostics that are reported: how the updates of the last 10 % of steps were, on average. */
export const DIAGNOSTICS = [
  "entropy",
  "approximateKl",
  "clipFraction",
  "explainedVariance",
] as const;

/** Diagnostics by name; those that an algorithm has not are left out. */
export type Diagnostics = Partial<Record<typeof DIAGNOSTICS[number], number>>;

/** A run in a folder. */
export interface FoundRun extends AgentRun {
  /** Whether it has come to its end. */
  readonly isDone: boolean;
  /** What it said when it stopped, if it was a job that failed. */
  readonly failure?: string;
  /** What made it. */
  readonly versions: Readonly<Record<string, string>>;
  /** Of its last updates. */
  readonly diagnostics: Diagnostics;
}

/** An update as `metrics.jsonl` has it. */
type Update = Diagnostics & { readonly step: number };

/**
 * All runs of agents in a folder and those below it, in alphabetical order.
 *
 * @throws {Error} If that is no folder
 */
export async function readRuns(folder: string): Promise<FoundRun[]> {
  const found = await Deno.stat(folder).catch(() => undefined);
  if (!found?.isDirectory) {
    throw new Error(
      `Expected a folder with runs, found ${found ? "a file" : "nothing"}: ${folder}`,
    );
  }
  const runs: FoundRun[] = [];
  for (const path of await findRuns(folder)) {
    const run = await readRun(path);
    if (run) runs.push({ ...run, name: relative(folder, path) || path });
  }
  return runs;
}

async function findRuns(folder: string): Promise<string[]> {
  if (await exists(join(folder, "config.json"))) return [folder];
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const folders = entries.filter(({ name, isDirectory }) => isDirectory && !name.startsWith("."));
  const names = folders.map(({ name }) => name).sort();
  return (await Promise.all(names.map((name) => findRuns(join(folder, name))))).flat();
}

async function readRun(folder: string): Promise<FoundRun | undefined> {
  const { options, versions = {} } = await readConfiguration(join(folder, "config.json"));
  if (options.algorithm === undefined) return undefined;
  const { isDone, step: reported } = await progressOf(folder);
  const episodes = await readRecords<EndedEpisode>(join(folder, "episodes.jsonl"));
  const updates = await readRecords<Update>(join(folder, "metrics.jsonl"));
  const step = isDone ? Number(options.steps) : Math.max(reported, episodes.at(-1)?.step ?? 0);
  const failure = isDone ? undefined : await failureOf(join(folder, "job.log"), options.algorithm);
  return {
    ...{ name: folder, options, versions, step, isDone },
    episodes: episodes.map(({ step, return: total }) => ({ step, return: total })),
    diagnostics: average(updates.filter((update) => update.step > 0.9 * step)),
    ...(failure === undefined ? {} : { failure }),
  };
}

function average(updates: readonly Update[]): Diagnostics {
  return Object.fromEntries(DIAGNOSTICS.flatMap((name) => {
    const values = updates.flatMap((update) => update[name] ?? []);
    return values.length === 0 ? [] : [[name, meanOf(values)]];
  }));
}

/** `Stopped at step …`, if that was the last thing that a job said. */
async function failureOf(path: string, algorithm: unknown): Promise<string | undefined> {
  if (!await exists(path)) return undefined;
  const last = (await Deno.readTextFile(path)).trimEnd().split("\n").at(-1)!;
  const said = last.startsWith(`${algorithm}: `) ? last.slice(`${algorithm}: `.length) : undefined;
  return said === "interrupted" ? undefined : said;
}
