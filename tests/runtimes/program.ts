import type * as hesscale from "../../mod.ts";

/** What {@linkcode train} returns: plain data, which JSON and messages carry as they are. */
export interface Trained {
  /** The loss of each step. */
  readonly losses: readonly number[];
  /**
   * The bits of all losses, parameters and the last curvatures, two words each: in float64, which holds every
   * float32.
   */
  readonly words: readonly number[];
}

const STEPS = 200;
const SIZES = [17, 64, 64, 6];
const BATCH = 32;

/**
 * Trains small networks on random data, by AdaHesScale with a column and by AdaHessian, which draws: the same
 * work in every runtime.
 *
 * @param library The library as that runtime loads it
 * @param seed Determines the data, the initial parameters and what is drawn
 */
export function train(library: typeof hesscale, seed: number): Trained {
  const { createNetwork, crossEntropy, mlp, tanh } = library;
  const random = new library.Random(seed).split("data");
  const rows = Array.from(
    { length: BATCH },
    () => Array.from({ length: SIZES[0] }, () => random.normal()),
  );
  const loss = crossEntropy(rows.map((_, i) => i % SIZES[3]));

  const schedule = library.cosineSchedule({ from: 1e-2, to: 1e-3, steps: STEPS });
  const options = { stepSize: schedule, stepSizeScaling: { delta: 1e-5 }, seed };
  const learnt = (["adaHesScale", "adaHessian"] as const).map((name) => {
    const network = createNetwork(mlp(SIZES, tanh), { seed });
    const own = name === "adaHesScale" ? { ...options, rank: 1 } : options;
    const optimizer = library.makeOptimizer(name, network, own);
    const losses = Array.from({ length: STEPS }, () => optimizer.step(rows, loss).loss);
    const values = Object.values(network.read()).flatMap((numbers) => [...numbers]);
    const { curvature } = library.hesscale(network, rows, loss, { rank: 1 });
    return { losses, numbers: [...losses, ...values, ...curvature.flat()] };
  });
  learnt.push(trainOnImages(library, seed));
  const numbers = Float64Array.from(learnt.flatMap(({ numbers }) => numbers));
  return {
    losses: learnt.flatMap(({ losses }) => losses),
    words: [...new Uint32Array(numbers.buffer)],
  };
}

/** What the runtimes call. */
export const run = train;

/** A small convolutional network, with everything that has kernels of its own. */
function trainOnImages(
  { conv2d, createNetwork, crossEntropy, Random, simd, ...library }: typeof hesscale,
  seed: number,
): { losses: number[]; numbers: number[] } {
  const network = createNetwork([
    conv2d(3, 8, 3, { padding: "same" }),
    library.batchNorm(8),
    library.tanh(),
    library.maxPool(3, { stride: 2, padding: "same" }),
    conv2d(8, 8, 3, { groups: 8, padding: "same" }),
    library.tanh(),
    conv2d(8, 12, 3, { groups: 2, stride: 2 }),
    library.silu(),
    conv2d(12, 24, 2, { groups: 12, stride: 2, padding: 1 }),
    library.tanh(),
    library.averagePool(2, { stride: 1 }),
    library.flatten(),
    library.linear(24, 5),
  ], { seed });
  const images = simd.random("normal", [8, 13, 13, 3], new Random(seed));
  const loss = crossEntropy([0, 1, 2, 3, 4, 0, 1, 2]);
  const optimizer = library.makeOptimizer("adaHesScale", network, { stepSize: 1e-2, seed });
  const losses = Array.from({ length: 20 }, () => optimizer.step(images, loss).loss);
  const values = Object.values(network.read()).flatMap((numbers) => [...numbers]);
  const { curvature } = library.hesscale(network, images, loss, { rank: 1 });
  return { losses, numbers: [...losses, ...values, ...curvature.flat()] };
}
