import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  adaHessian,
  conv2d,
  createNetwork,
  crossEntropy,
  flatten,
  hessianVectorProduct,
  linear,
  Random,
  reference,
  simd,
  spatialMean,
  tanh,
} from "../../mod.ts";
import { batchOf, classifier } from "./problem.ts";

Deno.test("spatial averaging: a mean over all dimensions after the second, none where there are two", () => {
  for (const backend of [reference, simd]) {
    const numbers = Float64Array.from({ length: 24 }, (_, i) => i * i);
    const read = (shape: readonly number[]) => {
      const mean = spatialMean(backend, backend.tensor(numbers, shape));
      assertEquals(mean.shape, shape);
      return [...backend.read(mean)];
    };
    assertEquals(read([24]), [...numbers]);
    assertEquals(read([4, 6]), [...numbers]);
    for (const shape of [[2, 3, 4], [2, 3, 2, 2]]) {
      for (const [i, value] of read(shape).entries()) {
        const first = i - i % 4;
        const expected = numbers.subarray(first, first + 4).reduce((sum, x) => sum + x / 4, 0);
        assertAlmostEquals(value, expected, 1e-4);
      }
    }
  }
});

Deno.test("AdaHessian: the second moment of |Hv|, v given or drawn anew at each step", () => {
  const network = classifier(reference);
  const { input, loss } = batchOf(reference, 1);
  const vector = Object.fromEntries(
    network.parameters.map(({ name, parameter: { shape } }) => [
      name,
      Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i % 3 === 1 ? -1 : 1),
    ]),
  );
  const { product } = hessianVectorProduct(network, input, loss, vector);
  const steps: number[] = [];
  const vectors = (step: number) => (steps.push(step), [vector]);
  const optimizer = adaHessian(network, { beta2: 0.9, vectors });
  optimizer.step(input, loss, { training: false });
  const { tensors } = optimizer.saveState();
  for (const { name } of product) {
    for (const [i, value] of product.read(name).entries()) {
      assertAlmostEquals(tensors[`square.${name}`].data[i], 0.1 * value ** 2, 1e-15);
    }
  }
  optimizer.step(input, loss);
  assertEquals(steps, [1, 2]);
});

Deno.test("AdaHessian: |Hv| of a convolution is averaged over the positions of its kernel", () => {
  const layers = [conv2d(1, 2, [2, 3]), tanh(), flatten(), linear(8, 3)];
  const network = createNetwork(layers, { seed: 1, backend: reference });
  const input = reference.random("normal", [2, 3, 4, 1], new Random(2));
  const loss = crossEntropy([2, 0]);
  const vector = Object.fromEntries(
    Object.entries(network.read()).map(([name, values]) => [
      name,
      values.map((_, i) => i % 3 === 1 ? -1 : 1),
    ]),
  );
  const { product } = hessianVectorProduct(network, input, loss, vector);
  const optimizer = adaHessian(network, { beta2: 0.9, vectors: () => [vector] });
  optimizer.step(input, loss, { training: false });
  const { tensors } = optimizer.saveState();
  const kept = (name: string) => tensors[`square.${name}`].data;
  const magnitudes = product.read("0.weight").map(Math.abs);
  for (const [i, value] of kept("0.weight").entries()) {
    const own = [...magnitudes.subarray(i - i % 6, i - i % 6 + 6)];
    const mean = own.reduce((sum, one) => sum + one / 6, 0);
    assertAlmostEquals(value, 0.1 * mean ** 2, 1e-15);
  }
  for (const [i, value] of product.read("3.weight").entries()) {
    assertAlmostEquals(kept("3.weight")[i], 0.1 * value ** 2, 1e-15);
  }
});
