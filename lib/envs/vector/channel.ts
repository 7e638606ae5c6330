/** Slots of the words that the main thread and a worker share. */
const [COMMANDS, KIND, ANSWERS, STATUS] = [0, 1, 2, 3];

/** How many words. */
export const CHANNEL_WORDS = 4;

/** What the main thread asks for. */
export const Command = { step: 0, message: 1, end: 2 } as const;

/** What became of it. */
export const Status = { good: 0, error: 1, gone: 2 } as const;

/** The main thread's end: it counts commands up, the worker counts answers up. */
export class MainEnd {
  readonly #words: Int32Array;

  constructor(words: Int32Array) {
    this.#words = words;
  }

  /** Wakes the worker with a command. */
  command(kind: number): void {
    Atomics.store(this.#words, KIND, kind);
    Atomics.add(this.#words, COMMANDS, 1);
    Atomics.notify(this.#words, COMMANDS);
  }

  /** How the last command ended. */
  get status(): number {
    return Atomics.load(this.#words, STATUS);
  }

  /** Lets a sleeping worker end, and wakes whoever waits for it: it will not answer any more. */
  giveUp(): void {
    this.command(Command.end);
    Atomics.store(this.#words, STATUS, Status.gone);
    Atomics.notify(this.#words, ANSWERS);
  }

  /**
   * Waits until every command has been answered, or the worker is gone.
   *
   * @param timeout Milliseconds
   * @returns Whether it has answered within that time
   */
  async answered(timeout: number): Promise<boolean> {
    const words = this.#words;
    for (;;) {
      const answers = Atomics.load(words, ANSWERS);
      if (answers === Atomics.load(words, COMMANDS) || this.status === Status.gone) return true;
      const { value } = Atomics.waitAsync(words, ANSWERS, answers, timeout);
      if (await value === "timed-out") return false;
    }
  }
}

/** The worker's end. */
export class WorkerEnd {
  readonly #words: Int32Array;
  #left = false;

  constructor(words: Int32Array) {
    this.#words = words;
  }

  /** Sleeps until a command comes, and returns it; nothing else happens in this thread meanwhile. */
  next(): number {
    if (this.#left) return Command.end;
    const answers = Atomics.load(this.#words, ANSWERS);
    while (Atomics.load(this.#words, COMMANDS) === answers) {
      Atomics.wait(this.#words, COMMANDS, answers);
    }
    return Atomics.load(this.#words, KIND);
  }

  /** Answers the command. */
  answer(status: number): void {
    if (this.#left) return;
    Atomics.store(this.#words, STATUS, status);
    Atomics.add(this.#words, ANSWERS, 1);
    Atomics.notify(this.#words, ANSWERS);
  }

  /** Tells that there will be no more answers. */
  leave(): void {
    this.answer(Status.gone);
    this.#left = true;
  }
}
