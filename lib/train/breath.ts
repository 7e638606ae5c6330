/** Milliseconds of work after which others get their turn. */
const WORK_MS = 200;

/** Lets timers, signals and drawing have their turn from time to time, which promises alone do not. */
export class Breath {
  #last = performance.now();

  /** Waits for the others if it is long ago that they had their turn. */
  async take(): Promise<void> {
    if (performance.now() - this.#last < WORK_MS) return;
    // Two milliseconds; with setImmediate, which takes none, Deno may look for signals seconds later.
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#last = performance.now();
  }
}
