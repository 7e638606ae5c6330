import { join } from "node:path";
import type { Checkpoint } from "./checkpoint.ts";
import { CheckpointFolder } from "./checkpoints.ts";
import {
  exists,
  prepareFolder,
  removeTemporaries,
  writeFileAtomically,
  writeJson,
} from "./files.ts";
import { RecordLog } from "./record_log.ts";
import { checkSameOptions, readConfiguration, type RunConfiguration } from "./configuration.ts";
import { FolderLock } from "./lock.ts";

const CONFIGURATION_FILE = "config.json";

/** How {@linkcode openRun} opens a run. */
export interface OpenRunOptions extends RunConfiguration {
  /** Whether to continue the run that is there, in place of beginning one; false by default. */
  readonly resume?: boolean;
  /** Options that may be others than before when a run continues, such as its length. */
  readonly mayChange?: readonly string[];
  /** What errors call an option, for instance its flag. */
  readonly nameOf?: (option: string) => string;
  /** Names of files of records: `["metrics"]`, hence `metrics.jsonl`, by default. */
  readonly logs?: readonly string[];
}

/** What a checkpoint of a run holds beside the caller's state. */
interface StoredState {
  readonly run: Checkpoint["state"];
  /** Bytes of each file of records. */
  readonly logs: Readonly<Record<string, number>>;
}

/** A run's folder, which this process has to itself; made by {@linkcode openRun}. */
export class Run implements AsyncDisposable {
  /** The folder. */
  readonly folder: string;
  /** Where to continue; none at a beginning. */
  readonly checkpoint: Checkpoint | undefined;
  /** What a user should know: damaged checkpoints, other versions than before. */
  readonly notes: readonly string[];
  readonly #lock: FolderLock;
  readonly #checkpoints: CheckpointFolder;
  readonly #logs: ReadonlyMap<string, RecordLog>;
  #savedStep: number | undefined;

  /** See {@linkcode openRun}. */
  constructor(
    folder: string,
    { checkpoint, notes, lock, checkpoints, logs }: {
      readonly checkpoint: Checkpoint | undefined;
      readonly notes: readonly string[];
      readonly lock: FolderLock;
      readonly checkpoints: CheckpointFolder;
      readonly logs: ReadonlyMap<string, RecordLog>;
    },
  ) {
    this.folder = folder;
    this.checkpoint = checkpoint;
    this.notes = notes;
    this.#lock = lock;
    this.#checkpoints = checkpoints;
    this.#logs = logs;
    this.#savedStep = checkpoint?.step;
  }

  /** The step of the last checkpoint, from which the run would continue; undefined if there is none. */
  get savedStep(): number | undefined {
    return this.#savedStep;
  }

  /**
   * A file of records of this run.
   *
   * @throws RangeError if it was not among the logs that the run was opened with.
   */
  log(name = "metrics"): RecordLog {
    const log = this.#logs.get(name);
    if (log) return log;
    throw new RangeError(`Expected one of ${[...this.#logs.keys()].join(", ")}, found ${name}`);
  }

  /** Makes sure that the records so far and a checkpoint are on disk; the last two are kept. */
  async save({ step, state, tensors }: Checkpoint): Promise<void> {
    const logs: Record<string, number> = {};
    for (const [name, log] of this.#logs) logs[name] = await log.sync();
    await this.#checkpoints.save({ step, state: { run: state, logs }, tensors });
    this.#savedStep = step;
  }

  /** Writes a file into the folder, whole or not at all. */
  async write(name: string, contents: string | Uint8Array): Promise<void> {
    await writeFileAtomically(join(this.folder, name), contents);
  }

  /** Leaves the folder to others. Whoever wants to be sure of the last records saves before. */
  [Symbol.asyncDispose](): Promise<void> {
    for (const log of this.#logs.values()) {
      try {
        log.flush();
      } catch {
        // An error is on its way already, or the records would be cut off when the run continues.
      }
      log.close();
    }
    this.#lock[Symbol.dispose]();
    return Promise.resolve();
  }
}

/**
 * Begins a run in a folder, or continues the one that is there: `config.json` (options, seed among
 * them, command and versions), `metrics.jsonl` and other files of records, `checkpoints`.
 *
 * A run that continues has its records cut back to its last checkpoint, so that none is there twice.
 *
 * @param folder Made if it is not there.
 * @throws Error if there is a run and none is to be continued, or the other way round; if an option
 * is another than before; if another process is at it; if none of its checkpoints is whole; if the
 * folder cannot be written to.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openRun } from "@hesscale/hesscale/runs";
 *
 * const folder = await Deno.makeTempDir();
 * const configuration = { options: { seed: 1 } };
 * {
 *   await using run = await openRun(folder, configuration);
 *   run.log().append({ step: 1, loss: 0.5 });
 *   await run.save({ step: 1, state: { position: 7 }, tensors: {} });
 *   run.log().append({ step: 2, loss: 0.4 }); // the run ends before the next checkpoint
 * }
 * await using run = await openRun(folder, { ...configuration, resume: true });
 * assertEquals(run.checkpoint?.state, { position: 7 });
 * assertEquals(await Deno.readTextFile(`${folder}/metrics.jsonl`), '{"step":1,"loss":0.5}\n');
 * ```
 */
export async function openRun(folder: string, options: OpenRunOptions): Promise<Run> {
  const { resume = false, logs: names = ["metrics"] } = options;
  const path = join(folder, CONFIGURATION_FILE);
  if (resume && !await exists(path)) {
    throw new Error(`Expected a run to continue in ${folder}, found no ${CONFIGURATION_FILE}`);
  }
  await prepareFolder(folder);
  await using resources = new AsyncDisposableStack();
  const lock = resources.use(await FolderLock.take(folder));
  if (!resume && await exists(path)) {
    throw new Error(
      `Expected no run in ${folder}, found one: resume it, remove it or choose another folder`,
    );
  }
  await removeTemporaries(folder);
  const notes = await settleConfiguration(path, options);
  const checkpoints = await CheckpointFolder.open(join(folder, "checkpoints"));
  const { checkpoint: stored, damaged } = await checkpoints.latest();
  const state = stored?.state as StoredState | undefined;
  for (const reason of damaged) {
    notes.push(`a checkpoint is damaged, so that of step ${stored?.step} is used: ${reason}`);
  }
  const logs = new Map<string, RecordLog>();
  for (const name of names) {
    const log = await RecordLog.open(join(folder, `${name}.jsonl`), state?.logs[name]);
    resources.defer(() => log.close());
    logs.set(name, log);
  }
  resources.move(); // From here on they are the run's.
  const checkpoint = stored && { ...stored, state: state!.run };
  return new Run(folder, { checkpoint, notes, lock, checkpoints, logs });
}

/** Writes `config.json`, or compares it with what is there; returns what a user should know. */
async function settleConfiguration(
  path: string,
  { resume, options, command, versions, mayChange = [], nameOf = (name) => name }: OpenRunOptions,
): Promise<string[]> {
  if (!resume) {
    await writeJson(path, { command, options, versions, started: new Date().toISOString() });
    return [];
  }
  const before = await readConfiguration(path);
  const { changed, notes } = checkSameOptions(path, before, { options, versions }, {
    mayChange,
    nameOf,
  });
  if (changed) await writeJson(path, { ...before, options });
  return notes;
}
