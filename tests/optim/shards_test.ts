import {
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  adam,
  type Backend,
  batchNorm,
  binaryCrossEntropy,
  createNetwork,
  createOptimizer,
  createSimd,
  crossEntropy,
  type CurvatureEstimator,
  dropout,
  empiricalFisher,
  exactDiagonal,
  gaussNewtonDiagonal,
  gaussNewtonMonteCarlo,
  hesscale,
  huber,
  hutchinson,
  linear,
  type Loss,
  meanSquaredError,
  nll,
  Random,
  reference,
  sgd,
  simd,
  softmaxNll,
  tanh,
} from "../../mod.ts";

const BATCH = 7;
const labels = [0, 2, 1, 3, 3, 0, 1];
const layers = () => [linear(3, 5), tanh(), linear(5, 4)];

function inputOf(b: Backend) {
  return b.random("normal", [BATCH, 3], new Random(3));
}

/** What a step of an optimizer with these shards finds: L, then gradients and curvature by parameter. */
function foundOf(
  b: Backend,
  shards: number,
  {
    loss = crossEntropy(labels),
    curvature = hesscale as CurvatureEstimator,
    with: more = layers(),
  },
) {
  const network = createNetwork(more, { backend: b, seed: 1 });
  const found: number[][] = [];
  const { loss: value } = createOptimizer(network, {
    curvature,
    shards,
    update: {
      ...{ constants: {}, slots: [], usesCurvature: true },
      advance: (b, _, { gradient, curvature }) =>
        void found.push([...b.read(gradient)], [...b.read(curvature!)]),
    },
  }).step(inputOf(b), loss);
  return [[value], ...found];
}

function assertClose(found: number[][], expected: number[][], tolerance: number, what: string) {
  assertEquals(found.length, expected.length);
  for (const [i, numbers] of expected.entries()) {
    for (const [j, number] of numbers.entries()) {
      assertAlmostEquals(found[i][j], number, tolerance * (1 + Math.abs(number)), what);
    }
  }
}

const weights = [1, 0.5, 2, 0, 1, 3, 0.1];
const targets = reference.random("uniform", [BATCH, 4], new Random(4));
const nested = Array.from(
  { length: BATCH },
  (_, row) => Array.from(reference.read(targets).subarray(4 * row, 4 * row + 4)),
);
const losses: Readonly<Record<string, Loss>> = {
  crossEntropy: crossEntropy(Uint8Array.from(labels)),
  "crossEntropy, weighted": crossEntropy(labels, { weights }),
  "crossEntropy, summed": crossEntropy(labels, { reduction: "sum" }),
  nll: nll(labels),
  "meanSquaredError of a tensor": meanSquaredError(targets),
  "meanSquaredError of arrays": meanSquaredError(nested, { weights }),
  huber: huber(targets, { delta: 0.3 }),
  binaryCrossEntropy: binaryCrossEntropy(nested),
};

for (const [name, loss] of Object.entries(losses)) {
  Deno.test(`shards: parts of ${name} add up to the batch's loss, gradient and curvature`, () => {
    const whole = foundOf(reference, 1, { loss });
    for (const shards of [2, 3, 7, 9]) {
      assertClose(foundOf(reference, shards, { loss }), whole, 1e-12, `${shards} shards`);
    }
  });
}

const additive: Readonly<Record<string, CurvatureEstimator>> = {
  "hesscale, rank 1": (n, x, l, o) => hesscale(n, x, l, { ...o, rank: 1 }),
  gaussNewtonDiagonal,
  exactDiagonal,
  empiricalFisher,
  "hutchinson: its vectors are those of the whole": hutchinson,
};

for (const [name, curvature] of Object.entries(additive)) {
  Deno.test(`shards: curvature by ${name} adds up`, () => {
    const whole = foundOf(reference, 1, { curvature });
    assertClose(foundOf(reference, 2, { curvature }), whole, 1e-12, name);
  });
}

Deno.test("shards: in float32 the sum is that of the parts, bit for bit, and close to the whole", () => {
  const network = createNetwork(layers(), { seed: 1 });
  const [numbers, loss] = [simd.read(inputOf(simd)), crossEntropy(labels)];
  const parts = [[0, 2], [2, 4], [4, 7]].map(([start, end]) =>
    hesscale(
      network,
      simd.tensor(numbers.subarray(3 * start, 3 * end), [end - start, 3]),
      crossEntropy(labels.slice(start, end), { meanOver: BATCH }),
      { training: true },
    )
  );
  const sums = network.parameters.flatMap(({ name }) =>
    (["gradient", "curvature"] as const).map((kind) => {
      const [first, second, third] = parts.map((part) => part[kind].get(name));
      return [...simd.read(simd.add(simd.add(first, second), third))];
    })
  );
  const value = parts.reduce((sum, part) => sum + part.loss, 0);
  const found = foundOf(simd, 3, { loss });
  assertEquals(found, [[value], ...sums]);
  assertClose(found, foundOf(simd, 1, { loss }), 1e-6, "whole");
});

Deno.test("shards: dropout and sampled labels are drawn for each shard apart", () => {
  // Two equal halves: with the same draws they would find the same.
  const input = [[1, 2, 3], [3, 2, 1], [1, 2, 3], [3, 2, 1]];
  const found = (more: readonly ReturnType<typeof dropout>[], curvature: CurvatureEstimator) => {
    const seen: number[][] = [];
    const watched: CurvatureEstimator = (n, x, l, o) => {
      const estimate = curvature(n, x, l, o);
      seen.push([estimate.loss, ...estimate.curvature.flat()]);
      return estimate;
    };
    const network = createNetwork([linear(3, 20), ...more, linear(20, 4)], { seed: 1 });
    createOptimizer(network, {
      curvature: watched,
      shards: 2,
      update: { constants: {}, slots: [], usesCurvature: true, advance: () => {} },
    }).step(input, crossEntropy([0, 1, 0, 1]));
    return seen;
  };
  const plain = found([], hesscale);
  assertEquals(plain[0], plain[1]);
  const dropped = found([dropout(0.5)], hesscale);
  assertNotEquals(dropped[0], dropped[1]);
  const sampled = found([], gaussNewtonMonteCarlo);
  assertEquals(sampled[0][0], sampled[1][0]);
  assertNotEquals(sampled[0], sampled[1]);
});

Deno.test("shards: numbers that are not finite are named with the rows of their shard; nothing changes", () => {
  const network = createNetwork(layers(), { seed: 1 });
  const optimizer = adam(network, { shards: 2 });
  const [before, state] = [network.read(), optimizer.saveState()];
  const input = simd.read(inputOf(simd));
  input[3 * 4 + 1] = NaN;
  const { message } = assertThrows(
    () => optimizer.step(simd.tensor(input, [BATCH, 3]), crossEntropy(labels)),
    RangeError,
  );
  assertEquals(
    message,
    "adam, step 1: expected a finite input, found NaN in row 1, column 1 (in rows 3 to 6 of the batch)",
  );
  assertEquals([network.read(), optimizer.saveState()], [before, state]);
});

Deno.test("shards: what cannot be split is refused", () => {
  const network = createNetwork(layers(), { seed: 1 });
  const normalised = createNetwork([linear(3, 4), batchNorm(4)], { seed: 1 });
  const input = inputOf(simd);
  const refused: [run: () => unknown, error: ErrorConstructor, message: string][] = [
    [
      () => sgd(network, { shards: 0 }),
      RangeError,
      "shards to be a whole number of at least 1, found 0",
    ],
    [
      () =>
        sgd(network, {
          shards: 2,
          threads: { count: 3, begin: () => ({ wait() {}, found: () => [] }) },
        }),
      RangeError,
      "at most 2 threads, one for each shard, found 3",
    ],
    [
      () => sgd(network, { shards: 2, threads: 2 as never }),
      TypeError,
      "Expected threads that walk, as makeThreadedOptimizer starts them, found 2",
    ],
    [
      () => sgd(normalised, { shards: 2 }).step(input, crossEntropy(labels)),
      TypeError,
      "found batch normalisation in training at 1:",
    ],
    [
      () => {
        const loss = softmaxNll({ actions: labels, advantages: weights });
        sgd(network, { shards: 2 }).step(input, loss);
      },
      TypeError,
      "a loss whose rows can be taken apart, crossEntropy, nll, meanSquaredError",
    ],
    [
      () => sgd(network, { shards: 2 }).step(input, crossEntropy([0, 1])),
      TypeError,
      "crossEntropy: expected 7 rows of data for the batch, found 2",
    ],
    [
      () => sgd(network, { shards: 2 }).step(input, crossEntropy(labels, { weights: [1] })),
      TypeError,
      "crossEntropy: expected 7 weights for the batch, found 1",
    ],
  ];
  for (const [run, error, message] of refused) {
    assertStringIncludes(assertThrows(run, error).message, message);
  }
  sgd(normalised, { shards: 2 }).step(input, crossEntropy(labels), { training: false });
});

Deno.test("shards: a batch whose activations do not fit into memory fits in parts", () => {
  const step = (shards: number) => {
    const backend = createSimd({ memoryLimit: 2 ** 22 });
    const network = createNetwork([linear(4, 256), tanh(), linear(256, 4)], { backend });
    const input = backend.fill([1024, 4], 0.5);
    const loss = crossEntropy(Array.from({ length: 1024 }, (_, row) => row % 4));
    return adam(network, { shards }).step(input, loss).loss;
  };
  assertThrows(() => step(1), RangeError, "tensors of at most 4194304 bytes in all");
  assertAlmostEquals(step(16), Math.log(4), 0.5);
});
