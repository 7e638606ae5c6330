import { CHANNEL_WORDS, Command, MainEnd, Status } from "./channel.ts";
import { infosFromText, readText } from "./info_text.ts";
import { type LaneInfos, makeError } from "./lanes.ts";
import type { Reply, Request } from "./protocol.ts";

/** What a worker is responsible for, for messages. */
export interface WorkerTask {
  /** The worker's number. */
  readonly worker: number;
  readonly id: string;
  /** Its first environment. */
  readonly first: number;
  readonly count: number;
  /** How long it may take to answer, in milliseconds. */
  readonly timeout: number;
  /** The seeds of its environments, if they are known. */
  readonly seeds: () => readonly (number | undefined)[];
}

/** How long a worker may take to make its environments, at least, in milliseconds. */
const STARTING_MS = 60_000;

/** A worker as the main thread sees it. Once it has failed, every call fails. */
export class WorkerHandle {
  readonly task: WorkerTask;
  /** Shared words and texts. */
  readonly channel: SharedArrayBuffer = new SharedArrayBuffer(4 * CHANNEL_WORDS);
  readonly text: SharedArrayBuffer;
  readonly #worker: Worker;
  readonly #channelEnd: MainEnd = new MainEnd(new Int32Array(this.channel));
  #attached = false;
  #failure: Error | undefined;
  #onFailure: ((failure: Error) => void) | undefined;

  constructor(task: WorkerTask, textBytes: number) {
    this.task = task;
    this.text = new SharedArrayBuffer(textBytes);
    this.#worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(`died: ${event.message}`);
    };
  }

  /** Asks for something; the reply is of the kind that belongs to the request. */
  async request<Kind extends Reply["kind"]>(
    message: Request,
    _kind: Kind,
  ): Promise<Extract<Reply, { kind: Kind }>> {
    this.#throwIfFailed();
    const reply = await new Promise<Reply>((resolve, reject) => {
      // Throws where a message cannot be copied.
      this.#worker.postMessage(message);
      // To load a module or a physics engine may take longer than a step.
      const timeout = Math.max(this.task.timeout, message.kind === "make" ? STARTING_MS : 0);
      const timer = setTimeout(() => this.#fail(`has not answered for ${timeout} ms`), timeout);
      this.#onFailure = (failure) => {
        clearTimeout(timer);
        reject(failure);
      };
      this.#worker.onmessage = ({ data }) => {
        clearTimeout(timer);
        resolve(data);
      };
      if (this.#attached) this.#watch();
    });
    this.#onFailure = undefined;
    if (message.kind === "attach") this.#attached = true;
    if (reply.kind === "error") throw makeError(reply.name, reply.message);
    return reply as Extract<Reply, { kind: Kind }>;
  }

  /** Lets it step; to be followed by {@linkcode WorkerHandle.stepped}. */
  step(): void {
    this.#throwIfFailed();
    this.#channelEnd.command(Command.step);
  }

  /** Waits for the step. */
  async stepped(): Promise<void> {
    const { timeout } = this.task;
    const failed = new Promise<never>((_, reject) => this.#onFailure = reject);
    const answered = await Promise.race([this.#channelEnd.answered(timeout), failed]);
    this.#onFailure = undefined;
    if (!answered) this.#fail(`has not answered for ${timeout} ms`);
    if (this.#channelEnd.status === Status.gone) this.#fail("has closed itself");
    this.#throwIfFailed();
    if (this.#channelEnd.status === Status.error) {
      const { name, message } = JSON.parse(readText(new Uint8Array(this.text)));
      throw makeError(name, message);
    }
  }

  /** The infos of the last step. */
  infos(): LaneInfos {
    return infosFromText(readText(new Uint8Array(this.text)), this.task.count);
  }

  /** Ends it, whatever it does. */
  close(): void {
    this.#failure ??= new Error(`${this.task.id}: expected open environments, found them closed`);
    this.#end();
  }

  /** Announces a message; the worker may end itself instead of answering. */
  #watch(): void {
    this.#channelEnd.command(Command.message);
    this.#channelEnd.answered(this.task.timeout).then(() => {
      if (this.#channelEnd.status === Status.gone) this.#fail("has closed itself");
    });
  }

  #fail(what: string): void {
    const { worker, id, first, count, seeds } = this.task;
    const range = count === 1
      ? `environment ${first}`
      : `environments ${first} to ${first + count - 1}`;
    const known = seeds().map((seed) => seed ?? "none").join(", ");
    this.#failure ??= new Error(`Worker ${worker} with ${range} of ${id} (seeds ${known}) ${what}`);
    this.#end();
  }

  #end(): void {
    // A thread that sleeps is not terminated.
    this.#channelEnd.giveUp();
    this.#worker.terminate();
    this.#onFailure?.(this.#failure!);
  }

  #throwIfFailed(): void {
    if (this.#failure) throw this.#failure;
  }
}
