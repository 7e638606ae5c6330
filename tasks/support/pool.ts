import { stripVTControlCharacters } from "node:util";
import type { WorkerReport, WorkerRequest } from "./serve.ts";

/** One piece of work. */
export interface Job<Input> {
  /** What errors call it. */
  readonly name: string;
  /** What the worker gets: a value that can be copied to it. */
  readonly input: Input;
}

/** How {@linkcode runJobs} works. */
export interface PoolOptions<Output> {
  /** How many jobs run at a time: one per core by default. */
  parallel?: number;
  /** Stops everything when it aborts. */
  signal?: AbortSignal;
  /** Gets each result when it is there, in the order in which jobs finish. Jobs go on meanwhile. */
  onResult?: (output: Output, index: number) => void | Promise<void>;
}

/** How long a worker may take to load its modules, in milliseconds. */
const START_TIMEOUT_MS = 60_000;

/**
 * Does jobs in parallel, each in a module worker that calls `serve` of `serve.ts`. What a job's result
 * is does not depend on how many run at a time.
 *
 * The first failure stops the other jobs: of a job, of a worker, or of `onResult`; so does the signal.
 *
 * @param worker The worker's module, `new URL("./my_worker.ts", import.meta.url)`; it has the permissions of
 * the caller, who needs to be allowed to read it
 * @param jobs What to do; jobs start in this order
 * @returns The results, in the order of the jobs
 * @throws {Error} If a job fails, with its name
 * @throws {RangeError} If `parallel` is not a whole number of at least 1
 * @throws The reason of the signal, if it aborts
 */
export async function runJobs<Input, Output>(
  worker: URL,
  jobs: readonly Job<Input>[],
  options: PoolOptions<Output> = {},
): Promise<Output[]> {
  const { parallel = navigator.hardwareConcurrency, signal, onResult } = options;
  if (!Number.isInteger(parallel) || parallel < 1) {
    throw new RangeError(`Expected parallel to be a whole number of at least 1, found ${parallel}`);
  }
  signal?.throwIfAborted();
  const outputs = new Array<Output>(jobs.length);
  const handling: (void | Promise<void>)[] = [];
  const queue = jobs.entries();
  const workers = Array.from(
    { length: Math.min(parallel, jobs.length) },
    () => new PoolWorker(worker),
  );
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(signal!.reason);
  signal?.addEventListener("abort", stop);
  let isOver = false;

  /** One worker's share: the iterator of the queue is shared by all. */
  const work = async (poolWorker: PoolWorker) => {
    for (const [index, job] of queue) {
      const output = outputs[index] = await poolWorker.run<Output>(job);
      if (isOver) return;
      const handled = onResult?.(output, index);
      handling.push(handled);
      handled?.catch(stopped.reject);
    }
  };
  try {
    await Promise.race([Promise.all(workers.map(work)), stopped.promise]);
    await Promise.all(handling);
    return outputs;
  } finally {
    signal?.removeEventListener("abort", stop);
    isOver = true;
    for (const each of workers) each.terminate();
    // What has begun to be stored is stored before the caller goes on.
    await Promise.allSettled(handling);
  }
}

type Failure = Extract<WorkerReport, { kind: "failure" }>;

/** A worker, seen from the pool: it does one job at a time. */
class PoolWorker {
  readonly #worker: Worker;
  readonly #started: Promise<unknown>;
  readonly #startTimer: ReturnType<typeof setTimeout>;
  /** Of its start, then of the job that it does. */
  #next = Promise.withResolvers<unknown>();
  #failure: Failure | undefined;

  constructor(url: URL) {
    let isStarted = false;
    const fail = (message: string) => this.#receive({ kind: "failure", message });
    this.#worker = new Worker(url, { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<WorkerReport>) => this.#receive(data);
    this.#worker.onmessageerror = () => fail("its result could not be copied");
    this.#worker.onerror = (event) => {
      event.preventDefault();
      const message = stripVTControlCharacters(event.message);
      fail(isStarted ? message : `its worker ${url} does not load: ${message}`);
    };
    this.#startTimer = setTimeout(
      () => fail(`its worker ${url} did not start within ${START_TIMEOUT_MS / 1000} s`),
      START_TIMEOUT_MS,
    );
    this.#started = this.#next.promise.finally(() => {
      isStarted = true;
      clearTimeout(this.#startTimer);
    });
  }

  async run<Output>({ name, input }: Job<unknown>): Promise<Output> {
    await this.#started;
    this.#next = Promise.withResolvers();
    if (!this.#failure) this.#post(name, input);
    const output = this.#failure ? undefined : await this.#next.promise;
    if (this.#failure) throw jobError(name, this.#failure);
    return output as Output;
  }

  terminate(): void {
    clearTimeout(this.#startTimer);
    this.#worker.terminate();
  }

  #post(name: string, input: unknown): void {
    try {
      this.#worker.postMessage({ input } satisfies WorkerRequest);
    } catch (cause) {
      throw new TypeError(`Job ${name} failed: its input cannot be copied to a worker`, { cause });
    }
  }

  #receive(report: WorkerReport): void {
    if (report.kind === "failure") this.#failure ??= report;
    this.#next.resolve(report.kind === "result" ? report.output : undefined);
  }
}

function jobError(name: string, { message, stack }: Failure): Error {
  const cause = new Error(message);
  if (stack) cause.stack = stack;
  return new Error(`Job ${name} failed: ${message}`, { cause });
}
