import { logSigmoidFunction, sigmoidFunction } from "../backend/functions.ts";
import type { Backend, Tensor } from "../backend/backend.ts";
import type { TensorLike } from "../backend/tensor_like.ts";
import { checkEach, dataOf, outputSize } from "./check.ts";
import { type Loss, type LossOptions, rowWeights } from "./loss.ts";
import { structuredLoss } from "./structured.ts";

/** The first two derivatives of a loss of single elements. */
interface ElementLoss {
  /** ℓ. */
  readonly value: Tensor;
  /** ℓ′. */
  readonly first: Tensor;
  /** ℓ″. */
  readonly second: Tensor;
}

/** `Σ_nk w_n ℓ(z_nk, y_nk)`, averaged over all N·C elements for a mean. */
function elementLoss(
  name: string,
  targets: TensorLike,
  options: LossOptions,
  element: (b: Backend, z: Tensor, y: Tensor) => ElementLoss,
): Loss {
  return {
    name,
    source: { data: targets, options },
    at(b, z) {
      const { batch, outputs } = outputSize(name, z);
      const y = dataOf(b, name, "targets", targets, [batch, outputs]);
      const weight = rowWeights(b, batch, options, outputs);
      const { value, first, second } = element(b, z, y);
      return structuredLoss(b, z, {
        value: () => b.sum(b.multiply(value, weight)),
        gradient: () => b.multiply(first, weight),
        hessian: { diagonal: b.multiply(second, weight) },
      });
    },
  };
}

/** Squared error `(z − y)²` to targets `[batch, outputs]`, averaged over all elements; no factor ½. */
export function meanSquaredError(targets: TensorLike, options: LossOptions = {}): Loss {
  return elementLoss("meanSquaredError", targets, options, (b, z, y) => {
    const error = b.subtract(z, y);
    return {
      value: b.multiply(error, error),
      first: b.scale(error, 2),
      second: b.fill(z.shape, 2),
    };
  });
}

/**
 * Huber's loss to targets `[batch, outputs]`: `½e²` where the distance e is below δ, `δ(|e| − ½δ)`
 * beyond, averaged over all elements.
 *
 * @param options.delta δ, 1 by default.
 * @throws RangeError if δ is not positive.
 */
export function huber(
  targets: TensorLike,
  options: LossOptions & { readonly delta?: number } = {},
): Loss {
  const { delta = 1 } = options;
  if (!(delta > 0)) throw new RangeError(`huber: expected delta above 0, found ${delta}`);
  return elementLoss("huber", targets, options, (b, z, y) => {
    const error = b.subtract(z, y);
    const clipped = b.clip(error, -delta, delta);
    const beyond = b.lessOrEqual(b.fill(z.shape, delta * delta), b.multiply(error, error));
    return {
      value: b.subtract(b.multiply(clipped, error), b.scale(b.multiply(clipped, clipped), 0.5)),
      first: clipped,
      second: b.scale(beyond, -1, 1),
    };
  });
}

/** Binary cross-entropy of logits with targets in [0, 1], `[batch, outputs]`, averaged over all elements. */
export function binaryCrossEntropy(targets: TensorLike, options: LossOptions = {}): Loss {
  return elementLoss("binaryCrossEntropy", targets, options, (b, z, y) => {
    const good = (value: number) => value >= 0 && value <= 1;
    checkEach(b, y, good, "binaryCrossEntropy: expected targets in [0, 1]");
    return {
      value: b.subtract(
        b.multiply(z, b.scale(y, -1, 1)),
        b.elementwise(logSigmoidFunction, z),
      ),
      first: b.subtract(b.elementwise(sigmoidFunction, z), y),
      second: b.elementwise(sigmoidFunction, z, 1),
    };
  });
}
