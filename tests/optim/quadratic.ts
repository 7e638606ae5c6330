import {
  type Backend,
  createNetwork,
  linear,
  type Loss,
  meanSquaredError,
  type Network,
} from "../../mod.ts";

/**
 * `¼ Σ_i (a_i θ_i − y_i)²`: a linear unit whose four inputs are multiples a_i of unit vectors, so that
 * its Hessian is the diagonal `½ a_i²`.
 */
export interface Quadratic {
  readonly network: Network;
  readonly input: readonly (readonly number[])[];
  readonly loss: Loss;
}

const slopes = [0.5, 1, 2, 4];
const start = [1, -2, 0.5, 3];

/** In the parameter φ = θ / s, which has the same minimum. */
export function quadratic(backend: Backend, s: readonly number[] = [1, 1, 1, 1]): Quadratic {
  const network = createNetwork([linear(4, 1, { bias: false })], { backend });
  network.load({ "0.weight": start.map((theta, i) => theta / s[i]) });
  return {
    network,
    input: slopes.map((a, row) => slopes.map((_, i) => i === row ? a * s[i] : 0)),
    loss: meanSquaredError([[1], [2], [-1], [0.5]]),
  };
}
