import { assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { Random } from "../../../mod.ts";
import { listFolder, untilStored } from "./task_process.ts";

/** When a run is killed. */
export interface Kills {
  /** The run's folder. */
  readonly folder: string;
  readonly kills: number;
  /** Begins the run, or continues it after so many kills. */
  readonly start: (killed: number) => Deno.ChildProcess | Promise<Deno.ChildProcess>;
  /** A quarter of the kills come at any moment within so many milliseconds, while it starts as well. */
  readonly within: number;
  /** The others come once it has two checkpoints, the last at most so many steps further on, */
  readonly steps: number;
  /** and at most so many milliseconds later. */
  readonly after: number;
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The steps of the checkpoints in a run's folder, in ascending order. */
async function listSteps(folder: string): Promise<number[]> {
  const names = await listFolder(join(folder, "checkpoints"));
  const steps = names.map((name) => Number(/^step-(\d+)/.exec(name)?.[1] ?? 0));
  return steps.filter((step) => step > 0).sort((a, b) => a - b);
}

/** The step of the last checkpoint in a run's folder; 0 if there is none. */
export async function lastStep(folder: string): Promise<number> {
  return (await listSteps(folder)).at(-1) ?? 0;
}

/**
 * Kills a run again and again. One that ends by itself before it is killed, as it may on a machine that is
 * much faster or busier than this test knows, is begun anew.
 */
export async function killAgainAndAgain(
  { folder, kills, start, within, steps, after }: Kills,
): Promise<void> {
  const random = new Random(Date.now());
  for (let killed = 0, ended = 0; killed < kills;) {
    const before = await lastStep(folder);
    const process = await start(killed);
    let hasEnded = false;
    const end = process.status.then((status) => (hasEnded = true, status));
    if (killed % 4 === 0) {
      await wait(within * random.uniform());
    } else {
      const goal = before + 1 + random.integer(steps);
      const isDue = ([older, last]: number[]) => older > 0 && last >= goal;
      while (!hasEnded && !isDue((await listSteps(folder)).slice(-2))) await wait(2);
      await wait(after * random.uniform());
    }
    try {
      process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    const [{ code, signal }, err] = await Promise.all([
      end,
      new Response(process.stderr).text(),
      process.stdout.cancel(),
    ]);
    if (signal === "SIGKILL") {
      killed++;
      continue;
    }
    assertEquals(code, 0, err);
    assertLess(++ended, kills, `${ended} runs ended before ${killed + 1} kills`);
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Kills a task that stores results once it has stored so many of them. One that ends before, as it may on a
 * busy machine, is begun anew.
 */
export async function killOnceStored(
  start: () => Deno.ChildProcess,
  out: string,
  count: number,
): Promise<void> {
  for (let attempts = 0; attempts < 10; attempts++) {
    const process = start();
    await untilStored(process, out, count);
    try {
      process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    const { code, signal, stderr } = await process.output();
    if (signal === "SIGKILL") return;
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    await Deno.remove(out, { recursive: true });
  }
  throw new Error("Expected the task to be killed, found that it ended before, ten times");
}
