import type { Layer } from "../layers/layer.ts";
import type { Network } from "../layers/network.ts";
import { sequential } from "../layers/sequential.ts";
import { positiveInteger } from "../curvature/options.ts";
import { makeOptimizer, type NamedOptimizerOptions } from "../optim/named.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import { type BegunWalks, partsOf, type ShardTask, type ShardThreads } from "../optim/shards.ts";
import type { Found } from "../optim/walk.ts";
import { type Architecture, buildLayers } from "./architecture.ts";
import { WalkMemory } from "./walk_memory.ts";
import { WalkThread } from "./walk_thread.ts";
import type { StartRequest } from "./walk_worker.ts";

/** What {@linkcode makeThreadedOptimizer} takes, beside the options of the optimizer. */
export interface ThreadedOptions extends Omit<NamedOptimizerOptions, "threads"> {
  /** The network as plain data, which the threads make theirs of. */
  readonly architecture: Architecture;
  /** How many threads walk, this one among them: at most one for each of the `shards`. */
  readonly threads: number;
}

/**
 * An optimizer by its name whose walks over the shards of a batch are shared out to threads, web workers with
 * a network of their own each. Bits are those of the same number of shards in one thread; the threads end when
 * the optimizer is disposed of, and keep the process alive until then.
 *
 * Web workers are there in Deno, Bun and browsers. They pay where a step takes much longer than to copy its
 * parameters, as with convolutions, and take about 70 MB each. Losses are those whose rows can be taken apart,
 * such as `crossEntropy`. `step` sleeps while other threads work, which browsers allow in workers only.
 *
 * @param network On the simd backend.
 * @throws TypeError for a network of another architecture or backend, or an option that holds a function, but
 * for `stepSize` and `groups`; RangeError for more threads than shards, and what `makeOptimizer` throws; Error
 * where there are no web workers, or this thread must not wait.
 *
 * @example
 * ```ts
 * import { createNetwork, crossEntropy } from "@hesscale/hesscale";
 * import { type Architecture, buildLayers, makeThreadedOptimizer } from "@hesscale/hesscale/train";
 *
 * const architecture: Architecture = { kind: "mlp", widths: [2, 4, 3], activation: "tanh" };
 * const network = createNetwork(buildLayers(architecture), { seed: 1 });
 * using optimizer = await makeThreadedOptimizer("adaHesScale", network, {
 *   architecture,
 *   shards: 2,
 *   threads: 2,
 * });
 * console.log(optimizer.step([[0.5, -1], [2, 0]], crossEntropy([0, 2])).loss);
 * ```
 */
export async function makeThreadedOptimizer(
  name: string,
  network: Network,
  { architecture, threads: count, ...options }: ThreadedOptions,
): Promise<Optimizer & Disposable> {
  const { shards = 1, stepSize: _, groups: __, ...others } = options;
  const walkOptions = { ...others, shards: 1 };
  positiveInteger("threads", count);
  if (count > 1) checkRuntime();
  checkNetwork(network, architecture);
  const threads = new Threads(network, count);
  // Checks all options before a thread starts.
  const optimizer = makeOptimizer(name, network, { ...options, threads });
  await threads.start({
    architecture,
    optimizer: name,
    options: cloned(name, walkOptions),
    shards: Math.ceil(shards / count),
  });
  return Object.assign(optimizer, { [Symbol.dispose]: () => threads[Symbol.dispose]() });
}

/** The threads of an optimizer, but for the one that takes its steps. */
class Threads implements ShardThreads, Disposable {
  readonly count: number;
  readonly #network: Network;
  #threads: WalkThread[] = [];
  #memory: WalkMemory | undefined;

  constructor(network: Network, count: number) {
    this.#network = network;
    this.count = count;
  }

  /** Starts them all, or none. */
  async start(request: Omit<StartRequest, "buffers">): Promise<void> {
    if (this.count === 1) return;
    const { shards } = request;
    const parameters = WalkMemory.roomForParameters(this.#network);
    const rooms = Array.from(
      { length: this.count - 1 },
      () => WalkMemory.room(this.#network, shards, parameters),
    );
    try {
      for (const buffers of rooms) {
        this.#threads.push(new WalkThread(this.#network, { ...request, buffers }));
      }
      await Promise.all(this.#threads.map((thread) => thread.started()));
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
    this.#memory = new WalkMemory(this.#network, shards, rooms[0]);
  }

  begin(tasks: readonly ShardTask[]): BegunWalks {
    this.#memory?.writeParameters();
    const parts = partsOf(tasks.length, this.#threads.length);
    const begun = this.#threads.map((thread, i) =>
      thread.begin(tasks.slice(parts[i].start, parts[i].end))
    );
    return {
      wait: () => begun.forEach((walks) => walks.wait()),
      *found(): Iterable<Found> {
        for (const walks of begun) yield* walks.found();
      },
    };
  }

  [Symbol.dispose](): void {
    for (const thread of this.#threads) thread[Symbol.dispose]();
  }
}

/** Checks that there are threads, and that this one may wait for them. */
function checkRuntime(): void {
  if (typeof Worker === "undefined") {
    throw new Error("Expected web workers for threads, found a runtime without them");
  }
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
  } catch (cause) {
    const expected = "Expected a runtime that lets this thread wait for shared memory";
    throw new Error(`${expected}, found one that does not, as the main thread of a browser`, {
      cause,
    });
  }
}

/** Checks that threads can make a network like this one. */
function checkNetwork({ backend, layer }: Network, architecture: Architecture): void {
  if (backend.name !== "simd") {
    throw new TypeError(`Expected a network on the simd backend, found ${backend.name}`);
  }
  const expected = namesOf(sequential(...buildLayers(architecture)));
  const found = namesOf(layer);
  if (expected === found) return;
  throw new TypeError(`Expected a network of the architecture, ${expected}, found ${found}`);
}

/** The names of a layer and of those inside it. */
function namesOf({ name, children }: Layer): string {
  return children.length === 0
    ? name
    : `${name} (${children.map((child) => namesOf(child.layer)).join(", ")})`;
}

/** Options as a thread gets them. */
function cloned(name: string, options: NamedOptimizerOptions): NamedOptimizerOptions {
  try {
    return structuredClone(options);
  } catch (cause) {
    throw new TypeError(
      `Expected options of ${name} without functions, which cannot be sent to a thread, found ${
        Object.entries(options).filter(([, value]) => holdsFunction(value)).map(([key]) => key)
      }`,
      { cause },
    );
  }
}

function holdsFunction(value: unknown): boolean {
  return typeof value === "function" ||
    (typeof value === "object" && value !== null && Object.values(value).some(holdsFunction));
}
