import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  type Backend,
  batchNorm,
  bl89,
  conv1d,
  createNetwork,
  crossEntropy,
  empiricalFisher,
  exactDiagonal,
  exactDiagonalByHvp,
  flatten,
  gaussNewtonDiagonal,
  gaussNewtonMonteCarlo,
  gradient,
  hesscale,
  hesscaleGN,
  hutchinson,
  kfacDiagonal,
  linear,
  meanSquaredError,
  type Network,
  reference,
  simd,
  squaredGradient,
} from "../../mod.ts";

const input = [[1, -2], [3, 0.5], [-1, 4]];
const loss = crossEntropy([0, 1, 1]);
const options = { training: true };

const dense = (backend: Backend = reference): Network =>
  createNetwork([linear(2, 3), batchNorm(3), linear(3, 2)], { seed: 3, backend });

/** Mean and unbiased variance of numbers. */
function moments(numbers: readonly number[]): { mean: number; variance: number } {
  const mean = numbers.reduce((a, b) => a + b) / numbers.length;
  const squares = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, variance: squares / (numbers.length - 1) };
}

for (const backend of [reference, simd]) {
  Deno.test(`batchNorm on ${backend.name}: an estimator in training moves running statistics once, in evaluation never`, () => {
    const network = createNetwork([batchNorm(2, { momentum: 0.25 }), flatten(), linear(4, 2)], {
      backend,
    });
    const images = [[[1, 2], [3, 4]], [[5, -6], [7, 8]], [[0, 1], [2, 2]]];
    const before = network.read();
    assertEquals([...before["0.running_mean"], ...before["0.running_var"]], [0, 0, 1, 1]);
    gradient(network, images, loss);
    network.forward(images);
    assertEquals(network.read(), before);
    hesscale(network, images, loss, options);
    const after = network.read();
    for (const c of [0, 1]) {
      const { mean, variance } = moments(images.flat().map((place) => place[c]));
      assertAlmostEquals(after["0.running_mean"][c], 0.25 * mean, 1e-6);
      assertAlmostEquals(after["0.running_var"][c], 0.75 + 0.25 * variance, 1e-5);
    }
  });
}

Deno.test("batchNorm: a call that fails leaves running statistics as they were", () => {
  const network = dense();
  const before = network.read();
  assertThrows(() => hesscale(network, input, crossEntropy([0, 1, 7]), options), RangeError);
  assertThrows(() => exactDiagonal(network, input, loss, options), TypeError);
  assertEquals(network.read(), before);
});

Deno.test("batchNorm: running statistics are saved and loaded with the parameters, and evaluation uses them", () => {
  const [one, other] = [dense(), dense()];
  gradient(one, input, loss, options);
  assertEquals(one.buffers.map(({ name }) => name), ["1.running_mean", "1.running_var"]);
  const saved = one.read();
  const output = [...reference.read(one.forward(input))];
  assert(output.join() !== [...reference.read(other.forward(input))].join());
  other.load(saved);
  assertEquals([...reference.read(other.forward(input))], output);
  const { "1.running_mean": _, ...partial } = saved;
  assertThrows(() => other.load(partial), TypeError, "Expected 1.running_mean to have 3 numbers");
});

Deno.test("batchNorm: in training outputs have mean 0 and variance 1 over samples and places", () => {
  const network = createNetwork([conv1d(1, 2, 2), batchNorm(2, { epsilon: 1e-12 }), flatten()], {
    backend: reference,
  });
  const signals = [[[1], [2], [5]], [[-1], [0], [3]]];
  const none = meanSquaredError([[0, 0, 0, 0], [0, 0, 0, 0]]);
  const { output } = gradient(network, signals, none, options);
  const numbers = [...reference.read(output)];
  for (const c of [0, 1]) {
    const channel = numbers.filter((_, i) => i % 2 === c);
    const { mean, variance } = moments(channel);
    assertAlmostEquals(mean, 0, 1e-12);
    assertAlmostEquals(variance * (channel.length - 1) / channel.length, 1, 1e-8);
  }
});

Deno.test("batchNorm: in training the exact diagonal is that of the gradient's differences", () => {
  const network = dense();
  const { curvature } = exactDiagonalByHvp(network, input, loss, options);
  const start = network.read();
  const step = 1e-5;
  for (const { name, tensor } of curvature) {
    const found = reference.read(tensor);
    for (const [i, value] of found.entries()) {
      const along = (factor: number) => {
        const moved = start[name].slice();
        moved[i] += factor * step;
        network.load({ ...start, [name]: moved });
        return gradient(network, input, loss, options).gradient.read(name)[i];
      };
      assertAlmostEquals(value, (along(1) - along(-1)) / (2 * step), 1e-7, `${name} ${i}`);
    }
  }
});

Deno.test("batchNorm: in training HesScale is exact in the layer itself under a diagonal loss", () => {
  const network = createNetwork(batchNorm(2), { backend: reference });
  const targets = meanSquaredError([[1, 0], [0, 2], [3, 1]]);
  const exact = exactDiagonalByHvp(network, input, targets, options).curvature.flat();
  const found = hesscale(network, input, targets, options);
  for (const [i, value] of exact.entries()) {
    assertAlmostEquals(found.curvature.flat()[i], value, 1e-12);
  }
  const each = hesscale(network, input, targets, { ...options, perSample: true }).curvature;
  for (const { name, tensor } of found.curvature) {
    const sum = reference.read(reference.sumRows(each.get(name), 3));
    for (const [i, value] of reference.read(tensor).entries()) assertAlmostEquals(sum[i], value);
  }
});

Deno.test("batchNorm: in training methods that take samples apart refuse, others do not", () => {
  const network = dense();
  const apart = {
    exactDiagonal,
    gaussNewtonDiagonal,
    kfacDiagonal,
    empiricalFisher,
    gaussNewtonMonteCarlo,
  };
  for (const [name, estimate] of Object.entries(apart)) {
    assertThrows(
      () => estimate(network, input, loss, options),
      TypeError,
      "Expected layers that take samples apart, found batchNorm(3) in training",
      name,
    );
    estimate(network, input, loss);
  }
  assertThrows(() => hesscale(network, input, loss, { ...options, rank: 1 }), TypeError);
  for (const estimate of [hesscale, hesscaleGN, bl89, hutchinson, squaredGradient]) {
    estimate(network, input, loss, options);
  }
});
