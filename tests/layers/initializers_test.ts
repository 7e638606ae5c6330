import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  constant,
  createNetwork,
  type Initializer,
  kaimingNormal,
  kaimingUniform,
  linear,
  orthogonal,
  pytorchDefault,
  Random,
  reference,
  xavierNormal,
  xavierUniform,
} from "../../mod.ts";

const dense = [80, 120];
/** 12 outputs, 8 channels, 5 × 5 positions. */
const kernel = [12, 8, 5, 5];

const uniforms: [string, Initializer, readonly number[], number][] = [
  ["xavierUniform", xavierUniform(), dense, Math.sqrt(6 / 200)],
  ["xavierUniform with gain", xavierUniform(2), dense, 2 * Math.sqrt(6 / 200)],
  ["xavierUniform of a kernel", xavierUniform(), kernel, Math.sqrt(6 / (25 * 20))],
  ["kaimingUniform", kaimingUniform(), dense, Math.sqrt(6 / 120)],
  ["kaimingUniform of a kernel", kaimingUniform(1), kernel, Math.sqrt(3 / 200)],
  ["pytorchDefault", pytorchDefault(), dense, 1 / Math.sqrt(120)],
  ["pytorchDefault of a kernel", pytorchDefault(), kernel, 1 / Math.sqrt(200)],
  ["pytorchDefault of a bias", pytorchDefault(9), [4000], 1 / 3],
];

const normals: [string, Initializer, readonly number[], number][] = [
  ["xavierNormal", xavierNormal(), dense, Math.sqrt(2 / 200)],
  ["xavierNormal with gain", xavierNormal(3), dense, 3 * Math.sqrt(2 / 200)],
  ["kaimingNormal", kaimingNormal(), dense, Math.sqrt(2 / 120)],
  ["kaimingNormal of a kernel", kaimingNormal(1), kernel, Math.sqrt(1 / 200)],
];

function drawn(initializer: Initializer, shape: readonly number[]): Float64Array {
  const numbers = initializer(shape, new Random(1));
  assertEquals(numbers.length, shape.reduce((a, b) => a * b, 1));
  return numbers;
}

function moment(numbers: Float64Array, power: number): number {
  return numbers.reduce((sum, x) => sum + x ** power, 0) / numbers.length;
}

for (const [name, initializer, shape, bound] of uniforms) {
  Deno.test(`${name} is uniform within its bound`, () => {
    const numbers = drawn(initializer, shape);
    const largest = Math.max(...numbers.map(Math.abs));
    assert(largest <= bound && largest > 0.99 * bound, `${largest} of ${bound}`);
    const variance = bound ** 2 / 3;
    assert(Math.abs(moment(numbers, 1)) < 5 * Math.sqrt(variance / numbers.length));
    const error = Math.sqrt(4 / 45 * bound ** 4 / numbers.length);
    assertAlmostEquals(moment(numbers, 2), variance, 5 * error);
  });
}

for (const [name, initializer, shape, deviation] of normals) {
  Deno.test(`${name} is normal with its deviation`, () => {
    const numbers = drawn(initializer, shape).map((x) => x / deviation);
    const size = numbers.length;
    assert(Math.abs(moment(numbers, 1)) < 5 / Math.sqrt(size));
    assertAlmostEquals(moment(numbers, 2), 1, 5 * Math.sqrt(2 / size));
    assertAlmostEquals(moment(numbers, 4), 3, 5 * Math.sqrt(96 / size));
  });
}

Deno.test("constant is one number throughout", () => {
  assertEquals(drawn(constant(0.25), [2, 3]), new Float64Array(6).fill(0.25));
});

Deno.test("an orthogonal matrix has orthonormal rows or columns, times its gain", () => {
  for (const shape of [[5, 5], [3, 7], [7, 3], [64, 64], [1, 4], [4, 1], [6, 2, 3]]) {
    for (const gain of [1, Math.SQRT2]) {
      const [out, fanIn] = [shape[0], shape.slice(1).reduce((a, b) => a * b, 1)];
      const numbers = drawn(orthogonal(gain), shape);
      const at = (i: number, k: number) =>
        out <= fanIn ? numbers[i * fanIn + k] : numbers[k * fanIn + i];
      const [count, length] = [Math.min(out, fanIn), Math.max(out, fanIn)];
      for (let i = 0; i < count; i++) {
        for (let j = 0; j <= i; j++) {
          let dot = 0;
          for (let k = 0; k < length; k++) dot += at(i, k) * at(j, k);
          assertAlmostEquals(dot, i === j ? gain ** 2 : 0, 1e-13, `[${shape}] ${i}, ${j}`);
        }
      }
    }
  }
});

Deno.test("orthogonal matrices point everywhere: the mean of each entry is 0, of its square 1/n", () => {
  const [n, count] = [3, 4000];
  const random = new Random(2);
  const matrices = Array.from({ length: count }, () => orthogonal()([n, n], random));
  for (let entry = 0; entry < n * n; entry++) {
    const numbers = Float64Array.from(matrices, (matrix) => matrix[entry]);
    assert(Math.abs(moment(numbers, 1)) < 5 * Math.sqrt(1 / n / count), `entry ${entry}`);
    // x² is a Beta(½, (n−1)/2) variable.
    const variance = 2 * (n - 1) / (n ** 2 * (n + 2));
    assertAlmostEquals(moment(numbers, 2), 1 / n, 5 * Math.sqrt(variance / count));
  }
});

Deno.test("weights and biases of a linear layer are drawn within 1/√inputs, apart from each other", () => {
  const network = createNetwork([linear(16, 500), linear(500, 16)], {
    seed: 3,
    backend: reference,
  });
  const { "0.weight": weight, "0.bias": bias, "1.bias": other } = network.read();
  for (
    const [numbers, bound] of [[weight, 1 / 4], [bias, 1 / 4], [other, 1 / Math.sqrt(500)]] as const
  ) {
    const largest = Math.max(...numbers.map(Math.abs));
    assert(largest <= bound && largest > 0.7 * bound, `${largest} of ${bound}`);
  }
  assert(weight[0] !== bias[0]);
});
