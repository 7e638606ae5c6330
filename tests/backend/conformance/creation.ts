import { Random } from "../../../lib/backend/random.ts";
import type { Case } from "./case.ts";
import { define, irregular, lengths, plain, sizeOf } from "./plain.ts";

const shapes = [[1, 1], [2, 3], [5, 1, 7], [3], [], [0, 3], [3, 0], ...lengths.map((n) => [n])];

const filled: readonly Case[] = shapes.flatMap((shape): Case[] => [
  ...[0, -1.5, NaN, Infinity].map((value): Case => ({
    name: `fill [${shape}] with ${value}`,
    operands: [],
    run: (b) => b.fill(shape, value),
    expected: define(shape, () => value),
  })),
  {
    name: `tensor [${shape}]`,
    operands: [],
    run: (b) => b.tensor(Float32Array.from(irregular(shape).data), shape),
    expected: irregular(shape),
  },
]);

const units: readonly Case[] = [
  ...[[1, 1], [3, 2], [2, 5], [1, 7], [0, 3], [3, 0]],
  ...lengths.flatMap((n) => [[1, n], [n, 1]]),
].map(
  ([samples, size]) => ({
    name: `unitRows ${samples} of ${size}`,
    operands: [],
    run: (b) => b.unitRows(samples, size),
    expected: define([samples * size, size], (row, j) => Number(row % size === j)),
  }),
);

const oneHot: readonly Case[] = ([
  ...[[[0], 1], [[2, 0, 1], 3], [[4, 4], 5], [[], 3]],
  ...lengths.map((n) => [[n - 1, 0, n >> 1], n]),
] as [number[], number][])
  .map(([labels, classes]) => ({
    name: `oneHot [${labels}] of ${classes}`,
    operands: [],
    run: (b) => b.oneHot(labels, classes),
    expected: define([labels.length, classes], (row, j) => Number(labels[row] === j)),
  }));

const kinds = ["uniform", "normal", "sign"] as const;

/** The same stream gives the same numbers in the same order, whatever the backend. */
const random: readonly Case[] = kinds.flatMap((kind) =>
  [[3, 2], [2, 1, 5], [0, 2], ...lengths.map((n) => [n])].map((shape): Case => {
    const stream = new Random(5);
    const data = Array.from({ length: sizeOf(shape) }, () => stream[kind]());
    return {
      name: `random ${kind} [${shape}]`,
      operands: [],
      run: (b) => b.random(kind, shape, new Random(5)),
      expected: { shape, data },
    };
  })
);

const reading: readonly Case[] = [
  ...[[2, 3], [0, 3], [3, 2, 2]],
  ...lengths.map((n) => [n]),
].map((shape) => ({
  name: `read [${shape}] into an array`,
  operands: [irregular(shape)],
  run: (b, a) => {
    const into = b.read(b.fill(shape, 7));
    return b.tensor(b.read(a, into) === into ? into : [], shape);
  },
  expected: irregular(shape),
}));

/** Tensors out of nothing, and numbers out of them. */
export const creationCases: readonly Case[] = [
  ...filled,
  ...units,
  ...oneHot,
  ...random,
  ...reading,
  {
    name: "tensor, not finite",
    operands: [],
    run: (b) => b.tensor([NaN, 1, Infinity, -Infinity], [2, 2]),
    expected: plain([2, 2], NaN, 1, Infinity, -Infinity),
  },
  {
    name: "read, not finite",
    operands: [plain([1, 4], NaN, 1, Infinity, -Infinity)],
    run: (b, a) => b.tensor(b.read(a), [4]),
    expected: plain([4], NaN, 1, Infinity, -Infinity),
  },
];
