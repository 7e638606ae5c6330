/** Milliseconds of work after which others get their turn. */
const WORK_MS = 100;

/** Calls back when all others have had their turn: where browsers wait some milliseconds, Deno and Node wait none. */
const afterOthers: (callback: () => void) => void = "setImmediate" in globalThis
  ? globalThis.setImmediate as (callback: () => void) => void
  : (callback) => void setTimeout(callback, 0);

/** Lets timers, signals and drawing have their turn from time to time, which promises alone do not. */
export class Breath {
  #last = performance.now();

  /** Waits for the others if it is long ago that they had their turn. */
  async take(): Promise<void> {
    if (performance.now() - this.#last < WORK_MS) return;
    await new Promise<void>(afterOthers);
    this.#last = performance.now();
  }
}
