import { assert } from "@std/assert";
import {
  createNetwork,
  createSimd,
  crossEntropy,
  makeOptimizer,
  network3c3d,
  type OptimizerName,
  Random,
  tanh,
} from "../../../mod.ts";
import { Heap } from "../../../lib/backend/simd/heap.ts";

const sizeOf = (shape: readonly number[]) => shape.reduce((size, length) => size * length, 1);

/** Bytes that were in use at most while `body` ran. */
function peakOf(body: () => void): number {
  const { take } = Heap.prototype;
  let peak = 0;
  Heap.prototype.take = function (wanted) {
    const address = take.call(this, wanted);
    peak = Math.max(peak, this.used);
    return address;
  };
  try {
    body();
  } finally {
    Heap.prototype.take = take;
  }
  return peak;
}

/** The peak of a step of 3C3D (tanh) divided by the bytes of activations, parameters and state. */
function peakRatio(optimizer: OptimizerName, batch: number): number {
  const b = createSimd();
  const image = [32, 32, 3];
  const network = createNetwork(network3c3d(10, tanh), { backend: b, seed: 1 });
  const random = new Random(2);
  const input = b.random("normal", [batch, ...image], random);
  const loss = crossEntropy(Uint32Array.from({ length: batch }, () => random.integer(10)));
  const learner = makeOptimizer(optimizer, network);
  let shape: readonly number[] = image;
  let activations = sizeOf(image);
  for (const { layer } of network.layer.children) {
    shape = layer.outputShape(shape);
    // Flattening shares the numbers of its input.
    if (layer.name !== "flatten") activations += sizeOf(shape);
  }
  const parameters = network.parameters.reduce((sum, one) => sum + sizeOf(one.parameter.shape), 0);
  // Two moments beside each parameter.
  return peakOf(() => void learner.step(input, loss)) /
    (4 * (batch * activations + 3 * parameters));
}

for (const optimizer of ["adam", "adaHesScale", "adaHesScaleGN"] as const) {
  Deno.test(`simd: a step of ${optimizer} needs at most 1.5 times the memory of activations, parameters and state`, () => {
    const ratio = peakRatio(optimizer, 32);
    assert(ratio > 1 && ratio <= 1.5, `found ${ratio}`);
  });
}
