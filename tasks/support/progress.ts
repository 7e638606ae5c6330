import cliProgress from "cli-progress";
import process from "node:process";

/** Where progress is shown: the standard error stream, or what behaves like it. */
export interface ProgressStream {
  /** Whether a person watches. */
  readonly isTTY?: boolean;
  /** Shows text, which may hold control sequences for terminals. */
  write(text: string): unknown;
}

/** What {@linkcode startProgress} shows. */
export interface ProgressOptions {
  /** What goes on, as the beginning of a line: `Training`. */
  label: string;
  /** What is counted: `runs`. */
  unit: string;
  /** How many there will be. */
  total: number;
  /** How many an earlier start has left done; 0 by default. */
  done?: number;
  stream?: ProgressStream;
  /** Milliseconds since some moment. */
  clock?: () => number;
}

/** Progress that is being shown; disposing of it ends that, finished or not. */
export interface Progress extends Disposable {
  /** So many more are done, 1 if nothing is said; `note` is shown from now on, such as `loss 0.31`. */
  advance(steps?: number, note?: string): void;
}

/** Shows the state of a count: from the start, after each step, and at the end. */
interface Display {
  update(count: Count): void;
  stop(): void;
}

/** Of plain lines: one about every tenth of the whole. */
const PLAIN_LINES = 10;

/**
 * Shows progress on the standard error stream: as a bar on a terminal; elsewhere as plain lines, one at the
 * start, about one every tenth of the way, one at the end. Both tell the time left.
 *
 * @example
 * ```ts
 * import { startProgress } from "./progress.ts";
 *
 * using progress = startProgress({ label: "Training", unit: "runs", total: 3 });
 * for (let run = 0; run < 3; run++) progress.advance();
 * ```
 */
export function startProgress(options: ProgressOptions): Progress {
  const { stream = process.stderr } = options;
  const count = new Count(options);
  const display = stream.isTTY ? terminalDisplay(count, stream) : plainDisplay(count, stream);
  return {
    advance(steps = 1, note = count.note) {
      count.note = note;
      count.advance(steps);
      display.update(count);
    },
    [Symbol.dispose]() {
      display.stop();
    },
  };
}

/** How far things are. */
class Count {
  readonly label: string;
  readonly unit: string;
  readonly total: number;
  readonly doneBefore: number;
  done: number;
  note = "";
  readonly #clock: () => number;
  readonly #start: number;
  #lastStep: number;

  constructor({ label, unit, total, done = 0, clock = () => performance.now() }: ProgressOptions) {
    this.label = label;
    this.unit = unit;
    this.total = total;
    this.done = this.doneBefore = done;
    this.#clock = clock;
    this.#start = this.#lastStep = clock();
  }

  advance(steps: number): void {
    this.done = Math.min(this.done + steps, this.total);
    this.#lastStep = this.#clock();
  }

  /** `12 of 120 runs`, and the note */
  get state(): string {
    const note = this.note && `, ${this.note}`;
    return `${this.done} of ${this.total} ${this.unit}${note}`;
  }

  /** While it goes on, the time left, if the steps to come take as long as those done; then the time it took. */
  get time(): string {
    const steps = this.done - this.doneBefore;
    const elapsed = this.#lastStep - this.#start;
    if (this.done === this.total) return `in ${formatDuration(elapsed)}`;
    if (steps === 0) return "";
    const left = (elapsed / steps) * (this.total - this.done) - (this.#clock() - this.#lastStep);
    return `about ${formatDuration(Math.max(0, left))} left`;
  }
}

/** What this module uses of cli-progress, which comes without types. */
interface Bar {
  start(total: number, done: number): void;
  update(done: number): void;
  stop(): void;
}

function terminalDisplay(count: Count, stream: ProgressStream): Display {
  const { SingleBar, Presets, Format } = cliProgress;
  const bar: Bar = new SingleBar({
    format: (options: unknown, { progress }: { progress: number }) =>
      `${count.label} ${Format.BarFormat(progress, options)} ${count.state} ${count.time}`,
    stream,
    barsize: 30,
    hideCursor: true,
    gracefulExit: false, // Ctrl-C is the command's affair
  }, Presets.shades_classic);
  bar.start(count.total, count.done);
  return { update: ({ done }) => bar.update(done), stop: () => bar.stop() };
}

function plainDisplay(count: Count, stream: ProgressStream): Display {
  const { label, unit, total, doneBefore } = count;
  const before = doneBefore > 0 ? `, ${doneBefore} of them done before` : "";
  stream.write(`${label}: ${total} ${unit}${before}\n`);
  const tenth = (done: number) => Math.floor((done / total) * PLAIN_LINES);
  let shown = tenth(doneBefore);
  return {
    update(count) {
      if (tenth(count.done) === shown) return;
      shown = tenth(count.done);
      stream.write(`${label}: ${count.state}, ${count.time}\n`);
    },
    stop() {},
  };
}

/** A duration in words: `3 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  if (minutes > 0) return `${minutes} min ${seconds % 60} s`;
  return milliseconds < 9_950 ? `${(milliseconds / 1000).toFixed(1)} s` : `${seconds} s`;
}
