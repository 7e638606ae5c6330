import { assertNotMatch } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import configuration from "../../../deno.json" with { type: "json" };

const PROJECT = fileURLToPath(new URL("../../../", import.meta.url));

/** A task's name after `deno task`. */
export type TaskName = keyof typeof configuration.tasks;

/** What a task printed, and how it ended. */
export interface TaskOutcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What `deno task` runs for a task, hence with the same permissions, and where. */
export function taskCommand(
  name: TaskName,
  ...args: string[]
): { readonly command: readonly [program: string, ...args: string[]]; readonly cwd: string } {
  // What the shell of `deno task` puts in place of it.
  const command = configuration.tasks[name].replace(
    `"$(deno eval -p 'Deno.execPath()')"`,
    Deno.execPath(),
  );
  const [deno, ...words] = command.split(" ");
  if (deno !== "deno") throw new TypeError(`Expected task ${name} to be of deno, found ${deno}`);
  return { command: [Deno.execPath(), ...words, ...args], cwd: PROJECT };
}

/** Starts a task as `deno task` does. */
export function startTask(name: TaskName, ...args: string[]): Deno.ChildProcess {
  const { command: [program, ...words], cwd } = taskCommand(name, ...args);
  return new Deno.Command(program, {
    args: words,
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
}

/** Waits for the end of a task, which must show no stack. */
export async function finish(process: Deno.ChildProcess): Promise<TaskOutcome> {
  const { code, stdout, stderr } = await process.output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertNotMatch(out + err, /^\s+at .*:\d+:\d+\)?$/m);
  return { code, out, err };
}

/** Runs a task from beginning to end. */
export function runTask(name: TaskName, ...args: string[]): Promise<TaskOutcome> {
  return finish(startTask(name, ...args));
}

/** Everything in a folder, hidden files as well; nothing if there is no folder. */
export async function listFolder(path: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(path), ({ name }) => name)).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** The files with stored results of a task with this `--out`. */
export async function listStored(out: string): Promise<string[]> {
  const names = await listFolder(join(out, "partial"));
  return names.filter((name) => name.endsWith(".json") && name !== "configuration.json");
}

/** Waits until so many results are stored, or the task has ended. */
export async function untilStored(
  process: Deno.ChildProcess,
  out: string,
  count: number,
): Promise<void> {
  let hasEnded = false;
  process.status.then(() => hasEnded = true);
  while (!hasEnded && (await listStored(out)).length < count) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Plain data without what a clock measured and without the command line. */
export function withoutTimes(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part) => ["time", "command"].includes(key) ? undefined : part),
  );
}
