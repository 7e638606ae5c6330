import type { Network } from "../layers/network.ts";
import type { BegunWalks, ShardTask } from "../optim/shards.ts";
import type { Found } from "../optim/walk.ts";
import { WalkMemory } from "./walk_memory.ts";
import type { StartReply, StartRequest, WalkRequest } from "./walk_worker.ts";

/** How long a thread may take longer than its caller, in seconds, before it counts as dead. */
const PATIENCE = 60;

/** A thread that walks, as the one that takes steps sees it. */
export class WalkThread implements Disposable {
  readonly #worker: Worker;
  readonly #memory: WalkMemory;
  readonly #started: Promise<void>;
  #requests = 0;
  #failure: Error | undefined;

  /** Starts a thread; it is to be awaited by {@linkcode WalkThread.started}. */
  constructor(network: Network, request: StartRequest) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#started = promise;
    this.#memory = new WalkMemory(network, request.shards, request.buffers);
    this.#worker = new Worker(new URL("./walk_worker.ts", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data: { error } }: MessageEvent<StartReply>) =>
      error ? reject(error) : resolve();
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#end(new Error(`A thread that walks over shards ended: ${event.message}`));
      reject(this.#failure);
    };
    this.#worker.postMessage(request);
  }

  /** Waits until it is there. */
  async started(): Promise<void> {
    await this.#started;
  }

  /** Begins walks; the parameters are in the memory already. */
  begin(tasks: readonly ShardTask[]): BegunWalks {
    if (this.#failure) throw this.#failure;
    const request = ++this.#requests;
    const message: WalkRequest = {
      request,
      tasks: tasks.map(({ input, loss: { name, source }, ...task }) => ({
        ...task,
        // A view would be sent with all of what it is a view of.
        input: input.slice(),
        loss: { name, source: source! },
      })),
    };
    this.#worker.postMessage(message);
    return {
      wait: () => {
        if (this.#failure || this.#memory.awaitAnswer(request, PATIENCE)) return;
        this.#end(
          new Error(`A thread that walks over shards has not answered for ${PATIENCE} seconds`),
        );
      },
      found: () => this.#found(tasks.length),
    };
  }

  /** Ends it. */
  [Symbol.dispose](): void {
    this.#end(new Error("Expected threads that walk over shards, found them ended"));
  }

  *#found(count: number): Iterable<Found> {
    const error = this.#failure ?? this.#memory.error;
    if (error) throw error;
    for (let shard = 0; shard < count; shard++) yield this.#memory.readFound(shard);
  }

  #end(failure: Error): void {
    this.#failure ??= failure;
    this.#worker.terminate();
  }
}
