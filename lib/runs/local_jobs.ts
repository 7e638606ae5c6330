import { join } from "node:path";
import { type Job, JOB_LOG, type JobOutcome, type JobRunner, type JobState } from "./jobs.ts";

/** How {@linkcode LocalJobs} runs jobs. */
export interface LocalJobsOptions {
  /** Jobs at a time; one per core by default. */
  readonly parallel?: number;
  /** How long a job may take to end after it was asked to, in milliseconds; 4,500 by default. */
  readonly patience?: number;
}

/** A job and how far it is. */
interface Entry {
  readonly job: Job;
  state: JobState;
  process?: Deno.ChildProcess;
  /** Settles when the job has ended. */
  end?: Promise<void>;
  outcome?: JobOutcome;
}

/**
 * Jobs as processes of this machine, some at a time, in the order in which they were handed over.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { LocalJobs } from "@hesscale/hesscale/runs";
 *
 * const folder = await Deno.makeTempDir();
 * await using jobs = new LocalJobs({ parallel: 2 });
 * await jobs.submit({ name: "version", command: [Deno.execPath(), "--version"], folder });
 * while ((await jobs.poll()).get("version") !== "ended") {
 *   await new Promise((resolve) => setTimeout(resolve, 20));
 * }
 * const { code, log } = await jobs.collect("version");
 * assertEquals(code, 0);
 * console.log(await Deno.readTextFile(log));
 * ```
 */
export class LocalJobs implements JobRunner {
  readonly #parallel: number;
  readonly #patience: number;
  readonly #entries = new Map<string, Entry>();
  #stopped = false;

  /**
   * No job is going yet.
   *
   * @throws RangeError if `parallel` is not a whole number of at least 1.
   */
  constructor({ parallel, patience = 4_500 }: LocalJobsOptions = {}) {
    this.#parallel = parallel ?? navigator.hardwareConcurrency;
    this.#patience = patience;
    if (Number.isSafeInteger(this.#parallel) && this.#parallel >= 1) return;
    throw new RangeError(
      `Expected parallel to be a whole number of at least 1, found ${this.#parallel}`,
    );
  }

  /** See {@linkcode JobRunner.submit}. */
  submit(job: Job): Promise<void> {
    if (this.#entries.has(job.name)) {
      return Promise.reject(new RangeError(`Expected jobs of different names, found ${job.name}`));
    }
    this.#entries.set(job.name, { job, state: "waiting" });
    this.#startNext();
    return Promise.resolve();
  }

  /** See {@linkcode JobRunner.poll}. */
  poll(): Promise<ReadonlyMap<string, JobState>> {
    return Promise.resolve(new Map([...this.#entries].map(([name, { state }]) => [name, state])));
  }

  /** See {@linkcode JobRunner.collect}. */
  collect(name: string): Promise<JobOutcome> {
    const entry = this.#entries.get(name);
    if (entry?.outcome === undefined) {
      return Promise.reject(
        new RangeError(
          `Expected a job that has ended, found ${name}, ${entry?.state ?? "unknown"}`,
        ),
      );
    }
    this.#entries.delete(name);
    return Promise.resolve(entry.outcome);
  }

  /** Asks all jobs to end, and ends those that do not. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    const running = [...this.#entries.values()].filter(({ state }) => state === "running");
    for (const { process } of running) kill(process, "SIGTERM");
    const timer = setTimeout(() => {
      for (const { process } of running) kill(process, "SIGKILL");
    }, this.#patience);
    await Promise.all(running.map(({ end }) => end));
    clearTimeout(timer);
  }

  #startNext(): void {
    const entries = [...this.#entries.values()];
    let room = this.#parallel - entries.filter(({ state }) => state === "running").length;
    for (const entry of entries) {
      if (this.#stopped || room === 0) return;
      if (entry.state !== "waiting") continue;
      entry.state = "running";
      entry.end = this.#run(entry);
      room--;
    }
  }

  async #run(entry: Entry): Promise<void> {
    const { job } = entry;
    const log = join(job.folder, JOB_LOG);
    const began = performance.now();
    let code = 1;
    try {
      code = await execute(job, log, (process) => entry.process = process, () => this.#stopped);
    } catch (error) {
      // A job that cannot start is a job that has failed; the others go on.
      await Deno.writeTextFile(log, `${error}\n`, { append: true }).catch(() => {});
    }
    entry.outcome = { code, log, seconds: (performance.now() - began) / 1000 };
    entry.state = "ended";
    this.#startNext();
  }
}

/** Runs a job to its end; returns its exit code. */
async function execute(
  { command: [program, ...args], folder }: Job,
  log: string,
  onStart: (process: Deno.ChildProcess) => void,
  isStopped: () => boolean,
): Promise<number> {
  await Deno.mkdir(folder, { recursive: true });
  using file = await Deno.open(log, { append: true, create: true });
  const write = (bytes: Uint8Array) => {
    for (let written = 0; written < bytes.length;) {
      written += file.writeSync(bytes.subarray(written));
    }
  };
  write(new TextEncoder().encode(`$ ${[program, ...args].join(" ")}\n`));
  if (isStopped()) return 1;
  // Ctrl-C in a terminal reaches a whole group of processes: detached, a job is asked once, by its runner.
  const options = {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  } as const;
  const process = new Deno.Command(program, options).spawn();
  onStart(process);
  const copy = async (stream: ReadableStream<Uint8Array>) => {
    for await (const bytes of stream) write(bytes);
  };
  try {
    await Promise.all([copy(process.stdout), copy(process.stderr)]);
    return (await process.status).code;
  } catch (error) {
    // The disk is full, most likely.
    kill(process, "SIGKILL");
    await process.status;
    throw error;
  }
}

function kill(process: Deno.ChildProcess | undefined, signal: Deno.Signal): void {
  try {
    process?.kill(signal);
  } catch {
    // It has ended by itself.
  }
}
