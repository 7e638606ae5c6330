import { type Job, runJobs } from "./pool.ts";
import { type ProgressStream, startProgress } from "./progress.ts";
import type { ResultStore } from "./store.ts";

/** How {@linkcode runGrid} works. */
export interface GridOptions<Result> {
  /** Where results are kept, and may be already. */
  store: ResultStore<Result>;
  /** How many jobs run at a time: one per core by default. */
  parallel?: number;
  /** Stops everything when it aborts; what is done is kept. */
  signal?: AbortSignal;
  /** What goes on, for the progress line: `Training`. */
  label: string;
  /** What the jobs are, for the progress line: `runs`. */
  unit: string;
  /** Where progress is shown: the standard error stream by default. */
  stream?: ProgressStream;
}

/**
 * Does those jobs in parallel workers whose results the store does not hold yet, keeps each result at once,
 * and shows the progress.
 *
 * @param worker The worker's module, as for `runJobs`
 * @param jobs All jobs; their names are their keys in the store
 * @returns All results, in the order of the jobs
 * @throws {TypeError} If two jobs have one name
 * @throws {Error} If a job fails, with its name; or if its result cannot be kept
 */
export async function runGrid<Input, Result>(
  worker: URL,
  jobs: readonly Job<Input>[],
  options: GridOptions<Result>,
): Promise<Result[]> {
  const { store, parallel, signal, label, unit, stream } = options;
  checkNames(jobs);
  const open = jobs.filter(({ name }) => !store.results.has(name));
  const done = jobs.length - open.length;
  using progress = startProgress({ label, unit, total: jobs.length, done, stream });
  await runJobs<Input, Result>(worker, open, {
    parallel,
    signal,
    async onResult(result, index) {
      await store.save(open[index].name, result);
      progress.advance();
    },
  });
  return jobs.map(({ name }) => store.results.get(name)!);
}

function checkNames(jobs: readonly Job<unknown>[]): void {
  const names = new Set<string>();
  for (const { name } of jobs) {
    if (names.has(name)) {
      throw new TypeError(`Expected each job to have a name of its own, found "${name}" twice`);
    }
    names.add(name);
  }
}
