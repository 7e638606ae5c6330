import type { Case } from "./case.ts";
import { define, each, halves, irregular, type Plain, plain, replaced, rowsOf } from "./plain.ts";

/** m, k, n of `[m, k] × [k, n]`. */
const sizes = [[1, 1, 1], [2, 3, 5], [7, 1, 2], [1, 7, 3], [5, 2, 1], [3, 5, 7], [0, 2, 3], [
  2,
  0,
  3,
], [2, 3, 0]];

/** Around vectors, panels and tiles, and beyond them. */
const largeSizes = [[33, 65, 7], [1, 257, 3], [257, 5, 31], [3, 31, 65], [65, 1, 33], [31, 33, 2]];

const flags = [false, true];

const transposed = (a: Plain): Plain =>
  define([a.shape[1], a.shape[0]], (i, j) => a.data[j * a.shape[1] + i]);
const squared = (a: Plain): Plain => each(a, (x) => x * x);

/** `(a b)_ij = Σ_k a_ik b_kj`. */
function product(a: Plain, b: Plain): Plain {
  const [depth, n] = b.shape;
  return define([a.shape[0], n], (i, j) => {
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += a.data[i * depth + k] * b.data[k * n + j];
    return sum;
  });
}

type Draw = (shape: readonly number[], salt?: number) => Plain;

/** The last number of `a` is NaN, that before it zero, and the last of `b` infinite. */
const poisoned = (a: Plain, b: Plain): readonly [Plain, Plain] => [
  replaced(replaced(a, a.data.length - 2, 0), a.data.length - 1, NaN),
  replaced(b, b.data.length - 1, Infinity),
];
const asDrawn = (a: Plain, b: Plain): readonly [Plain, Plain] => [a, b];

const matmulAt = (
  [m, k, n]: readonly number[],
  draw: Draw,
  change = asDrawn,
  what = "",
): readonly Case[] =>
  flags.flatMap((transposeA) =>
    flags.flatMap((transposeB) =>
      flags.flatMap((squareA) =>
        flags.map((squareB): Case => {
          const [a, b] = change(
            draw(transposeA ? [k, m] : [m, k]),
            draw(transposeB ? [n, k] : [k, n], 1),
          );
          const names = Object.entries({ transposeA, transposeB, squareA, squareB })
            .filter(([, on]) => on).map(([name]) => ` ${name}`);
          const left = squareA ? squared(a) : a;
          const right = squareB ? squared(b) : b;
          return {
            name: `matmul ${m}×${k}×${n}${names.join("")}${what}`,
            operands: [a, b],
            run: (backend, a, b) =>
              backend.matmul(a, b, { transposeA, transposeB, squareA, squareB }),
            expected: product(
              transposeA ? transposed(left) : left,
              transposeB ? transposed(right) : right,
            ),
          };
        })
      )
    )
  );

const matmul: readonly Case[] = [
  ...sizes.flatMap((size) => matmulAt(size, irregular)),
  ...largeSizes.flatMap((size) => matmulAt(size, halves)),
  ...matmulAt([5, 33, 7], halves, poisoned, ", not finite"),
];

const matmulDualAt = (
  [m, k, n]: readonly number[],
  draw: Draw,
  change = asDrawn,
  what = "",
): readonly Case[] =>
  flags.map((transpose): Case => {
    const shape = transpose ? [k, m] : [m, k];
    const [h, b] = change(draw(shape, 1), draw([k, n], 2));
    const g = draw(shape);
    const upright = (a: Plain) => transpose ? transposed(a) : a;
    return {
      name: `matmulDual ${m}×${k}×${n}${transpose ? " transpose" : ""}${what}`,
      operands: [g, h, b],
      run: (backend, g, h, b) => backend.matmulDual(g, h, b, { transpose }),
      expected: [product(upright(g), b), product(upright(h), squared(b))],
    };
  });

const matmulDual: readonly Case[] = [
  ...sizes.flatMap((size) => matmulDualAt(size, irregular)),
  ...largeSizes.flatMap((size) => matmulDualAt(size, halves)),
  ...matmulDualAt([5, 33, 7], halves, poisoned, ", not finite"),
];

/** Rows of a, rows of b, m and n of `[rows, m], [rows, n] → [rows, m, n]`. */
const outerSizes = [
  [1, 1, 1, 1],
  [3, 3, 2, 5],
  [6, 2, 1, 3],
  [6, 1, 3, 1],
  [5, 5, 7, 2],
  [
    0,
    0,
    2,
    3,
  ],
  [0, 1, 2, 3],
  [2, 2, 0, 3],
  [2, 1, 3, 0],
  [3, 3, 33, 7],
  [2, 1, 5, 65],
  [4, 2, 3, 257],
  [2, 2, 257, 1],
  [31, 31, 1, 2],
];

const outer: readonly Case[] = outerSizes.flatMap(([rows, sources, m, n]) =>
  flags.map((squareB): Case => {
    const [a, b] = [irregular([rows, m]), irregular([sources, n], 1)];
    const [left, right] = [rowsOf(a), rowsOf(b)];
    return {
      name: `outer [${rows},${m}] [${sources},${n}]${squareB ? " squareB" : ""}`,
      operands: [a, b],
      run: (backend, a, b) => backend.outer(a, b, { squareB }),
      expected: define([rows, m, n], (row, i, j) => {
        const y = right[Math.floor(row / (rows / sources))][j];
        return left[row][i] * (squareB ? y * y : y);
      }),
    };
  })
);

/** A bias with few and with many columns, with several blocks of inner indices, and with none. */
const biasSizes = [
  [1, 1, 1],
  [2, 3, 5],
  [7, 4, 2],
  [33, 5, 1],
  [65, 31, 3],
  [5, 33, 4],
  [31, 7, 65],
  [
    3,
    1100,
    9,
  ],
  [18, 600, 2],
  [0, 2, 3],
  [2, 3, 0],
  [3, 0, 2],
];

const matmulBias: readonly Case[] = biasSizes.flatMap(([m, k, n]) =>
  flags.map((transposeB): Case => {
    const [a, b, row] = [halves([m, k]), halves(transposeB ? [n, k] : [k, n], 1), halves([n], 2)];
    const products = product(a, transposeB ? transposed(b) : b);
    return {
      name: `matmul ${m}×${k}×${n}${transposeB ? " transposeB" : ""} bias`,
      operands: [a, b, row],
      run: (backend, a, b, bias) => backend.matmul(a, b, { transposeB, bias }),
      expected: define([m, n], (i, j) => products.data[i * n + j] + row.data[j]),
    };
  })
);

/** Products with every combination of their flags. */
export const productCases: readonly Case[] = [
  ...matmul,
  ...matmulBias,
  ...matmulDual,
  ...outer,
  {
    name: "matmul without flags",
    operands: [plain([1, 2], 2, 3), plain([2, 1], 5, 7)],
    run: (b, x, y) => b.matmul(x, y),
    expected: plain([1, 1], 31),
  },
  {
    name: "matmul, not finite: a zero does not hide what it meets",
    operands: [plain([2, 2], 0, 1, 1, 1), plain([2, 3], NaN, Infinity, 1, 1, 1, -Infinity)],
    run: (b, x, y) => b.matmul(x, y),
    expected: plain([2, 3], NaN, NaN, -Infinity, NaN, Infinity, -Infinity),
  },
  {
    name: "matmul transposeB, not finite",
    operands: [plain([1, 2], 0, 1), plain([3, 2], NaN, 1, Infinity, 1, 1, -Infinity)],
    run: (b, x, y) => b.matmul(x, y, { transposeB: true }),
    expected: plain([1, 3], NaN, NaN, -Infinity),
  },
  {
    name: "matmul bias, not finite",
    operands: [plain([2, 1], 1, Infinity), plain([1, 3], 1, 2, 3), plain([3], NaN, -Infinity, 4)],
    run: (b, x, y, bias) => b.matmul(x, y, { bias }),
    expected: plain([2, 3], NaN, -Infinity, 7, NaN, NaN, Infinity),
  },
  {
    name: "matmulDual of one tensor twice",
    operands: [plain([1, 2], 2, 3), plain([2, 1], 5, 7)],
    run: (backend, g, b) => backend.matmulDual(g, g, b),
    expected: [plain([1, 1], 31), plain([1, 1], 197)],
  },
  {
    name: "matmulDual, not finite: a zero does not hide what it meets",
    operands: [plain([1, 2], 0, 1), plain([1, 2], 1, 0), plain([2, 2], NaN, -Infinity, 1, 2)],
    run: (backend, g, h, b) => backend.matmulDual(g, h, b),
    expected: [plain([1, 2], NaN, NaN), plain([1, 2], NaN, Infinity)],
  },
  {
    name: "outer, not finite",
    operands: [plain([1, 2], 0, 2), plain([1, 3], NaN, Infinity, 1)],
    run: (b, x, y) => b.outer(x, y),
    expected: plain([1, 2, 3], NaN, NaN, 0, NaN, Infinity, 2),
  },
];
