import type { Case } from "./case.ts";
import { define, irregular, lengths, plain, rowsOf } from "./plain.ts";

/** Blocks, rows of each and columns. */
const blockSizes = [
  [1, 1, 1],
  [1, 3, 5],
  [2, 3, 5],
  [3, 2, 7],
  [7, 1, 2],
  [2, 5, 1],
  [2, 0, 3],
  [
    2,
    3,
    0,
  ],
  [1, 33, 65],
  [2, 7, 31],
  [1, 257, 5],
  [2, 3, 257],
  [3, 65, 2],
];

const transposeBlocks: readonly Case[] = blockSizes.map(([blocks, rows, columns]) => {
  const a = irregular([blocks * rows, columns]);
  return {
    name: `transposeBlocks ${blocks} of [${rows},${columns}]`,
    operands: [a],
    run: (b, a) => b.transposeBlocks(a, blocks),
    expected: define(
      [blocks * columns, rows],
      (i, j) => a.data[(Math.floor(i / columns) * rows + j) * columns + i % columns],
    ),
  };
});

/** Blocks, rows of a's and of b's, features. */
const joins: readonly [blocks: number, above: number, below: number, features: number[]][] = [
  [1, 1, 1, [1]],
  [2, 3, 1, [5]],
  [3, 1, 2, [2, 3]],
  [5, 0, 1, [2]],
  [5, 2, 0, [3]],
  [2, 0, 0, [3]],
  [2, 1, 2, [0]],
  ...lengths.map((n): [number, number, number, number[]] => [2, 3, 1, [n]]),
];

const joinBlocks: readonly Case[] = joins.map(([blocks, above, below, features]) => {
  const a = irregular([blocks * above, ...features]);
  const b = irregular([blocks * below, ...features], 1);
  const [left, right] = [rowsOf(a), rowsOf(b)];
  const data = Array.from({ length: blocks }, (_, block) => [
    ...left.slice(block * above, (block + 1) * above),
    ...right.slice(block * below, (block + 1) * below),
  ]).flat(2);
  return {
    name: `joinBlocks ${blocks} of ${above} and ${below} rows [${features}]`,
    operands: [a, b],
    run: (backend, a, b) => backend.joinBlocks(a, b, blocks),
    expected: { shape: [blocks * (above + below), ...features], data },
  };
});

const diagonals: readonly Case[] = [
  [1, 1],
  [1, 5],
  [3, 2],
  [2, 7],
  [5, 1],
  [2, 0],
  ...[31, 33, 65, 257].map((n) => [1, n]),
  [2, 33],
].flatMap(
  ([blocks, size]): Case[] => {
    const a = irregular([blocks * size, size]);
    return [{
      name: `diagonalOfBlocks ${blocks} of ${size}`,
      operands: [a],
      run: (b, a) => b.diagonalOfBlocks(a, blocks),
      expected: define([blocks, size], (block, i) => a.data[(block * size + i) * size + i]),
    }];
  },
);

const repeats: readonly Case[] = ([
  [[1, 1], 1],
  [[2, 3], 3],
  [[3, 2, 2], 2],
  [[5, 1], 7],
  [[3], 2],
  [[0, 3], 2],
  [[3, 2], 0],
  ...lengths.map((n) => [[2, n], 3]),
] as [
  number[],
  number,
][]).map(([shape, times]) => {
  const a = irregular(shape);
  return {
    name: `repeatRows [${shape}] ${times} times`,
    operands: [a],
    run: (b, a) => b.repeatRows(a, times),
    expected: {
      shape: [shape[0] * times, ...shape.slice(1)],
      data: rowsOf(a).flatMap((row) => Array.from({ length: times }, () => row).flat()),
    },
  };
});

const reshapes: readonly Case[] = [
  [[2, 3], [3, 2]],
  [[2, 3], [6]],
  [[5], [1, 5]],
  [[3, 2, 2], [3, 4]],
  [[1], []],
  [[0, 3], [3, 0]],
  ...lengths.map((n) => [[n, 2], [2 * n]]),
].map(([from, to]) => {
  const a = irregular(from);
  return {
    name: `reshape [${from}] [${to}]`,
    operands: [a],
    run: (b, a) => b.reshape(a, to),
    expected: { shape: to, data: a.data },
  };
});

/** Operations that move numbers and leave them as they are. */
export const shapeCases: readonly Case[] = [
  ...reshapes,
  ...transposeBlocks,
  ...joinBlocks,
  ...diagonals,
  ...repeats,
  {
    name: "transposeBlocks, not finite",
    operands: [plain([2, 2], NaN, 1, -Infinity, 2)],
    run: (b, a) => b.transposeBlocks(a, 1),
    expected: plain([2, 2], NaN, -Infinity, 1, 2),
  },
  {
    name: "reshape, not finite",
    operands: [plain([2, 2], NaN, 1, -Infinity, 2)],
    run: (b, a) => b.reshape(a, [4]),
    expected: plain([4], NaN, 1, -Infinity, 2),
  },
  {
    name: "joinBlocks, not finite",
    operands: [plain([2, 2], NaN, 1, -Infinity, 2), plain([2, 2], 3, Infinity, 4, NaN)],
    run: (backend, a, b) => backend.joinBlocks(a, b, 2),
    expected: plain([4, 2], NaN, 1, 3, Infinity, -Infinity, 2, 4, NaN),
  },
  {
    name: "diagonalOfBlocks, not finite: what stands off it is none of it",
    operands: [plain([4, 2], NaN, 1, 2, 3, 4, NaN, Infinity, -Infinity)],
    run: (b, a) => b.diagonalOfBlocks(a, 2),
    expected: plain([2, 2], NaN, 3, 4, -Infinity),
  },
  {
    name: "repeatRows, not finite",
    operands: [plain([2, 2], NaN, 1, 2, -Infinity)],
    run: (b, a) => b.repeatRows(a, 2),
    expected: plain([4, 2], NaN, 1, NaN, 1, 2, -Infinity, 2, -Infinity),
  },
];
