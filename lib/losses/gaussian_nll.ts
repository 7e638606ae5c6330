import { dataOf, outputSize } from "./check.ts";
import type { GaussianData, GaussianOutput } from "./gaussian.ts";
import { densityOf } from "./gaussian_data.ts";
import { type Loss, type LossOptions, rowWeights } from "./loss.ts";
import { structuredLoss } from "./structured.ts";

/**
 * Negative log-likelihood of actions under a normal distribution, weighted by advantages: A2C's
 * policy loss with continuous actions, `Σ_nk w_n A_n (−ln N(a_nk; μ_nk, v_nk))` without the
 * constant, averaged over all N·C elements. `output` says which parameter the network gives:
 * - `"mean"`: needs `variances`,
 * - `"variance"`: needs `means`; outputs must be positive, so end the network with `exp()`,
 * - `"logStd"`: the logarithm of the standard deviation; needs `means`.
 *
 * The other parameter is a constant.
 *
 * @param data.advantages `[batch]`, 1 by default.
 */
export function gaussianNll(
  output: GaussianOutput,
  data: GaussianData & { readonly advantages?: ArrayLike<number> },
  options: LossOptions = {},
): Loss {
  const name = `gaussianNll(${output})`;
  return {
    name,
    at(b, z) {
      const { batch, outputs } = outputSize(name, z);
      const { value, first, second } = densityOf(b, name, output, data, z);
      const weight = rowWeights(b, batch, options, outputs);
      const scaled = data.advantages
        ? b.multiply(weight, dataOf(b, name, "advantages", data.advantages, [batch, 1]))
        : weight;
      const factor = b.scale(scaled, -1);
      return structuredLoss(b, z, {
        value: () => b.sum(b.multiply(value, factor)),
        gradient: () => b.multiply(first, factor),
        hessian: { diagonal: b.multiply(second, factor) },
      });
    },
  };
}
