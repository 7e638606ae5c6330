import type { Case } from "./case.ts";
import { define, irregular, lengths, type Plain, plain, replaced, rowsOf } from "./plain.ts";

const shapes = [[1, 1], [1, 5], [3, 2], [2, 7], [5, 3], [0, 3], [3, 0]];

const total = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** `exp z_j / Σ_k exp z_k`, without care for large numbers. */
function probabilities(z: Plain): Plain {
  const data = rowsOf(z).flatMap((row) => row.map((x) => Math.exp(x) / total(row.map(Math.exp))));
  return { shape: z.shape, data };
}

/** `rank` columns of the Cholesky factor of a matrix, the largest diagonal entry first. */
function cholesky(matrix: number[][], rank: number): number[][] {
  return Array.from({ length: rank }, () => {
    const diagonal = matrix.map((row, i) => row[i]);
    const pivot = diagonal.indexOf(Math.max(...diagonal));
    const root = Math.sqrt(diagonal[pivot]);
    const column = matrix.map((row) => root === 0 ? 0 : row[pivot] / root);
    for (const [i, row] of matrix.entries()) {
      for (const j of row.keys()) row[j] -= column[i] * column[j];
    }
    return column;
  });
}

/**
 * `u uᵀ` of columns of `diag(p) − p pᵀ`, out of the whole matrix: at full rank the last two pivots
 * are alike, so that rounding decides the sign of u.
 */
function squaresOf(p: Plain, rank: number): Plain {
  const [rows, classes] = p.shape;
  const columns = rowsOf(p).flatMap((row) => {
    const matrix = row.map((pi, i) => row.map((pj, j) => (i === j ? pi : 0) - pi * pj));
    return cholesky(matrix, rank);
  });
  return define([rows * rank, classes, classes], (k, i, j) => columns[k][i] * columns[k][j]);
}

const softmax: readonly Case[] = [...shapes, ...lengths.map((n) => [2, n])].flatMap(
  (shape): Case[] => {
    const z = irregular(shape);
    const p = probabilities(z);
    return [{
      name: `softmax [${shape}]`,
      operands: [z],
      run: (b, z) => b.softmax(z),
      expected: p,
      terms: shape[1],
    }, {
      name: `logSoftmax [${shape}]`,
      operands: [z],
      run: (b, z) => b.logSoftmax(z),
      expected: { shape, data: p.data.map(Math.log) },
      terms: shape[1],
    }];
  },
);

/** One number that is not finite, last in the second of two rows. */
const lastOfRow: readonly Case[] = lengths.slice(1).flatMap((n) =>
  [NaN, Infinity, -Infinity].flatMap((last): Case[] => {
    const z = replaced(irregular([2, n]), 2 * n - 1, last);
    const p = probabilities(z);
    return [{
      name: `softmax, ${last} last of ${n}`,
      operands: [z],
      run: (b, z) => b.softmax(z),
      expected: {
        shape: p.shape,
        data: p.data.map((pj, j) => j >= n && last === Infinity ? NaN : pj),
      },
      terms: n,
    }, {
      name: `logSoftmax, ${last} last of ${n}`,
      operands: [z],
      run: (b, z) => b.logSoftmax(z),
      expected: {
        shape: p.shape,
        data: p.data.map((pj, j) => j >= n && last === Infinity ? NaN : Math.log(pj)),
      },
      terms: n,
    }];
  })
);

/** Long rows, whose first pivots are far from each other: columns themselves are compared. */
const longColumns: readonly Case[] = lengths.filter((n) => n > 7).flatMap((n) =>
  [1, 3].map((rank): Case => {
    const p = probabilities(irregular([2, n]));
    const columns = rowsOf(p).flatMap((row) =>
      cholesky(row.map((pi, i) => row.map((pj, j) => (i === j ? pi : 0) - pi * pj)), rank)
    );
    return {
      name: `softmaxColumns [2,${n}], rank ${rank}`,
      operands: [p],
      run: (b, p) => b.softmaxColumns(p, rank),
      expected: plain([2 * rank, n], ...columns.flat()),
    };
  })
);

const softmaxColumns: readonly Case[] = shapes.flatMap((shape) =>
  Array.from({ length: shape[1] }, (_, rank): Case => {
    const p = probabilities(irregular(shape));
    return {
      name: `softmaxColumns [${shape}], rank ${rank}`,
      operands: [p],
      run(b, p) {
        const columns = b.softmaxColumns(p, rank);
        return b.outer(columns, columns);
      },
      expected: squaresOf(p, rank),
    };
  })
);

/** `rank` entries of each row, the largest magnitude first, each as `√|d| e` with a sign. */
function diagonalColumnsOf(d: Plain, rank: number): readonly Plain[] {
  const kept = rowsOf(d).flatMap((row) =>
    row.map((value, at) => ({ value, at }))
      .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
      .slice(0, rank)
  );
  return [
    define(
      [kept.length, ...d.shape.slice(1)],
      (i, j) => kept[i].at === j ? Math.sqrt(Math.abs(kept[i].value)) : 0,
    ),
    define([kept.length, 1], (i) => kept[i].value < 0 ? -1 : 1),
  ];
}

const diagonalColumns: readonly Case[] = [...shapes, ...lengths.map((n) => [2, n])].flatMap((
  shape,
) =>
  Array.from({ length: Math.min(shape[1], 7) + 1 }, (_, rank): Case => {
    const d = irregular(shape);
    return {
      name: `diagonalColumns [${shape}], rank ${rank}`,
      operands: [d],
      run: (b, d) => {
        const { columns, signs } = b.diagonalColumns(d, rank);
        return [columns, signs];
      },
      expected: diagonalColumnsOf(d, rank),
    };
  })
);

const extremes: readonly [name: string, z: number[], p: number[], logarithm: number[]][] = [
  ["far apart", [1000, 0, -1000], [1, 0, 0], [0, -1000, -2000]],
  ["all large", [1e4, 1e4], [0.5, 0.5], [-Math.LN2, -Math.LN2]],
  ["all small", [-1e4, -1e4], [0.5, 0.5], [-Math.LN2, -Math.LN2]],
  ["impossible", [-Infinity, 2], [0, 1], [-Infinity, 0]],
  ["infinite", [Infinity, 2], [NaN, NaN], [NaN, NaN]],
  ["NaN", [NaN, 2], [NaN, NaN], [NaN, NaN]],
];

const extreme: readonly Case[] = extremes.flatMap(([name, z, p, logarithm]): Case[] => [{
  name: `softmax, ${name}`,
  operands: [plain([1, z.length], ...z)],
  run: (b, z) => b.softmax(z),
  expected: plain([1, z.length], ...p),
}, {
  name: `logSoftmax, ${name}`,
  operands: [plain([1, z.length], ...z)],
  run: (b, z) => b.logSoftmax(z),
  expected: plain([1, z.length], ...logarithm),
}]);

/** Softmax, and the columns of Hessians at an output. */
export const softmaxCases: readonly Case[] = [
  ...softmax,
  ...lastOfRow,
  ...softmaxColumns,
  ...longColumns,
  ...diagonalColumns,
  ...extreme,
  {
    name: "softmax, NaN stays in its row",
    operands: [plain([2, 2], NaN, 1, 3, 3)],
    run: (b, z) => b.softmax(z),
    expected: plain([2, 2], NaN, NaN, 0.5, 0.5),
  },
  {
    name: "softmaxColumns of a certain prediction",
    operands: [plain([1, 3], 0, 1, 0)],
    run: (b, p) => b.softmaxColumns(p, 2),
    expected: plain([2, 3], 0, 0, 0, 0, 0, 0),
  },
  {
    name: "softmaxColumns of a certain prediction of the first class",
    operands: [plain([1, 3], 1, 0, 0)],
    run: (b, p) => b.softmaxColumns(p, 2),
    expected: plain([2, 3], 0, 0, 0, 0, 0, 0),
  },
  {
    name: "softmaxColumns of two possible classes among three",
    operands: [plain([1, 3], 0.25, 0, 0.75)],
    run: (b, p) => b.softmaxColumns(p, 2),
    expected: plain([2, 3], ...[Math.sqrt(3) / 4, 0, -Math.sqrt(3) / 4], ...[0, 0, 0]),
  },
  {
    name: "softmaxColumns, NaN stays in its row",
    operands: [plain([2, 2], NaN, 0.5, 0.5, 0.5)],
    run: (b, p) => b.softmaxColumns(p, 1),
    expected: plain([2, 2], NaN, NaN, 0.5, -0.5),
  },
  {
    name: "diagonalColumns of equal magnitudes: the first is first",
    operands: [plain([1, 3], -1, 1, 0)],
    run: (b, d) => {
      const { columns, signs } = b.diagonalColumns(d, 3);
      return [columns, signs];
    },
    expected: [plain([3, 3], 1, 0, 0, 0, 1, 0, 0, 0, 0), plain([3, 1], -1, 1, 1)],
  },
  {
    name: "diagonalColumns, NaN is not hidden by larger entries",
    operands: [plain([1, 3], 1, NaN, 3)],
    run: (b, d) => b.diagonalColumns(d, 1).columns,
    expected: plain([1, 3], 0, NaN, 0),
  },
];
