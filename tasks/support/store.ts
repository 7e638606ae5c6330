import { createHash } from "node:crypto";
import { join } from "node:path";
import { readJson, removeTemporaries, writeJson } from "./files.ts";
import { canonicalJson, differences, exists } from "../../lib/runs/mod.ts";

const CONFIGURATION_FILE = "configuration.json";

/** What a stored result belongs to. */
export interface StoreOptions {
  /** The folder for the final files, which exists; the store is its `partial` folder. */
  folder: string;
  /**
   * All that a job's result depends on beside its key. What only decides which jobs there are, such as the
   * number of seeds, is better left out: then more seeds use the results of fewer.
   */
  configuration: object;
}

/**
 * The results of jobs that are done, on disk: a killed run, started again, goes on where it was. Each is a
 * file of its own, written whole or not at all.
 *
 * @example
 * ```ts
 * import { ResultStore } from "./store.ts";
 *
 * const folder = await Deno.makeTempDir();
 * const store = await ResultStore.open<number>({ folder, configuration: { stepSize: 0.1 } });
 * if (!store.results.has("seed 0")) await store.save("seed 0", 42);
 * // … after the final file has been written:
 * await store.remove();
 * await Deno.remove(folder);
 * ```
 */
export class ResultStore<Result> {
  readonly #folder: string;
  readonly #fingerprint: string;
  readonly #results: Map<string, Result>;

  private constructor(folder: string, fingerprint: string, results: Map<string, Result>) {
    this.#folder = folder;
    this.#fingerprint = fingerprint;
    this.#results = results;
  }

  /**
   * Opens the store of a folder, and reads what it holds. What an interrupted run has left half-written is
   * removed, beside the store as well, so no other process may use the folder.
   *
   * @throws {Error} If it belongs to another configuration, with what differs; or if a file in it cannot be
   * read or is none of its own, with the file's name
   */
  static async open<Result>(options: StoreOptions): Promise<ResultStore<Result>> {
    const folder = join(options.folder, "partial");
    await Deno.mkdir(folder, { recursive: true });
    await removeTemporaries(options.folder);
    await removeTemporaries(folder);
    const { configuration } = options;
    const path = join(folder, CONFIGURATION_FILE);
    const isNew = !(await exists(path));
    if (!isNew) checkSame(folder, await readJson(path), configuration);
    const fingerprint = hash(canonicalJson(configuration));
    const results = await load<Result>(folder, fingerprint);
    if (isNew) await writeJson(path, configuration);
    return new ResultStore(folder, fingerprint, results);
  }

  /** What is done, by the keys of the jobs. */
  get results(): ReadonlyMap<string, Result> {
    return this.#results;
  }

  /**
   * Keeps the result of a job.
   *
   * @param key Which job
   * @param result What it resulted in
   * @throws {TypeError} If JSON cannot hold the result as it is, for instance `NaN`
   * @throws {Error} If the file cannot be written
   */
  async save(key: string, result: Result): Promise<void> {
    const record: StoredResult = { key, fingerprint: this.#fingerprint, result };
    await writeJson(join(this.#folder, fileOf(key)), record);
    this.#results.set(key, result);
  }

  /** Removes the store: the final file holds everything. */
  async remove(): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** A file of the store. */
interface StoredResult {
  readonly key: string;
  readonly fingerprint: string;
  readonly result: unknown;
}

function checkSame(folder: string, stored: unknown, configuration: object): void {
  const differing = differences(stored, configuration);
  if (differing.length === 0) return;
  throw new Error(
    `Expected results of this configuration in ${folder}, found those of another one ` +
      `(${differing.join("; ")}): remove the folder, or choose another place`,
  );
}

async function load<Result>(folder: string, fingerprint: string): Promise<Map<string, Result>> {
  const results = new Map<string, Result>();
  for await (const { name } of Deno.readDir(folder)) {
    if (name === CONFIGURATION_FILE) continue;
    const path = join(folder, name);
    const record = await readJson(path) as Partial<StoredResult> | null;
    if (record?.fingerprint !== fingerprint || fileOf(String(record.key)) !== name) {
      throw new Error(
        `Expected a result with the fingerprint "${fingerprint}" in ${path}, ` +
          `found ${JSON.stringify(record?.fingerprint) ?? "none"}: remove the file`,
      );
    }
    results.set(String(record.key), record.result as Result);
  }
  return results;
}

/** A name that any file system accepts, and that says which job it is. */
function fileOf(key: string): string {
  const words = key.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").slice(0, 60);
  return `${words}.${hash(key)}.json`;
}

/** 64 bits of SHA-256, hexadecimal. */
function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
