import type { Layer } from "./layer.ts";
import { linear, type LinearOptions } from "./linear.ts";

/**
 * The layers of a multilayer perceptron: `mlp([784, 64, 10], tanh)` is linear, tanh, linear.
 *
 * @throws RangeError if fewer than two sizes are given.
 */
export function mlp(
  sizes: readonly number[],
  activation: () => Layer,
  options: LinearOptions = {},
): Layer[] {
  if (sizes.length < 2) {
    throw new RangeError(`mlp: expected at least two sizes, found [${sizes.join(", ")}]`);
  }
  return sizes.slice(1).flatMap((outputs, i) => [
    ...(i > 0 ? [activation()] : []),
    linear(sizes[i], outputs, options),
  ]);
}
