import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { differences, exists, FolderLock, type JobRunner } from "../../lib/runs/mod.ts";
import { startProgress } from "../support/progress.ts";
import type { StudyRun } from "./grid.ts";
import { lastStep, progressOf } from "./progress_of.ts";

/** Milliseconds between two looks at the jobs. */
const LOOK_EVERY = 1_000;

/** How long runs that a killed study has left behind may take to end, in milliseconds. */
const ORPHANS_END_WITHIN = 30_000;

/** What became of the runs of a study. */
export interface StudyOutcome {
  /** Runs that have come to their end, those of earlier starts among them. */
  readonly done: number;
  /** Runs that have failed, with what they printed. */
  readonly failed: readonly { readonly run: StudyRun; readonly log: string }[];
}

/** How {@linkcode carryOut} works. */
export interface CarryOutOptions {
  /** The study's folder. */
  readonly folder: string;
  /** Where runs run; it is disposed of by the caller. */
  readonly jobs: JobRunner;
  /** Ends everything when it aborts. */
  readonly signal: AbortSignal;
}

/**
 * Does the runs of a study that are not done, continuing those that were begun, and tells about it.
 * A run that fails is left as it is; the others go on.
 *
 * @throws {Error} If a folder holds a run of other settings, or a run is going in another process
 */
export async function carryOut(
  runs: readonly StudyRun[],
  { folder, jobs, signal }: CarryOutOptions,
): Promise<StudyOutcome> {
  const folderOf = ({ name }: StudyRun) => join(folder, name);
  const steps = new Map<string, number>();
  const left: StudyRun[] = [];
  for (const run of runs) {
    const { step, isDone, options } = await progressOf(folderOf(run));
    if (options) refuseOther(run, options, folderOf(run));
    const isOver = isDone && options!.steps >= run.options.steps;
    steps.set(run.name, isOver ? run.options.steps : Math.min(step, run.options.steps - 1));
    if (!isOver) left.push(run);
  }
  await untilFree(left.map(folderOf), signal);
  for (const run of left) {
    const to = folderOf(run);
    await jobs.submit({ name: run.name, folder: to, command: await commandOf(run, to) });
  }

  const total = runs.reduce((sum, run) => sum + run.options.steps, 0);
  const stepsDone = () => [...steps.values()].reduce((sum, step) => sum + step, 0);
  let [done, counted] = [runs.length - left.length, stepsDone()];
  const failed: { run: StudyRun; log: string }[] = [];
  using progress = startProgress({ label: "Study", unit: "steps", total, done: counted });
  const byName = new Map(left.map((run) => [run.name, run]));
  for (;;) {
    signal.throwIfAborted();
    const states = await jobs.poll();
    let running = 0;
    for (const [name, state] of states) {
      const run = byName.get(name)!;
      if (state === "waiting") continue;
      if (state === "running") {
        running++;
        // A run that is going has something left to do.
        const step = Math.min(await lastStep(folderOf(run)), run.options.steps - 1);
        steps.set(name, Math.max(steps.get(name)!, step));
        continue;
      }
      const { code, log } = await jobs.collect(name);
      if (code === 0) {
        done++;
        steps.set(name, run.options.steps);
      } else {
        failed.push({ run, log });
        console.error(`study: ${name} failed, see ${log}`);
      }
    }
    const note = `${done} of ${runs.length} runs done, ${running} running, ${failed.length} failed`;
    const now = Math.min(stepsDone(), total);
    progress.advance(now - counted, note);
    counted = now;
    if (done + failed.length === runs.length) return { done, failed };
    await sleep(LOOK_EVERY, signal);
  }
}

/** A run's process: it may read, and write to its own folder. */
async function commandOf({ flags }: StudyRun, folder: string): Promise<[string, ...string[]]> {
  const [algorithm, ...settings] = flags;
  const task = fileURLToPath(new URL(`../${algorithm}.ts`, import.meta.url));
  const resume = await exists(join(folder, "config.json")) ? ["--resume"] : [];
  const leave = ["--allow-read", `--allow-write=${folder}`, "--ignore-env", "--no-prompt"];
  return [
    ...[Deno.execPath(), "run", "--no-check", ...leave, task, ...settings],
    ...["--out", folder, ...resume],
  ] as [string, ...string[]];
}

/** What is there may have fewer steps; everything else that both know must be the same. */
function refuseOther(run: StudyRun, found: object, folder: string): void {
  const [theirs, ours] = [{ ...found }, { ...run.options }] as Record<string, unknown>[];
  const names = Object.keys(theirs).filter((name) => name !== "steps" && name in ours);
  const others = names.flatMap((name) => differences(ours[name], theirs[name], name));
  if (others.length === 0) return;
  throw new Error(
    `Expected a run of the study's settings in ${folder}, found one of others ` +
      `(${others.join("; ")}): remove the folder, or choose another place for the study`,
  );
}

/** Waits until no process is at any of some runs. */
async function untilFree(folders: readonly string[], signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + ORPHANS_END_WITHIN;
  for (const folder of folders) {
    if (!await exists(folder)) continue;
    for (;;) {
      try {
        using _lock = await FolderLock.take(folder);
        break;
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await sleep(LOOK_EVERY, signal);
      }
    }
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
  });
}
