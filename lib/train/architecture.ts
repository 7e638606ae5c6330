import { didYouMean } from "../backend/nearest.ts";
import { elu, gelu, relu, selu, sigmoid, silu, softplus, tanh } from "../layers/elementwise.ts";
import type { Layer } from "../layers/layer.ts";
import { mlp } from "../layers/mlp.ts";

/** An activation function's name. */
export type ActivationName =
  | "tanh"
  | "relu"
  | "sigmoid"
  | "elu"
  | "selu"
  | "softplus"
  | "gelu"
  | "silu";

const activations: Readonly<Record<ActivationName, () => Layer>> = {
  tanh,
  relu,
  sigmoid,
  elu,
  selu,
  softplus,
  gelu,
  silu,
};

/** The activation functions that go by their names. */
export const activationNames: readonly ActivationName[] = Object.keys(
  activations,
) as ActivationName[];

/** A multilayer perceptron as plain data, which a file can hold. */
export interface Architecture {
  /** The kind of network; there is one so far. */
  readonly kind: "mlp";
  /** Widths from input to output. */
  readonly widths: readonly number[];
  /** The activation function of the hidden layers. */
  readonly activation: ActivationName;
}

/**
 * The layers of an architecture.
 *
 * @throws TypeError for another kind or something that is no architecture, RangeError for an unknown
 * activation function, with the nearest, or widths out of range.
 *
 * @example
 * ```ts
 * import { createNetwork } from "@hesscale/hesscale";
 * import { buildLayers } from "@hesscale/hesscale/train";
 *
 * const layers = buildLayers({ kind: "mlp", widths: [784, 64, 10], activation: "tanh" });
 * console.log(createNetwork(layers, { seed: 1 }).parameters.map(({ name }) => name));
 * ```
 */
export function buildLayers(architecture: Architecture): Layer[] {
  const { kind, widths, activation } = architecture;
  if (kind !== "mlp" || !Array.isArray(widths)) {
    throw new TypeError(
      `Expected an architecture of kind "mlp" with widths, found ${JSON.stringify(architecture)}`,
    );
  }
  if (!Object.hasOwn(activations, activation)) {
    throw new RangeError(
      `Expected an activation among ${activationNames.join(", ")}, found "${activation}"${
        didYouMean(String(activation), activationNames)
      }`,
    );
  }
  return mlp(widths, activations[activation]);
}
