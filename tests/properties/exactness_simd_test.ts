import { assert } from "@std/assert";
import {
  type Backend,
  createNetwork,
  crossEntropy,
  exactDiagonal,
  exp,
  gaussianNll,
  hesscale,
  type HesScaleOptions,
  type Layer,
  linear,
  type Loss,
  meanSquaredError,
  mlp,
  Random,
  reference,
  simd,
  tanh,
} from "../../mod.ts";
import { NOISE, noisyReference } from "./noisy.ts";

const BATCH = 8;
const [OBSERVATIONS, ACTIONS] = [17, 6];

/** A network of the paper with a loss, from the same float32 numbers in every backend. */
interface Problem {
  readonly name: string;
  readonly layers: () => readonly Layer[];
  readonly loss: Loss;
  readonly options: HesScaleOptions;
  /** Parameters at the end for which HesScale is exact, all by default. */
  readonly last?: number;
}

const random = new Random(1);
const rows = (width: number) =>
  Array.from(
    { length: BATCH },
    () => Array.from({ length: width }, () => Math.fround(random.normal())),
  );
const input = rows(OBSERVATIONS);
const [targets, values, actions, means] = [ACTIONS, 1, ACTIONS, ACTIONS].map(rows);
const policy = () => mlp([OBSERVATIONS, 64, 64, ACTIONS], tanh);

const problems: readonly Problem[] = [
  {
    name: "cross-entropy, full rank",
    layers: policy,
    loss: crossEntropy(input.map((_, i) => i % ACTIONS)),
    options: { rank: "full" },
  },
  {
    name: "squared error, full rank",
    layers: policy,
    loss: meanSquaredError(targets),
    options: { rank: "full" },
  },
  {
    name: "squared error, the last two layers without columns",
    layers: policy,
    loss: meanSquaredError(targets),
    options: {},
    last: 64 * 65 + ACTIONS * 65,
  },
  {
    name: "cross-entropy, the last layer without columns",
    layers: policy,
    loss: crossEntropy(input.map((_, i) => i % ACTIONS)),
    options: {},
    last: ACTIONS * 65,
  },
  {
    name: "value network, one column",
    layers: () => mlp([OBSERVATIONS, 64, 64, 1], tanh),
    loss: meanSquaredError(values),
    options: { rank: 1 },
  },
  {
    name: "variance network, full rank",
    layers: () => [linear(OBSERVATIONS, 64), tanh(), linear(64, ACTIONS), exp()],
    loss: gaussianNll("variance", { actions, means }),
    options: { rank: "full" },
  },
];

/** The network with the parameters that float32 gives it, in any backend. */
function networkIn(backend: Backend, { layers }: Problem) {
  const parameters = createNetwork(layers(), { seed: 3, backend: simd }).read();
  const network = createNetwork(layers(), { backend });
  network.load(parameters);
  return network;
}

function curvatureIn(backend: Backend, problem: Problem): Float64Array {
  const { loss, options } = problem;
  return hesscale(networkIn(backend, problem), input, loss, options).curvature.flat();
}

const distance = (a: Float64Array, b: Float64Array) =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);

/**
 * What HesScale gives in float32 for the paper's networks is the exact diagonal in float64, where it is
 * exact, no further off than noise of float32's size in every operation moves it.
 */
for (const problem of problems) {
  Deno.test(`simd: HesScale is exact in the paper's networks: ${problem.name}`, () => {
    const exactly = exactDiagonal(networkIn(reference, problem), input, problem.loss);
    const all = exactly.curvature.flat();
    const from = problem.last === undefined ? 0 : all.length - problem.last;
    const part = (numbers: Float64Array) => numbers.subarray(from);
    const exact = part(all);
    const own = part(curvatureIn(reference, problem));
    const scale = exact.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    assert(distance(own, exact) <= 1e-12 * scale);

    const moved = [0, 1, 2].map((seed) =>
      distance(part(curvatureIn(noisyReference(seed), problem)), own)
    );
    const tolerance = Math.max(...moved) + NOISE * scale;
    const error = distance(part(curvatureIn(simd, problem)), exact);
    assert(tolerance < 1e-4 * scale, `a tolerance of ${tolerance / scale} says little`);
    assert(error <= tolerance, `off by ${error / scale} of the largest, not ${tolerance / scale}`);
    console.log(`${(error / scale).toExponential(1)} of ${(tolerance / scale).toExponential(1)}`);
    // What is not claimed to be exact is not: the comparison can fail.
    if (from > 0) assert(distance(curvatureIn(simd, problem), all) > 10 * tolerance);
  });
}
