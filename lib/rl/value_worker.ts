/**
 * A thread in which the value network of an agent learns.
 *
 * @module
 */

import type { PpoConfiguration } from "./configuration.ts";
import type { RolloutSizes } from "./rollout.ts";
import { type LearntValues, ValueLearner, type ValueTask } from "./value_learner.ts";

/** What the thread is told: what it learns for, and then what to learn from. */
export type ValueRequest =
  | { readonly configuration: PpoConfiguration; readonly sizes: RolloutSizes }
  | { readonly task: ValueTask };

/** What it answers to a task. */
export type ValueReply = { readonly learnt: LearntValues } | { readonly error: Error };

/** The part of a worker's global scope that is used here. */
interface Scope {
  onmessage: ((event: MessageEvent<ValueRequest>) => void) | null;
  postMessage(reply: ValueReply): void;
}

const scope = self as unknown as Scope;
let learner: ValueLearner;

scope.onmessage = ({ data }) => {
  try {
    if ("task" in data) scope.postMessage({ learnt: learner.learn(data.task) });
    else learner = new ValueLearner(data.configuration, data.sizes);
  } catch (error) {
    scope.postMessage({ error: error as Error });
  }
};
