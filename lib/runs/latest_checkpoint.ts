import { join } from "node:path";
import { type Checkpoint, decodeCheckpoint } from "./checkpoint.ts";
import { readBytes } from "./files.ts";

/**
 * The last checkpoint of a run that is whole, read without touching anything: the run may be going.
 *
 * @param folder The run's folder.
 * @throws Error if there is none.
 */
export async function latestCheckpoint(folder: string): Promise<Checkpoint> {
  const path = join(folder, "checkpoints");
  const entries = await Array.fromAsync(Deno.readDir(path)).catch(() => []);
  const names = entries.map(({ name }) => name).filter((name) => /^step-\d+\./.test(name));
  const reasons: string[] = [];
  for (const name of names.sort().reverse()) {
    try {
      const file = join(path, name);
      const { step, state, tensors } = await decodeCheckpoint(await readBytes(file), file);
      return { step, state: state.run as Checkpoint["state"], tensors };
    } catch (error) {
      reasons.push((error as Error).message);
    }
  }
  throw new Error(
    `Expected a checkpoint in ${path}, found none${reasons.map((r) => `; ${r}`).join("")}`,
  );
}
