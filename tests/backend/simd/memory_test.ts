import { assert, assertEquals } from "@std/assert";
import {
  createNetwork,
  createSimd,
  crossEntropy,
  type Layer,
  makeOptimizer,
  network2c2d,
  network3c3d,
  type OptimizerName,
  Random,
  relu,
  tanh,
} from "../../../mod.ts";

const sizeOf = (shape: readonly number[]) => shape.reduce((size, length) => size * length, 1);

/** What three steps took, divided by the bytes of activations, parameters and state. */
function memoryRatios(
  optimizer: OptimizerName,
  layers: Layer[],
  image: readonly number[],
): { peak: number; whole: number; needed: number } {
  const b = createSimd();
  const batch = 32;
  const network = createNetwork(layers, { backend: b, seed: 1 });
  const random = new Random(2);
  const input = b.random("normal", [batch, ...image], random);
  const loss = crossEntropy(Uint32Array.from({ length: batch }, () => random.integer(10)));
  const learner = makeOptimizer(optimizer, network, { stepSize: 1e-6 });
  let shape: readonly number[] = image;
  let activations = sizeOf(image);
  for (const { layer } of network.layer.children) {
    shape = layer.outputShape(shape);
    // Flattening shares the numbers of its input.
    if (layer.name !== "flatten") activations += sizeOf(shape);
  }
  const parameters = network.parameters.reduce((sum, one) => sum + sizeOf(one.parameter.shape), 0);
  // Two moments beside each parameter.
  const needed = 4 * (batch * activations + 3 * parameters);
  b.memory.resetPeak();
  for (let step = 0; step < 3; step++) learner.step(input, loss);
  return { peak: b.memory.peak / needed, whole: b.memory.size / needed, needed };
}

const networks = [
  ["3C3D", () => network3c3d(10, tanh), [32, 32, 3]],
  ["2C2D", () => network2c2d(10, relu), [28, 28, 1]],
] as const;

for (const [name, layers, image] of networks) {
  for (const optimizer of ["adam", "adaHesScale", "adaHesScaleGN"] as const) {
    Deno.test(`simd: a step of ${optimizer} on ${name} needs at most 1.5 times the memory of activations, parameters and state`, () => {
      const { peak, whole } = memoryRatios(optimizer, layers(), image);
      assert(peak > 1 && peak <= 1.5, `found ${peak}`);
      // Free stretches between blocks, and room to grow.
      assert(whole > peak && whole <= 1.75, `found ${whole}`);
    });
  }
}

Deno.test("simd: the memory tells what is in use, and the most that has been", () => {
  const b = createSimd();
  const before = b.memory.used;
  b.scope(() => {
    b.fill([100_000], 1);
    b.fill([50_000], 1);
    assert(b.memory.used >= before + 600_000 && b.memory.used < before + 660_000);
  });
  assertEquals(b.memory.used, before);
  assert(b.memory.peak >= before + 600_000 && b.memory.peak <= b.memory.size);
  b.memory.resetPeak();
  assertEquals(b.memory.peak, before);
});
