/**
 * A thread that walks over shards of batches, with a network of its own.
 *
 * @module
 */

import { createNetwork } from "../layers/network.ts";
import { lossFrom } from "../losses/rows.ts";
import type { LossSource } from "../losses/loss.ts";
import { walkOf } from "../optim/create_optimizer.ts";
import { makeOptimizer, type NamedOptimizerOptions } from "../optim/named.ts";
import { type ShardTask, walkTask } from "../optim/shards.ts";
import { type Architecture, buildLayers } from "./architecture.ts";
import { type WalkBuffers, WalkMemory } from "./walk_memory.ts";

/** What the thread is told first. */
export interface StartRequest {
  readonly architecture: Architecture;
  /** The optimizer's name. */
  readonly optimizer: string;
  readonly options: NamedOptimizerOptions;
  /** Shards of a step that it gets at most. */
  readonly shards: number;
  readonly buffers: WalkBuffers;
}

/** What it is told then: walks whose parameters are in the shared memory. */
export interface WalkRequest {
  /** Counts up from 1. */
  readonly request: number;
  readonly tasks: readonly SentTask[];
}

/** A task that can be sent. */
export type SentTask = Omit<ShardTask, "loss"> & {
  readonly loss: { readonly name: string; readonly source: LossSource };
};

/** The answer to a {@linkcode StartRequest}; those to others are in the shared memory. */
export type StartReply = { readonly error?: Error };

/** The part of a worker's global scope that is used here. */
interface Scope {
  onmessage: ((event: MessageEvent<StartRequest | WalkRequest>) => void) | null;
  postMessage(reply: StartReply): void;
}

const scope = self as unknown as Scope;
let walkAll: (request: WalkRequest) => void;

function start({ architecture, optimizer, options, shards, buffers }: StartRequest): void {
  const network = createNetwork(buildLayers(architecture));
  const walk = walkOf(makeOptimizer(optimizer, network, options));
  const memory = new WalkMemory(network, shards, buffers);
  walkAll = ({ request, tasks }) => {
    try {
      memory.readParameters();
      for (const [shard, { loss: { name, source }, ...task }] of tasks.entries()) {
        network.backend.scope(() => {
          const loss = lossFrom(name, source);
          memory.writeFound(shard, walkTask(network.backend, walk, { ...task, loss }));
        });
      }
      memory.answer(request);
    } catch (error) {
      memory.answer(request, error as Error);
    }
  };
}

scope.onmessage = ({ data }) => {
  if ("tasks" in data) return walkAll(data);
  try {
    start(data);
    scope.postMessage({});
  } catch (error) {
    scope.postMessage({ error: error as Error });
  }
};
