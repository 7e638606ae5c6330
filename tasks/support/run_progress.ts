import { join } from "node:path";
import { wholeSteps } from "../../lib/rl/mod.ts";
import { decodeSafetensors, exists, readBytes, readConfiguration } from "../../lib/runs/mod.ts";
import type { RunOptions } from "../agent/options.ts";

/** The file that a run writes last. */
const FINAL_FILE = "final.safetensors";

/** Bytes at the end of a file of records that hold its last ones. */
const TAIL = 4096;

/** Where a run stands, as its folder shows. */
export interface RunProgress {
  /** Steps done. */
  readonly step: number;
  /** Whether it has come to its end. */
  readonly isDone: boolean;
  /** Its configuration; none if it has not begun. */
  readonly options?: RunOptions;
}

/** Looks at a run's folder, without touching it. */
export async function progressOf(folder: string): Promise<RunProgress> {
  const config = join(folder, "config.json");
  if (!await exists(config)) return { step: 0, isDone: false };
  const options = (await readConfiguration(config)).options as unknown as RunOptions;
  const isDone = await isWhole(join(folder, FINAL_FILE), options);
  return { options, isDone, step: isDone ? options.steps : await lastStep(folder) };
}

/** Whether the file is there with all steps: a run that is made longer has that of its earlier end. */
async function isWhole(path: string, options: RunOptions): Promise<boolean> {
  if (!await exists(path)) return false;
  const { metadata } = decodeSafetensors(await readBytes(path), { name: path });
  return Number(metadata.step) >= wholeSteps(options);
}

/** The last step that a run reported; 0 if there is none. */
export async function lastStep(folder: string): Promise<number> {
  try {
    using file = await Deno.open(join(folder, "throughput.jsonl"));
    const { size } = await file.stat();
    await file.seek(Math.max(0, size - TAIL), Deno.SeekMode.Start);
    const text = await new Response(file.readable).text();
    // What stands after the last line break is half-written.
    const last = text.split("\n").at(-2);
    return last === undefined ? 0 : Number((JSON.parse(last) as { step: number }).step);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
