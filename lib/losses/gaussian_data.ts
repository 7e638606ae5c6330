import type { Backend, Tensor } from "../backend/backend.ts";
import { checkChoice } from "../backend/choice.ts";
import { dataOf, positiveDataOf } from "./check.ts";
import { type GaussianData, type GaussianOutput, type LogDensity, logDensity } from "./gaussian.ts";

/**
 * The log-density of a loss's data at a network output.
 *
 * @throws TypeError if data are missing or do not fit, RangeError for a variance that is not positive.
 */
export function densityOf(
  b: Backend,
  loss: string,
  output: GaussianOutput,
  { actions, means, variances }: GaussianData,
  z: Tensor,
): LogDensity {
  checkChoice(`the output of ${loss}`, output, Object.keys(logDensity));
  const shape = z.shape;
  const taken = dataOf(b, loss, "actions", actions, shape);
  const [quantity, fixed] = output === "mean" ? ["variances", variances] : ["means", means];
  if (fixed === undefined) {
    throw new TypeError(
      `${loss}: expected ${quantity} for an output that is the ${output}, found none`,
    );
  }
  if (output === "variance") positiveDataOf(b, loss, "variances as output", z, shape);
  const held = output === "mean"
    ? positiveDataOf(b, loss, quantity as string, fixed as Tensor, shape)
    : dataOf(b, loss, quantity as string, fixed as Tensor, shape);
  return logDensity[output](b, z, taken, held);
}
