import type { Tensor } from "../backend/backend.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import { BatchBuffer } from "./batch_buffer.ts";
import { classesIn, type Examples } from "./examples.ts";

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
  let [sum, correct] = [0, 0];
  forEachOutput(network, examples, batch, (output, indices) => {
    const targets = examples.targets(indices);
    const loss = lossOf(targets);
    const value = loss.at(network.backend, output).value();
    if (!Number.isFinite(value)) {
      throw new RangeError(
        `${loss.name}: expected a finite loss on examples ${indices[0]} to ${
          indices.at(-1)
        }, found ${value}`,
      );
    }
    sum += value * indices.length;
    correct += examples.correct?.(network.backend.read(output), targets) ?? 0;
  });
  const { count } = examples;
  return { loss: sum / count, ...(examples.correct && { accuracy: correct / count }) };
}

/**
 * How often each class is taken for each: `confusion[class][predicted]` counts examples.
 *
 * @param examples Inputs with labels.
 * @param options.batch Examples at a time; 500 by default.
 * @throws RangeError if `batch` or a label is out of range, TypeError for shapes that do not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createNetwork, linear } from "@hesscale/hesscale";
 * import { arrayExamples, confusionOn } from "@hesscale/hesscale/train";
 *
 * const network = createNetwork([linear(1, 2, { bias: false })]);
 * network.load({ "0.weight": [-1, 1] });
 * assertEquals(confusionOn(network, arrayExamples([[-2], [3], [1]], [0, 1, 0])), [[1, 1], [0, 1]]);
 * ```
 */
export function confusionOn(
  network: Network,
  examples: Examples<ArrayLike<number>>,
  { batch = 500 }: { readonly batch?: number } = {},
): number[][] {
  const [classes] = network.layer.outputShape(examples.features);
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  forEachOutput(network, examples, batch, (output, indices) => {
    const found = classesIn(network.backend.read(output), indices.length);
    const labels = examples.targets(indices);
    for (const [row, predicted] of found.entries()) {
      const label = labels[row];
      if (!(label in confusion)) {
        throw new RangeError(
          `Expected labels from 0 to ${classes - 1}, found ${label} of example ${indices[row]}`,
        );
      }
      confusion[label][predicted]++;
    }
  });
  return confusion;
}

/** The outputs for all examples, in evaluation mode; each is gone after its visit. */
function forEachOutput(
  network: Network,
  examples: Examples<unknown>,
  batch: number,
  visit: (output: Tensor, indices: Uint32Array) => void,
): void {
  if (!Number.isSafeInteger(batch) || batch < 1) {
    throw new RangeError(`Expected batch to be a whole number of at least 1, found ${batch}`);
  }
  const buffer = new BatchBuffer(network.backend, examples.features);
  const order = Uint32Array.from({ length: examples.count }, (_, i) => i);
  for (let start = 0; start < order.length; start += batch) {
    const indices = order.subarray(start, Math.min(start + batch, order.length));
    // Outside of the scope, whose tensors do not outlive it.
    const input = buffer.fill(examples, indices);
    network.backend.scope(() => visit(network.forward(input), indices));
  }
}
