import { assert, assertEquals, assertLess } from "@std/assert";
import {
  allCnnC,
  createNetwork,
  crossEntropy,
  hesscale,
  type Layer,
  type Network,
  network2c2d,
  network3c3d,
  Random,
  reference,
  simd,
  tanh,
} from "../../mod.ts";

const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const parametersOf = (network: Network) =>
  network.parameters.reduce((sum, { parameter }) => sum + size(parameter.shape), 0);
const convolution = (inputs: number, outputs: number, kernel: number) =>
  outputs * (inputs * kernel * kernel + 1);
const dense = (inputs: number, outputs: number) => outputs * (inputs + 1);

/** Each network with its images, classes and parameters, counted by hand. */
const networks: readonly [string, Layer[], readonly number[], number, number][] = [
  [
    "3C3D",
    network3c3d(10, tanh),
    [32, 32, 3],
    10,
    convolution(3, 64, 5) + convolution(64, 96, 3) + convolution(96, 128, 3) +
    dense(3 * 3 * 128, 512) + dense(512, 256) + dense(256, 10),
  ],
  [
    "2C2D",
    network2c2d(10),
    [28, 28, 1],
    10,
    convolution(1, 32, 5) + convolution(32, 64, 5) + dense(7 * 7 * 64, 1024) + dense(1024, 10),
  ],
  [
    "All-CNN-C",
    allCnnC(100),
    [32, 32, 3],
    100,
    convolution(3, 96, 3) + 2 * convolution(96, 96, 3) + convolution(96, 192, 3) +
    3 * convolution(192, 192, 3) + convolution(192, 192, 1) + convolution(192, 100, 1),
  ],
  [
    "a small 2C2D",
    network2c2d(10, tanh, { channels: [4, 8], dense: [32] }),
    [28, 28, 1],
    10,
    convolution(1, 4, 5) + convolution(4, 8, 5) + dense(7 * 7 * 8, 32) + dense(32, 10),
  ],
  [
    "a narrow 3C3D for Fashion-MNIST",
    network3c3d(10, tanh, { image: [28, 28, 1], channels: [8, 12, 16], dense: [64, 32] }),
    [28, 28, 1],
    10,
    convolution(1, 8, 5) + convolution(8, 12, 3) + convolution(12, 16, 3) +
    dense(3 * 3 * 16, 64) + dense(64, 32) + dense(32, 10),
  ],
];

for (const [name, layers, image, classes, parameters] of networks) {
  Deno.test(`${name} has the published layers and ${parameters} parameters`, () => {
    const network = createNetwork(layers, { seed: 1, backend: simd });
    assertEquals(parametersOf(network), parameters);
    assertEquals([...network.layer.outputShape(image)], [classes]);
    const random = new Random(1);
    simd.scope(() => {
      const input = simd.random("uniform", [2, ...image], random);
      const { loss, curvature } = hesscale(network, input, crossEntropy([1, 3]));
      assertLess(Math.abs(loss - Math.log(classes)), 1.5);
      assert(curvature.flat().some((h) => h !== 0));
    });
  });
}

Deno.test("3C3D, 2C2D and All-CNN-C have the numbers of parameters that DeepOBS states", () => {
  assertEquals(networks.slice(0, 3).map((network) => network[4]), [895_210, 3_274_634, 1_387_108]);
});

Deno.test("networks begin as DeepOBS has them", () => {
  const statistics = (numbers: ArrayLike<number>) => {
    const all = Array.from(numbers);
    const deviation = Math.sqrt(all.reduce((sum, x) => sum + x * x, 0) / all.length);
    return { deviation, largest: all.reduce((most, x) => Math.max(most, Math.abs(x)), 0) };
  };
  const near = (found: number, expected: number) =>
    assertLess(Math.abs(found / expected - 1), 0.05, `${found}, expected ${expected}`);

  const cifar = createNetwork(network3c3d(10, tanh), { seed: 2, backend: reference }).read();
  near(statistics(cifar["3.weight"]).deviation, Math.sqrt(2 / ((64 + 96) * 9)));
  assert(statistics(cifar["3.weight"]).largest > 3 * statistics(cifar["3.weight"]).deviation);
  near(statistics(cifar["10.weight"]).largest, Math.sqrt(6 / (1152 + 512)));
  near(statistics(cifar["10.weight"]).deviation, Math.sqrt(2 / (1152 + 512)));
  for (const name of ["0.bias", "3.bias", "10.bias", "14.bias"]) {
    assertEquals(statistics(cifar[name]).largest, 0);
  }

  const fashion = createNetwork(network2c2d(10), { seed: 2, backend: reference }).read();
  const { deviation, largest } = statistics(fashion["3.weight"]);
  assertLess(largest, 0.1);
  // Of a normal distribution cut off at two standard deviations.
  near(deviation, 0.05 * 0.8796);
  assertEquals(new Set(fashion["7.bias"]), new Set([0.05]));

  const all = createNetwork(allCnnC(10), { seed: 2, backend: reference }).read();
  near(statistics(all["3.weight"]).deviation, Math.sqrt(2 / ((96 + 96) * 9)));
  assertEquals(new Set(all["1.bias"]), new Set([0.1]));
});
