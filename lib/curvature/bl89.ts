import type { TensorLike } from "../backend/tensor_like.ts";
import type { Network } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import type { Estimate, EvaluationOptions } from "./evaluate.ts";
import { diagonalRecursion } from "./hesscale.ts";

/**
 * The recursion of Becker & LeCun 1989, which treats the log-softmax of a loss as an elementwise
 * layer (f″ = p² − p) below a loss without curvature. Without a softmax it is HesScale.
 *
 * @throws TypeError for a loss that is not linear in its log-probabilities (`ppoCategorical`).
 */
export function bl89(
  network: Network,
  input: TensorLike,
  loss: Loss,
  options: EvaluationOptions = {},
): Estimate {
  return diagonalRecursion(network, input, loss, {
    start({ backend: b, loss, lossName, output }) {
      const outputs = output.shape[1];
      const factor = { columns: b.fill([0, outputs], 0), signs: b.fill([0, 1], 0) };
      if (!loss.logSoftmax) return { diagonal: loss.hessianDiagonal(), factor };
      const { p, gradient } = loss.logSoftmax;
      if (!gradient) {
        throw new TypeError(
          `bl89: expected a loss that is linear in its log-probabilities, found ${lossName}`,
        );
      }
      return { diagonal: b.multiply(gradient, b.subtract(b.multiply(p, p), p)), factor };
    },
    secondDerivatives: true,
    exactTop: false,
  }, options);
}
