import { assertEquals, assertGreater } from "@std/assert";
import { join } from "node:path";
import { Random } from "../../../mod.ts";
import { listFolder } from "./task_process.ts";

/** When a run is killed. */
export interface Kills {
  /** The run's folder. */
  readonly folder: string;
  readonly attempts: number;
  /** Begins the run, or continues it. */
  readonly start: (attempt: number) => Deno.ChildProcess | Promise<Deno.ChildProcess>;
  /** A quarter of the kills come at any moment within so many milliseconds, while it starts as well. */
  readonly within: number;
  /** The others come once it has a checkpoint at most so many steps further on, */
  readonly steps: number;
  /** and at most so many milliseconds later. */
  readonly after: number;
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The step of the last checkpoint in a run's folder; 0 if there is none. */
export async function lastStep(folder: string): Promise<number> {
  const names = await listFolder(join(folder, "checkpoints"));
  return Math.max(0, ...names.map((name) => Number(/^step-(\d+)/.exec(name)?.[1] ?? 0)));
}

/** Kills a run again and again, which may end before the last attempt, but not before half of them. */
export async function killAgainAndAgain(
  { folder, attempts, start, within, steps, after }: Kills,
): Promise<void> {
  const random = new Random(Date.now());
  let [kills, afterCheckpoints] = [0, 0];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = await lastStep(folder);
    const process = await start(attempt);
    let hasEnded = false;
    const ended = process.status.then((status) => (hasEnded = true, status));
    if (attempt % 4 === 0) {
      await wait(within * random.uniform());
    } else {
      const goal = before + 1 + random.integer(steps);
      while (!hasEnded && await lastStep(folder) < goal) await wait(2);
      await wait(after * random.uniform());
    }
    if (await lastStep(folder) > before) afterCheckpoints++;
    try {
      process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    const [{ code, signal }, err] = await Promise.all([
      ended,
      new Response(process.stderr).text(),
      process.stdout.cancel(),
    ]);
    if (signal === "SIGKILL") kills++;
    else assertEquals(code, 0, err);
  }
  assertGreater(kills, attempts / 2);
  assertGreater(afterCheckpoints, attempts / 2);
}
