import { join } from "node:path";
import { canonicalJson, exists, latestCheckpoint, readConfiguration } from "../../lib/runs/mod.ts";
import { UsageError } from "../command.ts";
import { type Algorithm, type RunOptions, runOptions, type Values } from "./options.ts";

/**
 * The options of a run of an agent.
 *
 * @throws {Error} If there is no run in the folder, or one of something else
 */
export async function agentOptions(folder: string): Promise<RunOptions> {
  const { options } = await readConfiguration(join(folder, "config.json"));
  if (options.algorithm !== undefined) return options as unknown as RunOptions;
  throw new Error(`Expected a run of ppo or a2c in ${folder}, found one of something else`);
}

/**
 * The options that a run was begun with.
 *
 * @throws {UsageError} If there is no run in the folder
 */
export async function beginningOf(folder: string): Promise<RunOptions> {
  if (!await exists(join(folder, "config.json"))) {
    throw new UsageError(`--out must be the folder of a run to resume, found none in ${folder}`);
  }
  return await agentOptions(folder);
}

/** Parts of the configuration that the version which began a run did not know; they say what they say by default. */
export function addedSince(before: RunOptions, now: RunOptions, algorithm: Algorithm): string[] {
  const byDefault: Readonly<Record<string, unknown>> = {
    ...runOptions(algorithm, {} as Values, before),
  };
  return Object.entries(now)
    .filter(([name, value]) =>
      !Object.hasOwn(before, name) &&
      canonicalJson(value) === canonicalJson(byDefault[name])
    )
    .map(([name]) => name);
}

/** What a user should know about {@linkcode addedSince}. */
export function notesOn(added: readonly string[], options: RunOptions): string[] {
  if (added.length === 0) return [];
  const all = Object.entries(options).filter(([name]) => added.includes(name));
  const texts = all.map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return [`a version that did not know them began the run, now ${texts.join(", ")}`];
}

/** @throws {UsageError} If a run has done more steps than it is to have. */
export async function refuseFewerSteps(folder: string, steps: number): Promise<void> {
  const done = await latestCheckpoint(folder).catch(() => undefined);
  if (done === undefined || done.step <= steps) return;
  throw new UsageError(
    `--steps must be at least ${done.step}, the steps that the run has done, found ${steps}`,
  );
}
