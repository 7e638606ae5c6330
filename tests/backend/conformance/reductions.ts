import type { Case } from "./case.ts";
import { each, irregular, lengths, type Plain, plain, replaced, rowsOf, widthOf } from "./plain.ts";

const total = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

const shapes = [
  ...[[1, 1], [2, 3], [5, 7], [3, 1], [6, 2, 3], [5], [0, 3], [3, 0]],
  ...lengths.flatMap((n) => [[n, 1], [3, n], [n, 3], [0, n], [n, 0]]),
];

const perShape: readonly Case[] = shapes.flatMap((shape): Case[] => {
  const a = irregular(shape);
  return [{
    name: `sumFeatures [${shape}]`,
    operands: [a],
    run: (b, a) => b.sumFeatures(a),
    expected: { shape: [shape[0], 1], data: rowsOf(a).map(total) },
  }, {
    name: `sum [${shape}]`,
    operands: [a],
    run: (b, a) => b.sum(a),
    expected: total(a.data),
  }, {
    name: `allFinite [${shape}]`,
    operands: [a],
    run: (b, a) => b.allFinite(a),
    expected: true,
  }];
});

const groups: readonly Case[] = ([
  [[1, 1], 1],
  [[6, 5], 1],
  [[6, 5], 2],
  [[6, 5], 6],
  [[6, 2, 3], 3],
  [[7, 1], 7],
  [[5], 5],
  [[0, 3], 2],
  [[4, 0], 2],
  ...lengths.flatMap((n) => [[[n, 3], n], [[3 * n, 2], n], [[6, n], 3]]),
] as [number[], number][]).map(([shape, size]) => {
  const a = irregular(shape);
  const rows = rowsOf(a);
  const data = Array.from({ length: shape[0] / size }, (_, group) => {
    const members = rows.slice(group * size, (group + 1) * size);
    return Array.from({ length: widthOf(a) }, (_, j) => total(members.map((row) => row[j])));
  });
  return {
    name: `sumRows [${shape}] in groups of ${size}`,
    operands: [a],
    run: (b, a) => b.sumRows(a, size),
    expected: { shape: [shape[0] / size, ...shape.slice(1)], data: data.flat() },
  };
});

const bad = [NaN, Infinity, -Infinity];

/** One number that is not finite, at the first, at the middle and at the last place of a row. */
const hidden: readonly Case[] = lengths.flatMap((n) =>
  bad.flatMap((value) =>
    [...new Set([0, n >> 1, n - 1])].flatMap((at): Case[] => {
      const a: Plain = replaced(each(irregular([2, n]), Math.abs), n + at, value);
      const [first, second] = rowsOf(a);
      const operands = [a];
      const what = `${value} at ${at} of ${n}`;
      return [{
        name: `allFinite, ${what}`,
        operands,
        run: (b, a) => b.allFinite(a),
        expected: false,
      }, {
        name: `sum, ${what}`,
        operands,
        run: (b, a) => b.sum(a),
        expected: value,
      }, {
        name: `sumFeatures, ${what}`,
        operands,
        run: (b, a) => b.sumFeatures(a),
        expected: plain([2, 1], total(first), value),
      }, {
        name: `sumRows, ${what}`,
        operands,
        run: (b, a) => b.sumRows(a, 2),
        expected: plain([1, n], ...first.map((x, j) => x + second[j])),
      }];
    })
  )
);

const opposite = plain([1, 3], Infinity, 1, -Infinity);

const notFinite: readonly Case[] = bad.flatMap((value): Case[] => {
  const a = plain([2, 2], 1, 2, 3, value);
  return [{
    name: `allFinite, ${value}`,
    operands: [a],
    run: (b, a) => b.allFinite(a),
    expected: false,
  }, {
    name: `sum, ${value}`,
    operands: [a],
    run: (b, a) => b.sum(a),
    expected: value,
  }, {
    name: `sumFeatures, ${value}`,
    operands: [a],
    run: (b, a) => b.sumFeatures(a),
    expected: plain([2, 1], 3, value),
  }, {
    name: `sumRows, ${value}`,
    operands: [a],
    run: (b, a) => b.sumRows(a, 2),
    expected: plain([1, 2], 4, value),
  }];
});

/** Sums, and the question whether all is finite. */
export const reductionCases: readonly Case[] = [
  ...perShape,
  ...groups,
  ...notFinite,
  ...hidden,
  {
    name: "sum of opposite infinities",
    operands: [opposite],
    run: (b, a) => b.sum(a),
    expected: NaN,
  },
  {
    name: "sumFeatures of opposite infinities",
    operands: [opposite],
    run: (b, a) => b.sumFeatures(a),
    expected: plain([1, 1], NaN),
  },
];
