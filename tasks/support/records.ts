import { exists } from "../../lib/runs/mod.ts";

/**
 * The records of a run's file, one on each line; none if there is no file. What stands behind the last line
 * break is left out: a run that is going may be writing it.
 */
export async function readRecords<Kind>(path: string): Promise<Kind[]> {
  if (!await exists(path)) return [];
  const lines = (await Deno.readTextFile(path)).split("\n");
  return lines.slice(0, -1).map((line) => JSON.parse(line));
}
