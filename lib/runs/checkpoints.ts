import { join } from "node:path";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
import { prepareFolder, readBytes, removeTemporaries, writeFileAtomically } from "./files.ts";

/** How many are kept: one to continue from, and one in case that is damaged. */
const KEPT = 2;

/** What {@linkcode CheckpointFolder.latest} found. */
export interface FoundCheckpoint {
  /** The last one that is whole, if there is one. */
  readonly checkpoint?: Checkpoint;
  /** What is wrong with those that came after it. */
  readonly damaged: readonly string[];
}

/** The last checkpoints of a run, each a file of its own, written whole or not at all. */
export class CheckpointFolder {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Opens a folder of checkpoints, made if it is not there; what is half-written is removed. */
  static async open(path: string): Promise<CheckpointFolder> {
    await prepareFolder(path);
    await removeTemporaries(path);
    return new CheckpointFolder(path);
  }

  /**
   * Writes a checkpoint, then removes all but the last two.
   *
   * @throws Error with the file's path if it cannot be written; then those before are as they were.
   */
  async save(checkpoint: Checkpoint): Promise<void> {
    await writeFileAtomically(
      join(this.#path, fileOf(checkpoint.step)),
      await encodeCheckpoint(checkpoint),
    );
    const names = await this.#list();
    for (const name of names.slice(0, -KEPT)) await Deno.remove(join(this.#path, name));
  }

  /**
   * The last checkpoint that is whole; those after it that are not are removed.
   *
   * @throws Error if there are checkpoints and none is whole; then none is removed.
   */
  async latest(): Promise<FoundCheckpoint> {
    const names = await this.#list();
    const damaged: { readonly path: string; readonly reason: string }[] = [];
    const reasons = () => damaged.map(({ reason }) => reason);
    for (const path of names.toReversed().map((name) => join(this.#path, name))) {
      const bytes = await readBytes(path);
      try {
        const checkpoint = await decodeCheckpoint(bytes, path);
        for (const { path } of damaged) await Deno.remove(path);
        return { checkpoint, damaged: reasons() };
      } catch (error) {
        damaged.push({ path, reason: (error as Error).message });
      }
    }
    if (damaged.length === 0) return { damaged: [] };
    throw new Error(
      `Expected a checkpoint in ${this.#path} that is whole, found none: ${reasons().join("; ")}`,
    );
  }

  /** Their files, the oldest first. */
  async #list(): Promise<string[]> {
    const names = await Array.fromAsync(Deno.readDir(this.#path), ({ name }) => name);
    return names.filter((name) => /^step-\d+\.safetensors$/.test(name)).sort();
  }
}

/** Names that sort as the numbers do. */
function fileOf(step: number): string {
  return `step-${String(step).padStart(12, "0")}.safetensors`;
}
