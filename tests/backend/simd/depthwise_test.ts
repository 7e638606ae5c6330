import { assertEquals } from "@std/assert";
import type { Backend, Tensor } from "../../../lib/backend/backend.ts";
import { type ConvolutionGeometry, outputSpace } from "../../../lib/backend/geometry.ts";
import { Random } from "../../../lib/backend/random.ts";
import { createSimd } from "../../../lib/backend/simd/mod.ts";

/** A depthwise convolution of several blocks of images, of which the last one is not whole. */
interface Setting {
  readonly rows: number;
  readonly space: readonly number[];
  readonly kernel: readonly number[];
  readonly stride?: readonly number[];
  readonly dilation?: readonly number[];
  readonly padding?: readonly (readonly [number, number])[];
  readonly channels: number;
  /** Outputs of each channel. */
  readonly times?: number;
}

const settings: readonly Setting[] = [
  { rows: 5, space: [20, 17], kernel: [3, 3], padding: [[1, 1], [1, 1]], channels: 7 },
  { rows: 5, space: [20, 17], kernel: [3, 3], channels: 4 },
  {
    rows: 4,
    space: [23, 19],
    kernel: [3, 4],
    stride: [2, 1],
    padding: [[1, 0], [2, 1]],
    channels: 9,
  },
  { rows: 7, space: [300], kernel: [5], dilation: [3], padding: [[9, 2]], channels: 3, times: 3 },
  { rows: 3, space: [200], kernel: [4], stride: [3], padding: [[1, 1]], channels: 65, times: 2 },
  { rows: 3, space: [7, 6, 9], kernel: [3, 2, 2], padding: [[1, 1], [0, 1], [0, 0]], channels: 33 },
  { rows: 2, space: [1, 3], kernel: [1, 2], stride: [1, 2], channels: 131 },
];

/** Weights of a convolution without groups: zeros, but from each channel to its own outputs. */
function ungrouped(b: Backend, w: Tensor, channels: number): Tensor {
  const [outputs, , ...kernel] = w.shape;
  const size = kernel.reduce((product, length) => product * length, 1);
  const [from, to] = [b.read(w), new Float32Array(outputs * channels * size)];
  for (let o = 0; o < outputs; o++) {
    const channel = Math.floor(o * channels / outputs);
    to.set(from.slice(o * size, (o + 1) * size), (o * channels + channel) * size);
  }
  return b.tensor(to, [outputs, channels, ...kernel]);
}

/** Small whole numbers, whose sums are exact in any order. */
function whole(b: Backend, random: Random, ...shape: number[]): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return b.tensor(Array.from({ length: size }, () => random.integer(7) - 3), shape);
}

for (const { rows, space, kernel, channels, times = 1, ...steps } of settings) {
  const geometry: ConvolutionGeometry = {
    space,
    kernel,
    stride: steps.stride ?? space.map(() => 1),
    dilation: steps.dilation ?? space.map(() => 1),
    padding: steps.padding ?? space.map(() => [0, 0] as const),
    groups: channels,
  };
  const name = `${rows}×[${space}], ${channels} channels to ${times} outputs each`;

  Deno.test(`simd: a depthwise convolution is one without groups and zeros between channels, ${name}`, () => {
    const b = createSimd();
    const random = new Random(3);
    const one = { ...geometry, groups: 1 };
    const x = whole(b, random, rows, ...space, channels);
    const y = whole(b, random, rows, ...outputSpace(geometry), channels * times);
    const w = whole(b, random, channels * times, 1, ...kernel);
    const spread = ungrouped(b, w, channels);
    const same = (found: Tensor, expected: Tensor, what: string) => {
      assertEquals(found.shape, expected.shape);
      const [left, right] = [b.read(found), b.read(expected)];
      const at = left.findIndex((value, i) => value !== right[i]);
      assertEquals(at, -1, `${what}: ${left[at]} in place of ${right[at]} at ${at}`);
    };
    for (const squareB of [false, true]) {
      same(
        b.convolve(x, w, geometry, { squareB }),
        b.convolve(x, spread, one, { squareB }),
        "forth",
      );
      const flags = { adjoint: true, squareB };
      same(b.convolve(y, w, geometry, flags), b.convolve(y, spread, one, flags), "back");
    }
    for (const [squareA, squareB] of [[false, false], [true, false], [false, true], [true, true]]) {
      const flags = { squareA, squareB };
      const all = b.convolveWeights(y, x, one, flags);
      // Entries between channels are nobody's.
      const mask = ungrouped(b, b.fill(w.shape, 1), channels);
      const found = ungrouped(b, b.convolveWeights(y, x, geometry, flags), channels);
      same(found, b.multiply(all, mask), `weights, ${JSON.stringify(flags)}`);
    }
  });
}

Deno.test("simd: depthwise convolutions give the same bits however many images there are", () => {
  const b = createSimd();
  const random = new Random(5);
  const geometry: ConvolutionGeometry = {
    space: [30, 20],
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: [[1, 1], [1, 1]],
    groups: 6,
  };
  const x = b.random("normal", [5, 30, 20, 6], random);
  const w = b.random("normal", [6, 1, 3, 3], random);
  for (const [stride, space] of [[1, [30, 20]], [2, [15, 10]]] as const) {
    const one = { ...geometry, stride: [stride, stride] };
    const y = b.random("normal", [5, ...space, 6], random);
    const forth = b.read(b.convolve(x, w, one));
    const back = b.read(b.convolve(y, w, one, { adjoint: true }));
    for (let row = 0; row < 5; row++) {
      const alone = (a: Tensor) => {
        const size = b.read(a).length / 5;
        return b.tensor(b.read(a).slice(row * size, (row + 1) * size), [1, ...a.shape.slice(1)]);
      };
      const part = (all: Float32Array | Float64Array) =>
        all.slice(row * all.length / 5, (row + 1) * all.length / 5);
      assertEquals(b.read(b.convolve(alone(x), w, one)), part(forth));
      assertEquals(b.read(b.convolve(alone(y), w, one, { adjoint: true })), part(back));
    }
  }
});
