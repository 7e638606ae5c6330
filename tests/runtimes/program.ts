import type * as hesscale from "../../mod.ts";

/** What {@linkcode train} returns: plain data, which JSON and messages carry as they are. */
export interface Trained {
  /** The loss of each step. */
  readonly losses: readonly number[];
  /**
   * The bits of all losses, parameters and the last curvature, two words each: in float64, which holds every
   * float32.
   */
  readonly words: readonly number[];
}

const STEPS = 200;
const SIZES = [17, 64, 64, 6];
const BATCH = 32;

/**
 * Trains a small network on random data along HesScale with a column: the same work in every runtime.
 *
 * @param library The library as that runtime loads it
 * @param seed Determines the data and the initial parameters
 */
export function train(library: typeof hesscale, seed: number): Trained {
  const { createNetwork, crossEntropy, mlp, tanh } = library;
  const network = createNetwork(mlp(SIZES, tanh), { seed });
  const { backend, parameters } = network;

  const random = new library.Random(seed).split("data");
  const rows = Array.from(
    { length: BATCH },
    () => Array.from({ length: SIZES[0] }, () => random.normal()),
  );
  const input = network.tensor(rows);
  const loss = crossEntropy(rows.map((_, i) => i % SIZES[3]));

  const states = parameters.map(({ parameter: { value, shape } }) => ({
    parameter: value,
    mean: backend.fill(shape, 0),
    square: backend.fill(shape, 0),
  }));
  const hyper = { stepSize: 3e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  const losses: number[] = [];
  let curvatures: Float64Array = new Float64Array();
  for (let step = 1; step <= STEPS; step++) {
    backend.scope(() => {
      const estimate = library.hesscale(network, input, loss, { rank: 1 });
      for (const [i, { name }] of parameters.entries()) {
        const signals = {
          gradient: estimate.gradient.get(name),
          curvature: estimate.curvature.get(name),
        };
        backend.momentStep(states[i], signals, { ...hyper, step });
      }
      losses.push(estimate.loss);
      if (step === STEPS) curvatures = estimate.curvature.flat();
    });
  }
  const values = Object.values(network.read()).flatMap((numbers) => [...numbers]);
  const numbers = Float64Array.of(...losses, ...values, ...curvatures);
  return { losses, words: [...new Uint32Array(numbers.buffer)] };
}
