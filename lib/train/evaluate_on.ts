import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import { BatchBuffer } from "./batch_buffer.ts";
import type { Examples } from "./examples.ts";

/** How good a network is on examples. */
export interface Score {
  /** The mean of the loss over examples, if it is a mean over those of a batch. */
  readonly loss: number;
  /** The share of examples that are right, from 0 to 1; absent where that has no meaning. */
  readonly accuracy?: number;
}

/**
 * The loss and the accuracy of a network on examples, in evaluation mode.
 *
 * @param lossOf The loss for targets, such as `crossEntropy`.
 * @param options.batch Examples at a time; 500 by default.
 * @throws RangeError if the loss is not finite or `batch` out of range, TypeError for shapes that do not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createNetwork, crossEntropy, linear } from "@hesscale/hesscale";
 * import { arrayExamples, evaluateOn } from "@hesscale/hesscale/train";
 *
 * const network = createNetwork([linear(1, 2, { bias: false })]);
 * network.load({ "0.weight": [-1, 1] });
 * const examples = arrayExamples([[-2], [3], [1]], [0, 1, 0]);
 * assertEquals(evaluateOn(network, crossEntropy, examples).accuracy, 2 / 3);
 * ```
 */
export function evaluateOn<Targets>(
  network: Network,
  lossOf: (targets: Targets) => Loss,
  examples: Examples<Targets>,
  { batch = 500 }: { readonly batch?: number } = {},
): Score {
  const { backend } = network;
  const { count } = examples;
  if (!Number.isSafeInteger(batch) || batch < 1) {
    throw new RangeError(`Expected batch to be a whole number of at least 1, found ${batch}`);
  }
  const buffer = new BatchBuffer(backend, examples.features);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  let [sum, correct] = [0, 0];
  for (let start = 0; start < count; start += batch) {
    const indices = order.subarray(start, Math.min(start + batch, count));
    const targets = examples.targets(indices);
    const loss = lossOf(targets);
    // Outside of the scope, whose tensors do not outlive it.
    const input = buffer.fill(examples, indices);
    backend.scope(() => {
      const output = network.forward(input);
      const value = loss.at(backend, output).value();
      if (!Number.isFinite(value)) {
        throw new RangeError(
          `${loss.name}: expected a finite loss on examples ${start} to ${
            start + indices.length - 1
          }, found ${value}`,
        );
      }
      sum += value * indices.length;
      correct += examples.correct?.(backend.read(output), targets) ?? 0;
    });
  }
  return { loss: sum / count, ...(examples.correct && { accuracy: correct / count }) };
}
