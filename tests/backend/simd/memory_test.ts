import { assert, assertEquals } from "@std/assert";
import {
  createNetwork,
  createSimd,
  crossEntropy,
  type Layer,
  makeOptimizer,
  meanSquaredError,
  mlp,
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

Deno.test("simd: updates of an agent's networks take the same memory, however many there were", () => {
  const b = createSimd();
  const outputs = [6, 6, 1];
  const input = b.random("normal", [64, 17], new Random(1));
  const learners = outputs.map((size, seed) => {
    const network = createNetwork(mlp([17, 64, 64, size], tanh), { backend: b, seed });
    const loss = meanSquaredError(b.random("normal", [64, size], new Random(seed)));
    const optimizer = makeOptimizer("adaHesScale", network, { stepSize: 1e-6, rank: 1 });
    return () => optimizer.step(input, loss);
  });
  const update = (times: number) => {
    for (let i = 0; i < times; i++) learners[i % learners.length]();
    return [b.memory.used, b.memory.peak, b.memory.size];
  };
  const early = update(30);
  assertEquals(update(1500), early);
});

Deno.test("simd: of what an operation computes nothing is on the heap of JavaScript", () => {
  const b = createSimd();
  const size = 1000;
  const a = b.fill([size, size], 2);
  const onHeap = () => {
    const { heapUsed, external } = Deno.memoryUsage();
    return heapUsed + external;
  };
  const before = onHeap();
  for (let i = 0; i < 200; i++) b.scope(() => void b.multiply(b.add(a, a), a));
  // 400 tensors of 4 MB: what is left are the objects that stand for them, and their shapes.
  assert(onHeap() - before < 4 * size * size, `found ${onHeap() - before} bytes`);
});
