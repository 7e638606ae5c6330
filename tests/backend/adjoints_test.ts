import fc from "fast-check";
import { assert, assertEquals } from "@std/assert";
import {
  type Backend,
  type ConvolutionGeometry,
  createSimd,
  Random,
  reference,
  type Tensor,
  type Windows,
} from "../../mod.ts";
import { outputSpace } from "../../lib/backend/geometry.ts";
import { useTensorFlow } from "../../lib/tfjs/mod.ts";
import { checkCases } from "../properties/cases.ts";

/** A convolution in one to three dimensions with channels, rows and a seed for its numbers. */
interface Setting {
  readonly geometry: ConvolutionGeometry;
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly seed: number;
}

const dimension = fc.record({
  length: fc.integer({ min: 1, max: 7 }),
  kernel: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  before: fc.integer({ min: 0, max: 2 }),
  after: fc.integer({ min: 0, max: 2 }),
});

const grouped = fc.record({
  groups: fc.constantFrom(1, 1, 1, 2, 3),
  depth: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 10 }),
});

const depthwise = fc.record({
  groups: fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 12, 65),
  depth: fc.constant(1),
  width: fc.constantFrom(1, 1, 2, 3, 9),
});

const settings: fc.Arbitrary<Setting> = fc.record({
  along: fc.array(dimension, { minLength: 1, maxLength: 3 }),
  channels: fc.oneof(
    { weight: 2, arbitrary: grouped },
    { weight: 1, arbitrary: depthwise },
  ),
  rows: fc.integer({ min: 1, max: 4 }),
  seed: fc.nat(),
}).map(({ along, channels: { groups, depth, width }, ...rest }) => ({
  ...rest,
  inputs: groups * depth,
  outputs: groups * width,
  geometry: {
    space: along.map(({ length }) => length),
    kernel: along.map(({ kernel }) => kernel),
    stride: along.map(({ stride }) => stride),
    dilation: along.map(({ dilation }) => dilation),
    padding: along.map(({ before, after }): [number, number] => [before, after]),
    groups,
  },
})).filter(({ geometry }) => outputSpace(geometry).every((length) => length > 0));

const windowSettings = fc.record({
  along: fc.array(
    fc.record({
      length: fc.integer({ min: 1, max: 7 }),
      marks: fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  channels: fc.integer({ min: 1, max: 9 }),
  rows: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(),
}).map(({ along, ...rest }) => {
  const windows: Windows = {
    space: along.map(({ length }) => length),
    bounds: along.map(({ length, marks }) =>
      marks.map(([a, b]): [number, number] => [
        Math.min(a % length, b % length),
        Math.max(a % length, b % length) + 1,
      ])
    ),
  };
  return { windows, ...rest };
});

/** `⟨a, b⟩` in float64, and the sum of the magnitudes of its terms. */
function inner(b: Backend, left: Tensor, right: Tensor): { value: number; magnitude: number } {
  const [x, y] = [b.read(left), b.read(right)];
  assertEquals([...left.shape], [...right.shape]);
  let [value, magnitude] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    value += x[i] * y[i];
    magnitude += Math.abs(x[i] * y[i]);
  }
  return { value, magnitude };
}

function assertSame(
  b: Backend,
  what: string,
  ...pairs: readonly (readonly [left: Tensor, right: Tensor])[]
): void {
  const [first, ...others] = pairs.map(([left, right]) => inner(b, left, right));
  for (const { value, magnitude } of others) {
    const error = Math.abs(value - first.value);
    // Sums of some hundred numbers, whose magnitudes are above those of their sum.
    assert(
      error <= 64 * b.precision * (magnitude + first.magnitude),
      `${what}: ${first.value} and ${value}`,
    );
  }
}

function testAdjoints(b: Backend, runs: number): void {
  const squared = (a: Tensor) => b.multiply(a, a);

  Deno.test(`${b.name}: a convolution, its adjoint and its weights' are adjoint, with all flags`, () => {
    checkCases(settings, runs, ({ geometry, rows, inputs, outputs, seed }) => {
      b.scope(() => {
        const random = new Random(seed);
        const draw = (...shape: number[]) => b.random("normal", shape, random);
        const x = draw(rows, ...geometry.space, inputs);
        const y = draw(rows, ...outputSpace(geometry), outputs);
        const w = draw(outputs, inputs / geometry.groups, ...geometry.kernel);
        for (const squareB of [false, true]) {
          const forth = b.convolve(x, w, geometry, { squareB });
          const back = b.convolve(y, w, geometry, { adjoint: true, squareB });
          const weight = squareB ? squared(w) : w;
          const sums = b.convolveWeights(y, x, geometry);
          assertSame(b, `squareB ${squareB}`, [forth, y], [back, x], [sums, weight]);
          for (const squareA of [false, true]) {
            const flags = { squareA, squareB };
            const [left, right] = [squareA ? squared(y) : y, squareB ? squared(x) : x];
            const all = b.convolveWeights(y, x, geometry, flags);
            assertSame(b, JSON.stringify(flags), [all, w], [b.convolve(right, w, geometry), left]);
            const each = b.convolveWeights(y, x, geometry, { ...flags, perRow: true });
            const sum = b.reshape(b.sumRows(each, rows), w.shape);
            assertSame(b, `${JSON.stringify(flags)} per row`, [all, w], [sum, w]);
          }
        }
        for (const adjoint of [false, true]) {
          const [g, h, v] = adjoint ? [y, squared(y), x] : [x, squared(x), y];
          const [first, second] = b.convolveDual(g, h, w, geometry, { adjoint });
          assertSame(b, "dual", [first, v], [b.convolve(g, w, geometry, { adjoint }), v]);
          const alone = b.convolve(h, w, geometry, { adjoint, squareB: true });
          assertSame(b, "dual, squared", [second, v], [alone, v]);
        }
        const [first, second] = b.convolveWeightsDual(y, squared(y), x, geometry);
        assertSame(b, "dual of weights", [first, w], [b.convolveWeights(y, x, geometry), w]);
        const alone = b.convolveWeights(y, x, geometry, { squareA: true, squareB: true });
        assertSame(b, "dual of weights, squared", [second, w], [alone, w]);
      });
    });
  });

  Deno.test(`${b.name}: windows and places are adjoint to their spreads`, () => {
    checkCases(windowSettings, runs, ({ windows, channels, rows, seed }) => {
      b.scope(() => {
        const random = new Random(seed);
        const x = b.random("normal", [rows, ...windows.space, channels], random);
        const lengths = windows.bounds.map((along) => along.length);
        const y = b.random("normal", [rows, ...lengths, channels], random);
        assertSame(b, "sums", [b.sumWindows(x, windows), y], [b.spreadWindows(y, windows), x]);
        const [maxima, places] = b.maxWindows(x, windows);
        assertEquals([...b.read(b.takePlaces(x, places, windows))], [...b.read(maxima)]);
        const taken = b.takePlaces(x, places, windows);
        assertSame(b, "places", [taken, y], [b.spreadPlaces(y, places, windows), x]);
      });
    });
  });

  Deno.test(`${b.name}: a convolution whose kernel is as large as its input is a product of matrices`, () => {
    const random = new Random(5);
    for (const space of [[4], [3, 4], [2, 3, 2]]) {
      const ones = space.map(() => 1);
      const padding = space.map((): [number, number] => [0, 0]);
      const geometry = {
        space,
        kernel: space,
        stride: ones,
        dilation: ones,
        padding,
        groups: 1,
      };
      const size = space.reduce((a, n) => a * n, 3);
      // Whole numbers, so that every order of a sum gives the same.
      const whole = (shape: readonly number[]) =>
        b.tensor(
          Array.from({ length: shape.reduce((a, n) => a * n, 1) }, () => random.integer(9) - 4),
          shape,
        );
      const [x, w, y] = [whole([2, ...space, 3]), whole([5, 3, ...space]), whole([2, 5])];
      // [out, in, space] → [out, space, in], in which order channels-last signals are.
      const moved = b.transposeBlocks(b.reshape(w, [15, size / 3]), 5);
      const dense = b.reshape(moved, [5, size]);
      const flat = b.reshape(x, [2, size]);
      const signal = b.reshape(y, [2, ...ones, 5]);
      const same = (left: Tensor, right: Tensor) =>
        assertEquals([...b.read(left)], [...b.read(right)]);
      for (const squareB of [false, true]) {
        same(
          b.convolve(x, w, geometry, { squareB }),
          b.matmul(flat, dense, { transposeB: true, squareB }),
        );
        same(
          b.convolve(signal, w, geometry, { adjoint: true, squareB }),
          b.matmul(y, dense, { squareB }),
        );
        const weights = b.convolveWeights(signal, x, geometry, { squareB });
        same(
          b.reshape(b.transposeBlocks(b.reshape(weights, [15, size / 3]), 5), [5, size]),
          b.matmul(y, flat, { transposeA: true, squareB }),
        );
      }
    }
  });
}

testAdjoints(reference, 200);
testAdjoints(createSimd(), 400);
testAdjoints(await useTensorFlow("wasm"), 40);
