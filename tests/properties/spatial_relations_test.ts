import { assert, assertEquals } from "@std/assert";
import {
  channelsFirst,
  conv1d,
  conv2d,
  conv3d,
  createNetwork,
  crossEntropy,
  dropout,
  empiricalFisher,
  exactDiagonal,
  exactDiagonalByHvp,
  flatten,
  gaussNewtonDiagonal,
  gaussNewtonMonteCarlo,
  gradient,
  hesscale,
  hutchinson,
  kfacDiagonal,
  type Layer,
  linear,
  maxPool,
  meanSquaredError,
  type Network,
  Random,
  reference as b,
  relu,
  residual,
  tanh,
  type Tensor,
} from "../../mod.ts";
import { assertClose } from "./compare.ts";
import { additive, type Estimator, estimators } from "./estimators.ts";

const drawn = (shape: readonly number[], seed: number) =>
  b.random("normal", shape, new Random(seed));
const make = (layers: readonly Layer[], seed = 1) => createNetwork(layers, { seed, backend: b });

/** Rows of a tensor, by their indices. */
function rowsOf(tensor: Tensor, indices: readonly number[]): Tensor {
  const size = tensor.shape.slice(1).reduce((product, length) => product * length, 1);
  const numbers = b.read(tensor);
  const rows = indices.flatMap((n) => [...numbers.subarray(n * size, (n + 1) * size)]);
  return b.tensor(rows, [indices.length, ...tensor.shape.slice(1)]);
}

for (const [make0, space] of [[conv1d, [4]], [conv2d, [3, 2]], [conv3d, [2, 2, 3]]] as const) {
  Deno.test(`conv${space.length}d with a kernel as large as its input is a linear layer, for every estimator`, () => {
    const size = space.reduce((product: number, length) => product * length, 2);
    const convolution = make([make0(2, 3, space), flatten(), tanh(), linear(3, 4)]);
    // Weights [out, in, ...kernel] meet channels first.
    const dense = make([channelsFirst(), flatten(), linear(size, 3), tanh(), linear(3, 4)], 2);
    const values = Object.values(convolution.read());
    dense.load(Object.fromEntries(dense.parameters.map(({ name }, i) => [name, values[i]])));
    const input = drawn([3, ...space, 2], 5);
    const loss = crossEntropy([1, 3, 0]);
    for (const [name, estimate] of Object.entries(estimators)) {
      const [found, expected] = [convolution, dense].map((network) =>
        estimate(network, input, loss, { seed: 3 })
      );
      assertClose([found.loss], [expected.loss], `${name}, loss`, 1e-14);
      assertClose(found.gradient.flat(), expected.gradient.flat(), `${name}, gradient`, 1e-13);
      assertClose(found.curvature.flat(), expected.curvature.flat(), name, 1e-13);
    }
  });
}

const classifier = () =>
  make([conv2d(1, 2, 2), relu(), maxPool(2, { stride: 1 }), conv2d(2, 2, 2), tanh()]
    .concat(flatten(), linear(2 * 2 * 2, 3)));
const images = drawn([4, 5, 5, 1], 6);
const labels = [2, 0, 1, 1];

Deno.test("on a convolutional network, estimators that add over samples do, and the Fisher is of squared gradients", () => {
  const network = classifier();
  const sum = { reduction: "sum" } as const;
  const total = crossEntropy(labels, sum);
  const single = labels.map((label, n) =>
    [rowsOf(images, [n]), crossEntropy([label], sum)] as const
  );
  for (const [name, estimate] of Object.entries(additive)) {
    const parts = single.map(([x, loss]) => estimate(network, x, loss).curvature.flat());
    const sums = parts[0].map((_, i) => parts.reduce((all, part) => all + part[i], 0));
    assertClose(estimate(network, images, total).curvature.flat(), sums, name);
  }
  const gradients = single.map(([x, loss]) => gradient(network, x, loss).gradient.flat());
  const squares = gradients[0].map((_, i) => gradients.reduce((all, g) => all + g[i] ** 2, 0));
  assertClose(empiricalFisher(network, images, total).curvature.flat(), squares, "Fisher");
});

Deno.test("on a convolutional network, means of sampled estimates are what they estimate", () => {
  const network = classifier();
  const loss = crossEntropy(labels);
  const pairs: Record<string, readonly [Estimator, Estimator]> = {
    "Hutchinson": [hutchinson, exactDiagonal],
    "sampled Gauss–Newton": [gaussNewtonMonteCarlo, gaussNewtonDiagonal],
    "sampled K-FAC": [
      (n, x, l, options) => kfacDiagonal(n, x, l, { ...options, samples: 1 }),
      kfacDiagonal,
    ],
  };
  const seeds = 300;
  for (const [name, [sampled, expectation]] of Object.entries(pairs)) {
    const expected = expectation(network, images, loss).curvature.flat();
    const [sums, squares] = [expected.map(() => 0), expected.map(() => 0)];
    for (let seed = 0; seed < seeds; seed++) {
      const found = sampled(network, images, loss, { seed }).curvature.flat();
      for (const [i, value] of found.entries()) {
        sums[i] += value / seeds;
        squares[i] += (value - expected[i]) ** 2;
      }
    }
    const rare = 0.01 * Math.max(...expected.map(Math.abs));
    for (const [i, value] of expected.entries()) {
      const error = Math.sqrt(squares[i]) / seeds;
      assert(Math.abs(sums[i] - value) <= 6 * error + rare, `${name} ${i}: ${sums[i]}, ${value}`);
    }
  }
});

Deno.test("K-FAC of a convolution: mean squared patches, summed over positions, times the bias's Gauss–Newton diagonal", () => {
  const network = make([conv1d(2, 3, 2), tanh(), flatten(), linear(9, 3)]);
  const signals = drawn([2, 4, 2], 8);
  const loss = crossEntropy([2, 0]);
  const found = kfacDiagonal(network, signals, loss).curvature;
  const factor = gaussNewtonDiagonal(network, signals, loss).curvature.read("0.bias");
  const x = b.read(signals);
  const expected = [0, 1, 2].flatMap((o) =>
    [0, 1].flatMap((channel) =>
      [0, 1].map((entry) => {
        let squares = 0;
        for (const n of [0, 1]) {
          for (const at of [0, 1, 2]) squares += x[(n * 4 + at + entry) * 2 + channel] ** 2 / 2;
        }
        return factor[o] * squares;
      })
    )
  );
  assertClose(found.read("0.weight"), expected, "weight");
  assertClose(found.read("0.bias"), factor, "bias");
});

/** Squared error, whose Hessian is diagonal, on signals `[batch, ...features]`. */
function exactUnderSquaredError(network: Network, features: readonly number[], training = false) {
  const [outputs] = network.layer.outputShape(features);
  const targets = drawn([2, outputs], 9);
  const rows = [0, 1].map((n) => [...b.read(targets).subarray(n * outputs, (n + 1) * outputs)]);
  const input = drawn([2, ...features], 10);
  const options = { training, seed: 7 };
  const loss = meanSquaredError(rows);
  const exact = exactDiagonalByHvp(network, input, loss, options).curvature;
  assertClose(hesscale(network, input, loss, options).curvature.flat(), exact.flat(), "HesScale");
}

Deno.test("residual blocks with convolutions: exact inside a block and below an elementwise one", () => {
  const same = { padding: "same" } as const;
  const inside = [residual(conv2d(2, 2, 3, same)), flatten()];
  exactUnderSquaredError(make(inside), [3, 4, 2]);
  exactUnderSquaredError(make([residual(conv1d(2, 2, 3, same), tanh()), flatten()]), [5, 2]);
  exactUnderSquaredError(make([conv2d(1, 2, 2), residual(tanh()), flatten()]), [3, 3, 1]);
});

for (const per of ["entry", "channel"] as const) {
  Deno.test(`dropout per ${per}: exact below it, and what is dropped together is`, () => {
    const layer = dropout(0.5, { per });
    exactUnderSquaredError(make([conv2d(1, 3, 2), layer, flatten()]), [4, 4, 1], true);
    const pass = { backend: b, training: true, random: new Random(3) };
    const ones = b.fill([20, 3, 3, 4], 1);
    const kept = b.read(layer.forward(pass, ones).output);
    assertEquals(new Set(kept), new Set([0, 2]));
    // Of a sample's channel, the numbers in its nine places.
    const channels = Array.from(
      { length: 80 },
      (_, at) =>
        Array.from(
          { length: 9 },
          (_, place) => kept[(Math.floor(at / 4) * 9 + place) * 4 + at % 4],
        ),
    );
    const whole = channels.filter((numbers) => new Set(numbers).size === 1).length;
    if (per === "channel") assertEquals(whole, 80);
    else assert(whole < 8, `${whole} of 80 channels dropped or kept as a whole`);
    const dropped = kept.filter((value) => value === 0).length / kept.length;
    assert(Math.abs(dropped - 0.5) < 0.2, `${dropped}`);
  });
}
