import type { Backend, DerivativeOrder, Tensor } from "../../../lib/backend/backend.ts";
import * as functions from "../../../lib/backend/functions.ts";
import type { Case } from "./case.ts";
import { each, irregular, lengths, type Plain, plain, replaced, rowsOf } from "./plain.ts";

/** Binary operations on two numbers. */
const binary: readonly [
  name: string,
  run: (b: Backend, x: Tensor, y: Tensor) => Tensor,
  of: (x: number, y: number) => number,
][] = [
  ["add", (b, x, y) => b.add(x, y), (x, y) => x + y],
  ["subtract", (b, x, y) => b.subtract(x, y), (x, y) => x - y],
  ["multiply", (b, x, y) => b.multiply(x, y), (x, y) => x * y],
  ["multiply squareB", (b, x, y) => b.multiply(x, y, { squareB: true }), (x, y) => x * y * y],
  ["divide", (b, x, y) => b.divide(x, y), (x, y) => x / y],
  ["lessOrEqual", (b, x, y) => b.lessOrEqual(x, y), (x, y) => Number(x <= y)],
];

/** Shapes of a and of b, spread in every way that there is. */
const spreads: readonly [a: readonly number[], b: readonly number[]][] = [
  [[1, 1], [1, 1]],
  [[3, 5], [3, 5]],
  [[3, 5], [1, 5]],
  [[3, 5], [3, 1]],
  [[3, 5], [1, 1]],
  [[3, 5], [1]],
  [[6, 7], [2, 7]],
  [[6, 7], [3, 1]],
  [[6, 2, 3], [2, 2, 3]],
  [[6, 2, 3], [3, 1]],
  [[6, 2, 3], [2, 6]],
  [[5], [5]],
  [[0, 3], [0, 3]],
  [[0, 3], [0, 1]],
  [[0, 3], [1, 3]],
  [[2, 0], [1, 0]],
  [[2, 0], [2, 1]],
  ...lengths.flatMap((n): [number[], number[]][] => [
    [[2, n], [2, n]],
    [[4, n], [2, n]],
    [[3, n], [3, 1]],
    [[n, 3], [1, 3]],
  ]),
];

/** `of(a, b)`: row i of a meets row `⌊i / (rows of a / rows of b)⌋` of b. */
function spread(a: Plain, b: Plain, of: (x: number, y: number) => number): Plain {
  const [left, right] = [rowsOf(a), rowsOf(b)];
  const data = left.flatMap((row, i) => {
    const other = right[Math.floor(i / (left.length / right.length))];
    return row.map((x, j) => of(x, other.length === 1 ? other[0] : other[j]));
  });
  return { shape: a.shape, data };
}

const special = [NaN, Infinity, -Infinity, 0, 1.5, -2];
/** Every pair of special numbers. */
const lefts = plain([6, 6], ...special.flatMap((x) => special.map(() => x)));
const rights = plain([6, 6], ...special.flatMap(() => special));

const binaries: readonly Case[] = binary.flatMap(([name, run, of]) => [
  ...spreads.map(([shapeA, shapeB]) => {
    const operands = [irregular(shapeA), irregular(shapeB, 1)];
    return {
      name: `${name} [${shapeA}] [${shapeB}]`,
      operands,
      run,
      expected: spread(operands[0], operands[1], of),
    };
  }),
  {
    name: `${name}, not finite`,
    operands: [lefts, rights],
    run,
    expected: spread(lefts, rights, of),
  },
]);

const all = {
  ...functions,
  leakyReluFunction: functions.leakyReluFunction(0.25),
  eluFunction: functions.eluFunction(1.5),
};

/** Around 0, where functions change their form, and far out, where exponentials overflow. */
const points = plain([3, 7], ...[-1e3, -40, -5, -2, -0.75, -1e-3, -1e-6], ...[
  ...[0.25, 0.5, 1e-6, 1e-3, 0.75, 2, 5],
  ...[19, 21, 30, 40, 80, 1e3, 3],
]);

/** Piecewise linear functions are flat out there as well. */
const infinities = plain([1, 2], -Infinity, Infinity);
const nanOnly = plain([1, 1], NaN);

const elementwise: readonly Case[] = Object.values(all).flatMap((f) =>
  ([0, 1, 2] as const).flatMap((order: DerivativeOrder) => {
    const of = [f.value, f.first, f.second][order];
    const domain = f.name === "log" || f.name === "squareRoot" ? each(points, Math.abs) : points;
    const isConstant = order > 0 && of(1) === of(2) && of(NaN) === of(1);
    return [
      {
        name: `elementwise ${f.name}, derivative ${order}`,
        operands: [domain],
        run: (b: Backend, a: Tensor) => b.elementwise(f, a, order),
        expected: each(domain, of),
      },
      ...(isConstant ? [] : [{
        name: `elementwise ${f.name}, derivative ${order}, NaN`,
        operands: [nanOnly],
        run: (b: Backend, a: Tensor) => b.elementwise(f, a, order),
        expected: nanOnly,
      }]),
    ];
  })
);

const piecewiseLinear: readonly Case[] = [
  functions.reluFunction,
  functions.leakyReluFunction(0.25),
  functions.absoluteFunction,
  functions.signFunction,
].map((f) => ({
  name: `elementwise ${f.name}, derivative 2, infinite`,
  operands: [infinities],
  run: (b, a) => b.elementwise(f, a, 2),
  expected: plain([1, 2], 0, 0),
}));

/** All three orders at rows of every length, the last number not finite: no tail is left out. */
const rowsOfLengths: readonly Case[] = Object.values(all).flatMap((f) =>
  lengths.flatMap((n) =>
    [undefined, NaN, Infinity].map((last): Case => {
      const numbers = each(irregular([n]), Math.abs);
      const a = last === undefined ? numbers : replaced(numbers, n - 1, last);
      // Values alone: what a derivative is at infinity is up to its formula.
      const orders = last === undefined ? [0, 1, 2] as const : [0] as const;
      return {
        name: `elementwise ${f.name} [${n}]${last === undefined ? "" : `, ${last} last`}`,
        operands: [a],
        run: (b, a) => orders.map((order) => b.elementwise(f, a, order)),
        expected: orders.map((order) => each(a, [f.value, f.first, f.second][order])),
      };
    })
  )
);

const custom = {
  name: "custom",
  parameters: [],
  value: (a: number) => a ** 3,
  first: (a: number) => 3 * a ** 2,
  second: (a: number) => 6 * a,
};

const dualShapes = [[2, 3], [5, 1], [0, 3], [3, 0], ...lengths.map((n) => [n])];

/** A NaN among them reaches all that depends on it, and nothing else. */
const derivativesOfNaN: readonly Case[] = [...Object.values(all), custom].flatMap((f) =>
  [7, 33].map((n): Case => {
    const a = replaced(each(irregular([n]), Math.abs), n - 1, NaN);
    return {
      name: `elementwiseDerivatives ${f.name} [${n}], NaN last`,
      operands: [a],
      run: (b, a) => b.elementwiseDerivatives(f, a, 2),
      expected: [f.value, f.first, f.second].map((of) => each(a, of)),
    };
  })
);

/** Value and derivatives together: the same as one by one. */
const derivatives: readonly Case[] = [...Object.values(all), custom].flatMap((f) =>
  dualShapes.flatMap((shape) =>
    ([1, 2] as const).map((order): Case => {
      // Positive where a logarithm or a root asks for it.
      const a = each(irregular(shape), Math.abs);
      return {
        name: `elementwiseDerivatives ${f.name} [${shape}], order ${order}`,
        operands: [a],
        run: (b, a) => b.elementwiseDerivatives(f, a, order),
        expected: [f.value, f.first, f.second].slice(0, order + 1).map((of) => each(a, of)),
      };
    })
  )
);

const dual: readonly Case[] = dualShapes.flatMap((shape) =>
  [false, true].map((curved): Case => {
    const [g, h, s, t] = [0, 1, 2, 3].map((salt) => irregular(shape, salt));
    const through = (i: number) =>
      s.data[i] ** 2 * h.data[i] + (curved ? t.data[i] * g.data[i] : 0);
    return {
      name: `elementwiseDual [${shape}]${curved ? ", curved" : ""}`,
      operands: curved ? [g, h, s, t] : [g, h, s],
      run: (b, g, h, s, t) => b.elementwiseDual(g, h, s, t),
      expected: [
        { shape, data: g.data.map((x, i) => s.data[i] * x) },
        { shape, data: g.data.map((_, i) => through(i)) },
      ],
    };
  })
);

/** What is crossed: longer than derivatives are kept for at once, too. NaN comes last, in each operand. */
const crossedShapes: readonly (readonly [shape: readonly number[], nan?: number])[] = [
  ...[[2, 3], [3, 0], [3, 2049], ...lengths.map((n) => [n])].map((shape) => [shape] as const),
  ...[0, 1, 2].map((operand) => [[33], operand] as const),
];

const crossed: readonly Case[] = [...Object.values(all), custom].flatMap((f) =>
  crossedShapes.flatMap(([shape, nan]) =>
    ([1, 2] as const).flatMap((order) =>
      [false, true].map((overwrite): Case => {
        const [a, g, h] = [0, 1, 2].map((salt) => {
          // Positive where a logarithm or a root asks for it.
          const numbers = each(irregular(shape, salt), salt === 0 ? Math.abs : (x) => x);
          return salt === nan ? replaced(numbers, shape[0] - 1, NaN) : numbers;
        });
        const through = (x: number, i: number) =>
          f.first(x) ** 2 * h.data[i] + (order === 2 ? f.second(x) * g.data[i] : 0);
        return {
          name: `crossElementwise ${f.name} [${shape}], order ${order}${
            overwrite ? ", overwriting" : ""
          }${nan === undefined ? "" : `, NaN last in operand ${nan}`}`,
          operands: [a, g, h],
          run: (b, a, g, h) => b.crossElementwise(f, a, g, h, order, { overwrite }),
          expected: [
            { shape, data: g.data.map((x, i) => f.first(a.data[i]) * x) },
            { shape, data: a.data.map(through) },
          ],
        };
      })
    )
  )
);

/** Shapes of single operands. */
const shapes = [[1, 1], [2, 3], [5, 1], [3, 2, 2], [7], [0, 3], [3, 0], ...lengths.map((n) => [n])];

const unary: readonly Case[] = shapes.flatMap((shape) => {
  const a = irregular(shape);
  const operands = [a];
  return [
    {
      name: `scale [${shape}]`,
      operands,
      run: (b: Backend, a: Tensor) => b.scale(a, -1.5),
      expected: each(a, (x) => -1.5 * x),
    },
    {
      name: `scale [${shape}], with an offset`,
      operands,
      run: (b: Backend, a: Tensor) => b.scale(a, 0.5, 3),
      expected: each(a, (x) => 0.5 * x + 3),
    },
    {
      name: `clip [${shape}]`,
      operands,
      run: (b: Backend, a: Tensor) => b.clip(a, -0.5, 0.75),
      expected: each(a, (x) => x < -0.5 ? -0.5 : x > 0.75 ? 0.75 : x),
    },
    {
      name: `elementwise [${shape}], a function of one's own`,
      operands,
      run: (b: Backend, a: Tensor) => b.elementwise(custom, a, 1),
      expected: each(a, (x) => 3 * x * x),
    },
    {
      name: `elementwise [${shape}], its value by default`,
      operands,
      run: (b: Backend, a: Tensor) => b.elementwise(custom, a),
      expected: each(a, (x) => x * x * x),
    },
  ];
});

/** Elementwise operations: spreading, functions and their derivatives, numbers that are not finite. */
export const arithmeticCases: readonly Case[] = [
  ...binaries,
  ...unary,
  ...elementwise,
  ...piecewiseLinear,
  ...rowsOfLengths,
  ...derivatives,
  ...derivativesOfNaN,
  ...dual,
  ...crossed,
  {
    name: "elementwiseDual, not finite",
    operands: [
      plain([1, 3], NaN, 1, 1),
      plain([1, 3], 1, 1, Infinity),
      plain([1, 3], 1, NaN, 2),
      plain([1, 3], 1, NaN, 2),
    ],
    run: (b, g, h, s, t) => b.elementwiseDual(g, h, s, t),
    expected: [plain([1, 3], NaN, NaN, 2), plain([1, 3], NaN, NaN, Infinity)],
  },
  {
    name: "scale, not finite",
    operands: [plain([1, 4], NaN, Infinity, -Infinity, 2)],
    run: (b, a) => b.scale(a, -2, 1),
    expected: plain([1, 4], NaN, -Infinity, Infinity, -3),
  },
  {
    name: "clip, not finite",
    operands: [plain([1, 4], NaN, Infinity, -Infinity, 0.5)],
    run: (b, a) => b.clip(a, -1, 1),
    expected: plain([1, 4], NaN, 1, -1, 0.5),
  },
];
