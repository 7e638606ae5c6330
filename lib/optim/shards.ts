import type { Backend, Numbers, Tensor } from "../backend/backend.ts";
import { sizeOf } from "../backend/shapes.ts";
import type { TensorLike } from "../backend/tensor_like.ts";
import { positiveInteger } from "../curvature/options.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import { lossOfRows } from "../losses/rows.ts";
import type { StepEvaluation } from "./estimator.ts";
import type { Found } from "./walk.ts";

/** A step's walk. The curvature that feeds the update is found only if it is due. */
export type StepWalk = (
  input: TensorLike,
  loss: Loss,
  options: StepEvaluation,
  curvatureDue: boolean,
) => Found;

/** A step's walk over some rows of its batch, in numbers that any thread can read. */
export interface ShardTask {
  /** The first row. */
  readonly start: number;
  /** The row after the last. */
  readonly end: number;
  /** `[end − start, ...features]`. */
  readonly shape: readonly number[];
  /** The input, row-major. */
  readonly input: Numbers;
  /** What these rows add to the loss of the batch. */
  readonly loss: Loss;
  /** What the estimators get. */
  readonly options: StepEvaluation;
  /** Whether the curvature that feeds the update is to be found. */
  readonly curvatureDue: boolean;
}

/** Threads that walk over shards of a batch; `makeThreadedOptimizer` starts them. */
export interface ShardThreads {
  /** How many there are, the one that takes steps among them. */
  readonly count: number;
  /** Begins walks in the other threads. */
  begin(tasks: readonly ShardTask[]): BegunWalks;
}

/** Walks that other threads do. */
export interface BegunWalks {
  /** Waits until all of them have ended, well or not. */
  wait(): void;
  /**
   * After that, what they found, in the order of the tasks, as tensors of the scope around it.
   *
   * @throws The error of the first task that has one.
   */
  found(): Iterable<Found>;
}

/** How the batch of a step is split. */
export interface ShardOptions {
  /**
   * In how many parts, of as many rows as near as can be, a batch goes through the network, one after the
   * other or in `threads`. Loss, gradient and curvature are summed in the order of the rows, so that
   * bits depend on the number of shards and not on that of threads. Activations of one shard are held at a
   * time, which lets large batches into memory. 1 by default.
   *
   * What is no sum over rows is summed as each shard has it: `|Hv|` of AdaHessian, AdaKFAC's products.
   */
  readonly shards?: number;
  /** Who walks over them; this thread alone by default. */
  readonly threads?: ShardThreads;
}

/**
 * A walk over a batch shard by shard. Dropout and sampled labels are drawn for each shard apart.
 *
 * @throws RangeError for a number of shards that is not at least 1, or more threads than shards; TypeError
 * for something that is no threads. At a step TypeError for batch normalisation in training, which takes
 * statistics of a whole batch, and for a loss whose rows cannot be taken apart.
 */
export function shardedWalk(
  network: Network,
  walk: StepWalk,
  { shards = 1, threads }: ShardOptions,
): StepWalk {
  positiveInteger("shards", shards);
  if (threads !== undefined && typeof threads?.begin !== "function") {
    throw new TypeError(
      `Expected threads that walk, as makeThreadedOptimizer starts them, found ${threads}`,
    );
  }
  if (threads && threads.count > shards) {
    throw new RangeError(
      `Expected at most ${shards} threads, one for each shard, found ${threads.count}`,
    );
  }
  if (shards === 1) return walk;
  const b = network.backend;
  return (input, loss, options, curvatureDue) => {
    checkRowsApart(network, options);
    const sum = new FoundSum(b);
    b.scope(() => {
      const tasks = tasksOf(network, input, loss, shards, options, curvatureDue);
      const own = threads ? partsOf(tasks.length, threads.count)[0].end : tasks.length;
      const others = threads?.begin(tasks.slice(own));
      try {
        for (const task of tasks.slice(0, own)) sum.add(() => walkTask(b, walk, task));
      } finally {
        others?.wait();
      }
      for (const found of others?.found() ?? []) sum.add(() => found);
      return tensorsOf(sum.total);
    });
    return sum.total;
  };
}

/**
 * Walks over a shard.
 *
 * @throws What the walk throws, with the shard's rows in the message.
 */
export function walkTask(b: Backend, walk: StepWalk, task: ShardTask): Found {
  const { start, end, shape, input, loss, options, curvatureDue } = task;
  try {
    return walk(b.tensor(input, shape), loss, options, curvatureDue);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    const Kind = error instanceof RangeError ? RangeError : TypeError;
    const rows = `(in rows ${start} to ${end - 1} of the batch)`;
    throw new Kind(`${error.message} ${rows}`, { cause: error });
  }
}

/** Parts of `count` in their order, as equal as can be. */
export function partsOf(count: number, parts: number): { start: number; end: number }[] {
  const at = (part: number) => Math.floor(part * count / parts);
  return Array.from({ length: parts }, (_, part) => ({ start: at(part), end: at(part + 1) }));
}

function tasksOf(
  network: Network,
  input: TensorLike,
  loss: Loss,
  shards: number,
  options: StepEvaluation,
  curvatureDue: boolean,
): ShardTask[] {
  const b = network.backend;
  const x = network.tensor(input);
  network.checkInput(x);
  const [batch, ...features] = x.shape;
  const size = sizeOf(features);
  const numbers = b.read(x);
  return partsOf(batch, Math.min(shards, batch)).map(({ start, end }, shard) => ({
    start,
    end,
    shape: [end - start, ...features],
    input: numbers.subarray(start * size, end * size),
    loss: lossOfRows(b, loss, { start, end, batch }),
    options: { ...options, shard },
    curvatureDue,
  }));
}

/** The sum of what shards found, in the order in which they are added. */
class FoundSum {
  readonly #b: Backend;
  #total: Found | undefined;
  /** Whether the total's tensors are made here, so that they may be changed. */
  #own = false;

  constructor(b: Backend) {
    this.#b = b;
  }

  get total(): Found {
    return this.#total!;
  }

  /** Adds what a shard found, and frees it. */
  add(next: () => Found): void {
    const [b, total] = [this.#b, this.#total];
    if (!total) {
      this.#total = next();
      return;
    }
    b.scope(() => {
      const found = next();
      const sumsOf = (sums?: readonly Tensor[], more?: readonly Tensor[]) =>
        sums && more && sums.map((sum, i) => this.#sumOf(sum, more[i]));
      this.#total = {
        loss: total.loss + found.loss,
        gradient: sumsOf(total.gradient, found.gradient)!,
        curvature: sumsOf(total.curvature, found.curvature),
        scaling: sumsOf(total.scaling, found.scaling),
      };
      return this.#own ? [] : tensorsOf(this.#total);
    });
    this.#own = true;
  }

  #sumOf(sum: Tensor, more: Tensor): Tensor {
    if (!this.#own) return this.#b.add(sum, more);
    this.#b.addScaled(sum, more, 1);
    return sum;
  }
}

function tensorsOf({ gradient, curvature = [], scaling = [] }: Found): Tensor[] {
  return [...new Set([...gradient, ...curvature, ...scaling])];
}

/** With sums over a batch in batch normalisation, a shard is not a part of the batch. */
function checkRowsApart(network: Network, { training }: StepEvaluation): void {
  if (!training || network.buffers.length === 0) return;
  const name = network.buffers[0].name.replace(/\.[^.]*$/, "");
  throw new TypeError(
    `Expected layers that take samples apart for shards, found batch normalisation in training at ${name}: ` +
      "its statistics are those of the whole batch",
  );
}
