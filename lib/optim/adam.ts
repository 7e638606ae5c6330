import type { Tensor } from "../backend/backend.ts";
import type { ParameterTree } from "../curvature/tree.ts";
import type { Network } from "../layers/network.ts";

/** Options of {@linkcode Adam}. */
export interface AdamOptions {
  /** α; 1e-3 by default. */
  readonly stepSize?: number;
  /** β₁; 0.9 by default. */
  readonly beta1?: number;
  /** β₂; 0.999 by default. */
  readonly beta2?: number;
  /** ε; 1e-8 by default. */
  readonly epsilon?: number;
}

/** Moments of one parameter, of its shape. */
interface Moments {
  readonly mean: Tensor;
  readonly square: Tensor;
}

/** Adam (Kingma & Ba 2015) for the parameters of a network. */
export class Adam {
  readonly #network: Network;
  readonly #options: Required<AdamOptions>;
  readonly #moments: readonly Moments[];
  #step = 0;

  /** @throws RangeError if the step size is not positive. */
  constructor(network: Network, options: AdamOptions = {}) {
    const { stepSize = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
    if (!(stepSize > 0)) throw new RangeError(`Expected stepSize above 0, found ${stepSize}`);
    this.#network = network;
    this.#options = { stepSize, beta1, beta2, epsilon };
    this.#moments = network.parameters.map(({ parameter: { shape } }) => ({
      mean: network.backend.fill(shape, 0),
      square: network.backend.fill(shape, 0),
    }));
  }

  /** Updates the parameters along a gradient of the network. */
  step(gradient: ParameterTree): void {
    const { backend, parameters } = this.#network;
    const options = { ...this.#options, step: ++this.#step };
    for (const [i, { name, parameter }] of parameters.entries()) {
      const g = gradient.get(name);
      const state = { parameter: parameter.value, ...this.#moments[i] };
      backend.momentStep(state, { gradient: g, curvature: g }, options);
    }
  }
}
