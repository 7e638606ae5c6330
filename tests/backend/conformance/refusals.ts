import type { Backend, MomentStep, Tensor } from "../../../lib/backend/backend.ts";
import { tanhFunction } from "../../../lib/backend/functions.ts";
import { Random } from "../../../lib/backend/random.ts";
import { spatialRefusals } from "./spatial_refusals.ts";

/** Shapes that an operation refuses, naming itself, what it expected and what it found. */
export interface Refusal {
  readonly operation: keyof Backend;
  readonly case: string;
  readonly run: (b: Backend) => unknown;
  /** A part of what the message expects. */
  readonly expected: string;
  readonly found: string;
}

const step: MomentStep = { stepSize: 1, beta1: 0, beta2: 0, epsilon: 1, step: 1 };

const zeros = (b: Backend, ...shape: readonly number[]): Tensor => b.fill(shape, 0);

/** Shapes of b that do not spread over `[4, 3]`. */
const spreads = (["add", "subtract", "multiply", "divide", "lessOrEqual"] as const).flatMap((
  operation,
) =>
  [[3, 3], [4, 2], [8, 3], [0, 3], [4]].filter((shape) => shape.length > 1).map((
    shape,
  ): Refusal => ({
    operation,
    case: `[4,3] [${shape}]`,
    run: (b) => b[operation](zeros(b, 4, 3), zeros(b, ...shape)),
    expected: "[4, 3]",
    found: `[${shape.join(", ")}]`,
  }))
);

const products: readonly Refusal[] = [
  {
    operation: "matmul",
    case: "inner lengths",
    run: (b) => b.matmul(zeros(b, 2, 3), zeros(b, 2, 5)),
    expected: "3 rows",
    found: "[2, 5]",
  },
  {
    operation: "matmul",
    case: "inner lengths, b transposed",
    run: (b) => b.matmul(zeros(b, 2, 3), zeros(b, 3, 5), { transposeB: true }),
    expected: "3 columns",
    found: "[3, 5]",
  },
  {
    operation: "matmul",
    case: "inner lengths, a transposed",
    run: (b) => b.matmul(zeros(b, 2, 3), zeros(b, 3, 5), { transposeA: true }),
    expected: "2 rows",
    found: "[3, 5]",
  },
  {
    operation: "matmul",
    case: "a is no matrix",
    run: (b) => b.matmul(zeros(b, 2, 3, 1), zeros(b, 3, 5)),
    expected: "a to be a matrix",
    found: "[2, 3, 1]",
  },
  {
    operation: "matmul",
    case: "b is no matrix",
    run: (b) => b.matmul(zeros(b, 2, 3), zeros(b, 3)),
    expected: "b to be a matrix",
    found: "[3]",
  },
  {
    operation: "matmul",
    case: "a bias of another length",
    run: (b) => b.matmul(zeros(b, 2, 3), zeros(b, 3, 5), { bias: zeros(b, 3) }),
    expected: "a bias of 5 numbers",
    found: "[3]",
  },
  {
    operation: "matmulDual",
    case: "inner lengths",
    run: (b) => b.matmulDual(zeros(b, 2, 3), zeros(b, 2, 3), zeros(b, 2, 5)),
    expected: "3 rows",
    found: "[2, 5]",
  },
  {
    operation: "matmulDual",
    case: "inner lengths, transposed",
    run: (b) => b.matmulDual(zeros(b, 2, 3), zeros(b, 2, 3), zeros(b, 3, 5), { transpose: true }),
    expected: "2 rows",
    found: "[3, 5]",
  },
  {
    operation: "matmulDual",
    case: "h unlike g",
    run: (b) => b.matmulDual(zeros(b, 2, 3), zeros(b, 3, 2), zeros(b, 3, 5)),
    expected: "h of shape [2, 3]",
    found: "[3, 2]",
  },
  {
    operation: "matmulDual",
    case: "g is no matrix",
    run: (b) => b.matmulDual(zeros(b, 2, 3, 1), zeros(b, 2, 3, 1), zeros(b, 3, 5)),
    expected: "g to be a matrix",
    found: "[2, 3, 1]",
  },
  ...["h", "s", "t"].map((wrong): Refusal => ({
    operation: "elementwiseDual",
    case: `${wrong} unlike g`,
    run(b) {
      const of = (name: string) => name === wrong ? zeros(b, 3, 2) : zeros(b, 2, 3);
      b.elementwiseDual(of("g"), of("h"), of("s"), of("t"));
    },
    expected: `${wrong} of shape [2, 3]`,
    found: "[3, 2]",
  })),
  ...["g", "h"].map((wrong): Refusal => ({
    operation: "crossElementwise",
    case: `${wrong} unlike a`,
    run(b) {
      const of = (name: string) => name === wrong ? zeros(b, 3, 2) : zeros(b, 2, 3);
      b.crossElementwise(tanhFunction, of("a"), of("g"), of("h"), 2);
    },
    expected: `${wrong} of shape [2, 3]`,
    found: "[3, 2]",
  })),
  {
    operation: "outer",
    case: "rows",
    run: (b) => b.outer(zeros(b, 4, 2), zeros(b, 3, 2)),
    expected: "4",
    found: "[3, 2]",
  },
];

const shapes: readonly Refusal[] = [
  {
    operation: "reshape",
    case: "another size",
    run: (b) => b.reshape(zeros(b, 2, 3), [3, 3]),
    expected: "[3, 3]",
    found: "[2, 3]",
  },
  {
    operation: "reshape",
    case: "negative lengths",
    run: (b) => b.reshape(zeros(b, 2, 3), [-2, -3]),
    expected: "whole numbers",
    found: "[-2, -3]",
  },
  ...[3, 0, 1.5, -1].flatMap((blocks): Refusal[] => [
    {
      operation: "transposeBlocks",
      case: `${blocks} blocks`,
      run: (b) => b.transposeBlocks(zeros(b, 4, 2), blocks),
      expected: `${blocks} blocks`,
      found: "[4, 2]",
    },
    {
      operation: "diagonalOfBlocks",
      case: `${blocks} blocks`,
      run: (b) => b.diagonalOfBlocks(zeros(b, 4, 2), blocks),
      expected: `${blocks} blocks`,
      found: "[4, 2]",
    },
    {
      operation: "joinBlocks",
      case: `${blocks} blocks`,
      run: (b) => b.joinBlocks(zeros(b, 6, 2), zeros(b, 4, 2), blocks),
      expected: `${blocks} blocks`,
      found: blocks === 3 ? "[4, 2]" : "[6, 2]",
    },
    {
      operation: "sumRows",
      case: `groups of ${blocks}`,
      run: (b) => b.sumRows(zeros(b, 4, 2), blocks),
      expected: `groups of ${blocks}`,
      found: "[4, 2]",
    },
  ]),
  {
    operation: "diagonalOfBlocks",
    case: "blocks that are not square",
    run: (b) => b.diagonalOfBlocks(zeros(b, 6, 2), 2),
    expected: "2 square blocks",
    found: "[6, 2]",
  },
  {
    operation: "joinBlocks",
    case: "features",
    run: (b) => b.joinBlocks(zeros(b, 2, 3), zeros(b, 2, 4), 2),
    expected: "[3]",
    found: "[2, 4]",
  },
  {
    operation: "repeatRows",
    case: "half a time",
    run: (b) => b.repeatRows(zeros(b, 2, 3), 0.5),
    expected: "whole number",
    found: "0.5",
  },
  ...[3, -1, 0.5].map((rank): Refusal => ({
    operation: "softmaxColumns",
    case: `rank ${rank}`,
    run: (b) => b.softmaxColumns(b.fill([2, 3], 1 / 3), rank),
    expected: `rank ${rank}`,
    found: "[2, 3]",
  })),
  ...[4, -1, 0.5].map((rank): Refusal => ({
    operation: "diagonalColumns",
    case: `rank ${rank}`,
    run: (b) => b.diagonalColumns(zeros(b, 2, 3), rank),
    expected: `rank ${rank}`,
    found: "[2, 3]",
  })),
];

const creation: readonly Refusal[] = [
  {
    operation: "tensor",
    case: "too few numbers",
    run: (b) => b.tensor([1, 2, 3, 4, 5], [2, 3]),
    expected: "5 numbers",
    found: "[2, 3]",
  },
  ...([[-1, 3], [1.5, 2]] as const).flatMap((shape): Refusal[] => {
    const found = `[${shape.join(", ")}]`;
    const expected = "whole numbers";
    return [
      { operation: "tensor", case: found, run: (b) => b.tensor([1, 2, 3], shape), expected, found },
      { operation: "fill", case: found, run: (b) => b.fill(shape, 1), expected, found },
      {
        operation: "random",
        case: found,
        run: (b) => b.random("sign", shape, new Random(1)),
        expected,
        found,
      },
    ];
  }),
  {
    operation: "read",
    case: "into an array of another length",
    run: (b) => b.read(zeros(b, 2, 3), new Float32Array(5)),
    expected: "an array of 6 numbers",
    found: "one of 5",
  },
  {
    operation: "unitRows",
    case: "half a sample",
    run: (b) => b.unitRows(0.5, 3),
    expected: "whole numbers",
    found: "[1.5, 3]",
  },
  {
    operation: "write",
    case: "too few numbers",
    run: (b) => b.write(zeros(b, 2, 3), [1, 2]),
    expected: "6 numbers",
    found: "2",
  },
];

/** `[2, 3]` but for the one that is wrong, `[3, 2]`. */
const but = (b: Backend, wrong: string) => (name: string) =>
  name === wrong ? zeros(b, 3, 2) : zeros(b, 2, 3);

/** What of a step has another shape. */
const steps: readonly Refusal[] = [
  ...["mean", "square", "update", "gradient", "curvature"].map((wrong) => ({
    operation: "momentStep" as const,
    wrong,
    run(b: Backend) {
      const of = but(b, wrong);
      const [parameter, mean, square, update] = ["parameter", "mean", "square", "update"].map(of);
      const signals = { gradient: of("gradient"), curvature: of("curvature") };
      b.momentStep({ parameter, mean, square, update }, signals, step);
    },
  })),
  ...["mean", "update", "gradient", "curvature"].map((wrong) => ({
    operation: "clippedStep" as const,
    wrong,
    run(b: Backend) {
      const of = but(b, wrong);
      const [parameter, mean, update] = ["parameter", "mean", "update"].map(of);
      const signals = { gradient: of("gradient"), curvature: of("curvature") };
      b.clippedStep({ parameter, mean, update }, signals, { ...step, gamma: 1 });
    },
  })),
  {
    operation: "accumulate" as const,
    wrong: "b",
    run: (b: Backend) => b.accumulate(zeros(b, 2, 3), zeros(b, 3, 2), { decay: 1, weight: 1 }),
  },
  {
    operation: "sumOfSquares" as const,
    wrong: "weight",
    run: (b: Backend) => b.sumOfSquares(zeros(b, 2, 3), zeros(b, 3, 2)),
  },
].map(({ wrong, ...refusal }) => ({
  ...refusal,
  case: wrong,
  expected: `${wrong} of shape [2, 3]`,
  found: "[3, 2]",
}));

/** Every operation that can meet shapes that do not fit. */
export const refusals: readonly Refusal[] = [
  ...creation,
  ...shapes,
  ...products,
  ...spatialRefusals,
  ...spreads,
  ...steps,
  {
    operation: "addScaled",
    case: "another shape",
    run: (b) => b.addScaled(zeros(b, 2, 3), zeros(b, 3, 2), 1),
    expected: "b of shape [2, 3]",
    found: "[3, 2]",
  },
];

/** Operations at a tensor that is not one of theirs. */
export const strangers: readonly [operation: keyof Backend, run: (b: Backend) => unknown][] = [
  ["read", (b) => b.read({ shape: [1] })],
  ["write", (b) => b.write({ shape: [1] }, [1])],
  ["reshape", (b) => b.reshape({ shape: [1] }, [1, 1])],
  ["add", (b) => b.add(zeros(b, 1, 1), { shape: [1, 1] })],
  ["matmul", (b) => b.matmul({ shape: [1, 1] }, zeros(b, 1, 1))],
  ["elementwise", (b) => b.elementwise(tanhFunction, { shape: [1] })],
  ["sum", (b) => b.sum({ shape: [1] })],
  ["softmax", (b) => b.softmax({ shape: [1, 1] })],
];
