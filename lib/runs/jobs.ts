/** A program to run in a folder of its own. */
export interface Job {
  /** Tells it from the others. */
  readonly name: string;
  /** The program and its arguments. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Where it leaves what it makes; made when the job starts. What it prints goes to `job.log` there. */
  readonly folder: string;
}

/** Where a job stands. */
export type JobState = "waiting" | "running" | "ended";

/** How a job has ended. */
export interface JobOutcome {
  /** Its exit code; 0 is success. */
  readonly code: number;
  /** What it has printed, in this start and those before. */
  readonly log: string;
  /** Seconds that it ran in this start. */
  readonly seconds: number;
}

/**
 * Something that runs jobs: processes on this machine, or a cluster. Jobs are handed over, looked after,
 * and what they came to is fetched. When it is disposed of, all jobs are stopped.
 */
export interface JobRunner extends AsyncDisposable {
  /**
   * Hands a job over; it starts as soon as there is room for it.
   *
   * @throws RangeError if there is a job of that name.
   */
  submit(job: Job): Promise<void>;
  /** Where each job stands that was handed over and not collected, by its name, in that order. */
  poll(): Promise<ReadonlyMap<string, JobState>>;
  /**
   * How a job has ended; it is forgotten after that.
   *
   * @throws RangeError if there is no job of that name which has ended.
   */
  collect(name: string): Promise<JobOutcome>;
}

/** What a job prints is kept under this name in its folder. */
export const JOB_LOG = "job.log";
