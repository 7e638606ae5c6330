import type { ConvolutionGeometry } from "../../../lib/backend/geometry.ts";
import type { Case } from "./case.ts";
import { define, each, halves, type Plain, replaced, sizeOf } from "./plain.ts";

/** A convolution: its geometry with the lengths of its output, rows, channels. */
interface Setting extends ConvolutionGeometry {
  readonly output: readonly number[];
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
}

type Options = Partial<Omit<Setting, "space" | "kernel" | "output">>;

function setting(
  space: readonly number[],
  kernel: readonly number[],
  output: readonly number[],
  options: Options = {},
): Setting {
  const each = (value: number) => space.map(() => value);
  return {
    space,
    kernel,
    output,
    stride: each(1),
    dilation: each(1),
    padding: space.map(() => [0, 0]),
    groups: 1,
    rows: 2,
    inputs: 3,
    outputs: 5,
    ...options,
  };
}

/** Lengths of the output written down, so that they are tested, too. */
const settings: readonly Setting[] = [
  setting([1], [1], [1], { inputs: 1, outputs: 1 }),
  setting([5], [3], [3]),
  setting([6], [3], [4], { stride: [2], padding: [[2, 1]] }),
  setting([9], [3], [3], { stride: [2], dilation: [2], inputs: 4, outputs: 6, groups: 2 }),
  setting([7], [2], [7], { padding: [[0, 1]], inputs: 6, outputs: 6, groups: 6 }),
  setting([4], [4], [1], { rows: 1 }),
  setting([4, 5], [2, 3], [3, 3], { inputs: 1, outputs: 1 }),
  setting([5, 5], [3, 3], [5, 5], { padding: [[1, 1], [1, 1]], inputs: 8, outputs: 8 }),
  setting([6, 7], [3, 3], [3, 3], { stride: [2, 3], padding: [[1, 0], [1, 1]], inputs: 4 }),
  setting([8, 6], [3, 2], [4, 4], { dilation: [2, 2], inputs: 8, outputs: 9 }),
  setting([5, 4], [1, 1], [5, 4], { rows: 3, inputs: 9, outputs: 13 }),
  setting([5, 4], [1, 1], [3, 2], { stride: [2, 2], inputs: 5, outputs: 4 }),
  setting([3, 4], [2, 2], [5, 6], { padding: [[2, 1], [1, 2]], inputs: 12, outputs: 4, groups: 4 }),
  setting([7, 6], [3, 3], [4, 2], {
    stride: [2, 3],
    padding: [[1, 2], [0, 1]],
    inputs: 16,
    outputs: 24,
    groups: 2,
  }),
  setting([6, 6], [3, 3], [4, 4], { rows: 5, inputs: 20, outputs: 12 }),
  setting([3, 3, 3], [2, 2, 2], [2, 2, 2], { inputs: 2, outputs: 3 }),
  setting([3, 4, 5], [2, 1, 3], [3, 2, 5], {
    stride: [1, 2, 1],
    dilation: [1, 1, 1],
    padding: [[1, 0], [0, 0], [1, 1]],
    inputs: 4,
    outputs: 4,
    groups: 2,
  }),
  setting([4, 4], [3, 3], [2, 2], { rows: 0 }),
  // Channels around vectors and tiles, and beyond them.
  ...[[31, 33], [33, 257], [257, 31], [65, 2]].map(([inputs, outputs]) =>
    setting([3], [2], [2], { inputs, outputs, rows: 1 })
  ),
  ...depthwiseSettings(),
];

/** Groups of one channel of the input each, which serves one output or several. */
function depthwiseSettings(): Setting[] {
  const channels = (groups: number, times = 1) => ({
    inputs: groups,
    outputs: times * groups,
    groups,
  });
  const around: Options = { padding: [[1, 1], [1, 1]] };
  return [
    ...[1, 2, 3, 5, 7, 8, 65].map((groups) =>
      setting([4, 5], [3, 3], [4, 5], { ...around, ...channels(groups) })
    ),
    setting([3, 3], [2, 2], [2, 2], channels(12)),
    setting([5, 4], [3, 2], [3, 2], { stride: [2, 3], padding: [[1, 1], [0, 1]], ...channels(5) }),
    setting([6, 4], [2, 3], [5, 2], {
      dilation: [3, 2],
      padding: [[2, 0], [1, 1]],
      ...channels(9),
    }),
    setting([3], [2], [8], { padding: [[3, 3]], ...channels(3) }),
    setting([9], [3], [4], { stride: [2], padding: [[0, 1]], ...channels(6, 2) }),
    setting([4, 3], [2, 2], [4, 3], { padding: [[0, 1], [1, 0]], ...channels(3, 3) }),
    setting([4, 3], [1, 2], [4, 2], { rows: 5, ...channels(2, 5) }),
    setting([2, 3, 4], [2, 2, 2], [2, 2, 2], {
      stride: [1, 1, 2],
      padding: [[1, 0], [0, 0], [0, 1]],
      ...channels(3),
    }),
    setting([3, 3, 3], [2, 3, 2], [3, 1, 3], {
      padding: [[1, 0], [0, 0], [0, 1]],
      ...channels(4, 2),
    }),
    setting([3, 3], [2, 2], [2, 2], { rows: 0, ...channels(3) }),
  ];
}

/** Every way in which an output place, an entry of the kernel and an input place meet. */
function* meetings(
  { space, kernel, output, stride, dilation, padding }: Setting,
): Generator<[p: number, k: number, q: number]> {
  const places = (lengths: readonly number[], index: number) =>
    lengths.map((length, d) => Math.floor(index / sizeOf(lengths.slice(d + 1))) % length);
  for (let p = 0; p < sizeOf(output); p++) {
    for (let k = 0; k < sizeOf(kernel); k++) {
      const [outer, inner] = [places(output, p), places(kernel, k)];
      const input = space.map((_, d) =>
        outer[d] * stride[d] + inner[d] * dilation[d] - padding[d][0]
      );
      if (input.some((q, d) => q < 0 || q >= space[d])) continue;
      yield [p, k, input.reduce((flat, q, d) => flat * space[d] + q, 0)];
    }
  }
}

const shapes = ({ rows, space, output, kernel, inputs, outputs, groups }: Setting) => ({
  x: [rows, ...space, inputs],
  y: [rows, ...output, outputs],
  w: [outputs, inputs / groups, ...kernel],
});

/** Adds up `term(row, o, c, place of y, of x, of w)` where a convolution has a product. */
function visit(
  one: Setting,
  term: (row: number, y: number, x: number, w: number) => void,
): void {
  const { rows, space, output, kernel, inputs, outputs, groups } = one;
  const [places, origins, entries] = [output, space, kernel].map(sizeOf);
  const depth = inputs / groups;
  for (const [p, k, q] of meetings(one)) {
    for (let row = 0; row < rows; row++) {
      for (let o = 0; o < outputs; o++) {
        for (let c = 0; c < depth; c++) {
          const channel = Math.floor(o / (outputs / groups)) * depth + c;
          term(
            row,
            (row * places + p) * outputs + o,
            (row * origins + q) * inputs + channel,
            (o * depth + c) * entries + k,
          );
        }
      }
    }
  }
}

function product(one: Setting, a: Plain, w: Plain, adjoint: boolean): Plain {
  const data = define(adjoint ? shapes(one).x : shapes(one).y, () => 0);
  const sums = [...data.data];
  visit(one, (_, y, x, k) => {
    if (adjoint) sums[x] += a.data[y] * w.data[k];
    else sums[y] += a.data[x] * w.data[k];
  });
  return { shape: data.shape, data: sums };
}

/** `b` has `rows / spread` rows. */
function weightProduct(one: Setting, a: Plain, b: Plain, perRow: boolean, spread = 1): Plain {
  const { w } = shapes(one);
  const sums = Array<number>(sizeOf(w) * (perRow ? one.rows : 1)).fill(0);
  const width = sizeOf(one.space) * one.inputs;
  visit(one, (row, y, x, k) => {
    const from = Math.floor(row / spread) * width + x % width;
    sums[(perRow ? row * sizeOf(w) : 0) + k] += a.data[y] * b.data[from];
  });
  return { shape: perRow ? [one.rows, ...w] : w, data: sums };
}

const squared = (a: Plain, square = true): Plain => square ? each(a, (x) => x * x) : a;
const both = [false, true];
const describe = ({ space, kernel, inputs, outputs, groups, stride, dilation, rows }: Setting) =>
  `${rows}×[${space}] ${inputs}→${outputs} kernel [${kernel}] stride [${stride}] dilation [${dilation}] groups ${groups}`;

function casesOf(one: Setting): Case[] {
  const { x, y, w } = shapes(one);
  const what = describe(one);
  return both.flatMap((adjoint): Case[] => {
    const a = halves(adjoint ? y : x);
    const h = halves(a.shape, 2);
    const kernel = halves(w, 1);
    return [
      ...both.map((squareB): Case => ({
        name: `convolve ${what}${adjoint ? " adjoint" : ""}${squareB ? " squareB" : ""}`,
        operands: [a, kernel],
        run: (b, a, w) => b.convolve(a, w, one, { adjoint, squareB }),
        expected: product(one, a, squared(kernel, squareB), adjoint),
      })),
      {
        name: `convolveDual ${what}${adjoint ? " adjoint" : ""}`,
        operands: [a, h, kernel],
        run: (b, g, h, w) => b.convolveDual(g, h, w, one, { adjoint }),
        expected: [
          product(one, a, kernel, adjoint),
          product(one, h, squared(kernel), adjoint),
        ],
      },
    ];
  });
}

function weightCasesOf(one: Setting): Case[] {
  const { x, y } = shapes(one);
  const [a, h, from] = [halves(y), halves(y, 2), halves(x, 1)];
  const what = describe(one);
  return [
    ...both.flatMap((squareA) =>
      both.flatMap((squareB) =>
        both.map((perRow): Case => ({
          name: `convolveWeights ${what}${squareA ? " squareA" : ""}${squareB ? " squareB" : ""}${
            perRow ? " perRow" : ""
          }`,
          operands: [a, from],
          run: (b, a, x) => b.convolveWeights(a, x, one, { squareA, squareB, perRow }),
          expected: weightProduct(one, squared(a, squareA), squared(from, squareB), perRow),
        }))
      )
    ),
    {
      name: `convolveWeightsDual ${what}`,
      operands: [a, h, from],
      run: (b, g, h, x) => b.convolveWeightsDual(g, h, x, one),
      expected: [
        weightProduct(one, a, from, false),
        weightProduct(one, h, squared(from), false),
      ],
    },
  ];
}

/** Several rows of a for each of b. */
const spreadCases: readonly Case[] = [
  setting([4, 5], [2, 3], [3, 4], { padding: [[0, 0], [1, 0]], rows: 6 }),
  setting([4, 5], [2, 3], [3, 4], {
    ...{ padding: [[0, 0], [1, 0]], rows: 6 },
    ...{ inputs: 5, outputs: 10, groups: 5 },
  }),
].flatMap((one) =>
  both.map((perRow): Case => {
    const { x, y } = shapes(one);
    const [a, from] = [halves(y), halves([2, ...x.slice(1)], 1)];
    return {
      name: `convolveWeights of three rows for each of b, groups ${one.groups}${
        perRow ? " perRow" : ""
      }`,
      operands: [a, from],
      run: (b, a, x) => b.convolveWeights(a, x, one, { perRow }),
      expected: weightProduct(one, a, from, perRow, 3),
    };
  })
);

/** Without padding, and with signals that are not finite in one place. */
const notFinite: readonly Case[] = both.flatMap((adjoint): Case[] => {
  const one = setting([4, 5], [2, 3], [3, 3], { inputs: 8, outputs: 8 });
  const { x, y, w } = shapes(one);
  const a = replaced(halves(adjoint ? y : x), 40, NaN);
  const kernel = adjoint ? halves(w, 1) : replaced(halves(w, 1), 7, Infinity);
  const infinite = replaced(halves(a.shape, 2), 50, Infinity);
  return [{
    name: `convolve, not finite${adjoint ? ", adjoint" : ""}`,
    operands: [a, kernel],
    run: (b, a, w) => b.convolve(a, w, one, { adjoint }),
    expected: product(one, a, kernel, adjoint),
  }, {
    name: `convolveDual, not finite${adjoint ? ", adjoint" : ""}`,
    operands: [a, infinite, kernel],
    run: (b, g, h, w) => b.convolveDual(g, h, w, one, { adjoint }),
    expected: [product(one, a, kernel, adjoint), product(one, infinite, squared(kernel), adjoint)],
  }];
});

/** Without padding as well: a NaN of a or h, an infinity of b. */
const weightsNotFinite: readonly Case[] = [8, 1].flatMap((groups): Case[] => {
  const one = setting([4, 5], [2, 3], [3, 3], { inputs: 8, outputs: 8, groups });
  const { x, y } = shapes(one);
  const [g, h] = [halves(y), replaced(halves(y, 2), 40, NaN)];
  const from = replaced(halves(x, 1), 50, -Infinity);
  const both = [weightProduct(one, g, from, false), weightProduct(one, h, squared(from), false)];
  return [{
    name: `convolveWeights, not finite, groups ${groups}`,
    operands: [h, from],
    run: (b, a, x) => b.convolveWeights(a, x, one),
    expected: weightProduct(one, h, from, false),
  }, {
    name: `convolveWeights perRow, not finite, groups ${groups}`,
    operands: [h, from],
    run: (b, a, x) => b.convolveWeights(a, x, one, { perRow: true }),
    expected: weightProduct(one, h, from, true),
  }, {
    name: `convolveWeightsDual, not finite, groups ${groups}`,
    operands: [g, h, from],
    run: (b, g, h, x) => b.convolveWeightsDual(g, h, x, one),
    expected: both,
  }];
});

/** Convolutions with every combination of their flags. */
export const convolutionCases: readonly Case[] = [
  ...settings.flatMap(casesOf),
  ...settings.flatMap(weightCasesOf),
  ...spreadCases,
  ...notFinite,
  ...weightsNotFinite,
];
