import type {
  Accumulation,
  Backend,
  ClippedStep,
  MomentStep,
  SecondMoment,
  Tensor,
} from "../../../lib/backend/backend.ts";
import type { Case } from "./case.ts";
import { copy } from "./in_place.ts";
import { each, irregular, lengths, type Plain, plain } from "./plain.ts";

const shapes = [[1], [3, 5], [7, 1], [2, 3, 2], [0, 2], ...lengths.map((n) => [n])];

const one = (value: number) => plain([1, 1], value);

/** Each of several results of single numbers, as arrays like the operands. */
function elementwise(operands: readonly Plain[], of: (...x: number[]) => number[]): Plain[] {
  const { shape, data } = operands[0];
  const results = data.map((_, i) => of(...operands.map((one) => one.data[i])));
  const count = results[0]?.length ?? of(...operands.map(() => 0)).length;
  return Array.from({ length: count }, (_, i) => ({ shape, data: results.map((one) => one[i]) }));
}

/** θ − u − αλθ, or θ and u apart. */
const applied = (theta: number, u: number, shrink: number, alone: boolean): number[] =>
  alone ? [theta, u] : [theta - u - shrink * theta];

/** An operation on copies of the operands: the copies of the first `changed` are its results. */
function inPlace(
  operands: readonly Plain[],
  changed: number,
  run: (b: Backend, tensors: Tensor[]) => void,
): Pick<Case, "operands" | "run"> {
  return {
    operands,
    run(b, ...tensors) {
      const copies = tensors.map((one) => copy(b, one));
      run(b, copies);
      return copies.slice(0, changed);
    },
  };
}

const moment: MomentStep = { stepSize: 0.25, beta1: 0.5, beta2: 0.75, epsilon: 0.125, step: 1 };

/** Variants of a step: with a mean of its own or not, the update apart or not. */
interface Variant {
  readonly withMean: boolean;
  readonly alone: boolean;
}

const plainStep: Variant = { withMean: true, alone: false };

/** What a step makes of θ, u, v, m for g and q. */
function momentStepped(
  [theta, v, m, g, q]: readonly number[],
  { withMean, alone }: Variant,
  options: MomentStep,
): number[] {
  const { stepSize, beta1, beta2, epsilon, step } = options;
  const { moment = "square", biasCorrection = true, weightDecay = 0 } = options;
  const mean = withMean ? beta1 * m + (1 - beta1) * g : g;
  const second = beta2 * v + (1 - beta2) * (moment === "square" ? q ** 2 : Math.abs(q));
  const unbiased = biasCorrection
    ? { mean: withMean ? mean / (1 - beta1 ** step) : g, second: second / (1 - beta2 ** step) }
    : { mean, second };
  const divisor = moment === "magnitude" ? unbiased.second : Math.sqrt(unbiased.second);
  const u = stepSize * unbiased.mean / (divisor + epsilon);
  const [moved, update] = applied(theta, u, stepSize * weightDecay, alone);
  return [moved, second, ...(withMean ? [mean] : []), ...(alone ? [update] : [])];
}

function momentCase(
  name: string,
  numbers: readonly Plain[],
  options: MomentStep,
  variant = plainStep,
): Case {
  const { withMean, alone } = variant;
  const [theta, v, m, g, q] = numbers;
  const operands = [theta, v, ...(withMean ? [m] : []), ...(alone ? [g] : [])];
  const changed = operands.length;
  return {
    name: `momentStep ${name}`,
    ...inPlace([...operands, g, q], changed, (b, tensors) => {
      const [parameter, square, ...rest] = tensors;
      const mean = withMean ? rest.shift() : undefined;
      const update = alone ? rest.shift() : undefined;
      const [gradient, curvature] = rest;
      b.momentStep({ parameter, mean, square, update }, { gradient, curvature }, options);
    }),
    expected: elementwise(numbers, (...x) => momentStepped(x, variant, options)),
  };
}

/** θ, v, m, g, q. */
function momentNumbers(shape: readonly number[]): Plain[] {
  const numbers = [0, 1, 2, 3, 4].map((salt) => irregular(shape, salt));
  return numbers.with(1, each(numbers[1], Math.abs));
}

const steps: readonly Case[] = shapes.flatMap((shape) =>
  [1, 2, 100].map((step) =>
    momentCase(`[${shape}], step ${step}`, momentNumbers(shape), { ...moment, step })
  )
);

const seconds: readonly SecondMoment[] = ["square", "sqrt", "magnitude"];

const variants: readonly Case[] = seconds.flatMap((kind) =>
  [[3, 5], [0, 2], [1], [33]].flatMap((shape) =>
    [true, false].flatMap((withMean) =>
      [true, false].flatMap((alone) =>
        [true, false].flatMap((biasCorrection) =>
          [0, 0.5].map((weightDecay) =>
            momentCase(
              `${kind} [${shape}] ${
                JSON.stringify({ withMean, alone, biasCorrection, weightDecay })
              }`,
              momentNumbers(shape),
              { ...moment, step: 3, moment: kind, biasCorrection, weightDecay },
              { withMean, alone },
            )
          )
        )
      )
    )
  )
);

const moments: readonly Case[] = [
  ...steps,
  ...variants,
  momentCase("without decay", [2, 5, 5, 0.5, -0.25].map(one), { ...moment, beta1: 0, beta2: 0 }),
  momentCase("at rest", [2, 0, 0, 0, 0].map(one), moment),
  ...seconds.flatMap((kind) => [
    momentCase(`${kind}, a NaN gradient`, [2, 0, 0, NaN, 1].map(one), { ...moment, moment: kind }),
    momentCase(`${kind}, a NaN curvature`, [2, 0, 0, 1, NaN].map(one), { ...moment, moment: kind }),
    momentCase(
      `${kind}, infinite curvature`,
      [2, 0, 0, 1, -Infinity].map(one),
      { ...moment, moment: kind },
    ),
  ]),
];

const clipping: ClippedStep = { stepSize: 0.25, beta1: 0.5, gamma: 0.75, epsilon: 0.5 };

function clippedCase(
  name: string,
  [theta, m, g, h]: readonly Plain[],
  options: ClippedStep,
  alone = false,
): Case {
  const { stepSize, beta1, gamma, epsilon, weightDecay = 0 } = options;
  return {
    name: `clippedStep ${name}`,
    ...inPlace([theta, m, ...(alone ? [g] : []), g, h], alone ? 3 : 2, (b, tensors) => {
      const [parameter, mean, ...rest] = tensors;
      const update = alone ? rest.shift() : undefined;
      const [gradient, curvature] = rest;
      b.clippedStep({ parameter, mean, update }, { gradient, curvature }, options);
    }),
    expected: elementwise([theta, m, g, h], (theta, m, g, h) => {
      const mean = beta1 * m + (1 - beta1) * g;
      const ratio = mean / Math.max(gamma * h, epsilon);
      const u = stepSize * Math.max(-1, Math.min(1, ratio));
      const [moved, ...update] = applied(theta, u, stepSize * weightDecay, alone);
      return [moved, mean, ...update];
    }),
  };
}

const clipped: readonly Case[] = [
  ...shapes.map((shape) =>
    clippedCase(`[${shape}]`, [0, 1, 2, 3].map((salt) => irregular(shape, salt)), clipping)
  ),
  ...[true, false].flatMap((alone) =>
    [0, 0.5].map((weightDecay) =>
      clippedCase(
        JSON.stringify({ alone, weightDecay }),
        [0, 1, 2, 3].map((salt) => irregular([5, 3], salt)),
        { ...clipping, weightDecay },
        alone,
      )
    )
  ),
  clippedCase("with a NaN gradient", [2, 0, NaN, 1].map(one), clipping),
  clippedCase("with a NaN curvature", [2, 0, 1, NaN].map(one), clipping),
  clippedCase("with an infinite gradient", [2, 0, -Infinity, 1].map(one), clipping),
  clippedCase("with infinite curvature", [2, 0, 1, Infinity].map(one), clipping),
];

const functions = {
  value: (x: number) => x,
  square: (x: number) => x * x,
  magnitude: Math.abs,
};

function accumulateCase(a: Plain, b: Plain, options: Accumulation): Case {
  const { decay, weight, of } = options;
  return {
    name: `accumulate [${a.shape}] ${JSON.stringify(options)} ${b.data.slice(0, 1)}`,
    ...inPlace([a, b], 1, (backend, [a, b]) => backend.accumulate(a, b, options)),
    expected: elementwise([a, b], (a, b) => [decay * a + weight * functions[of ?? "value"](b)]),
  };
}

const accumulated: readonly Case[] = [
  ...shapes.flatMap((shape) =>
    ([undefined, "value", "square", "magnitude"] as const).flatMap((of) => [
      accumulateCase(irregular(shape), irregular(shape, 1), { decay: 0.75, weight: 0.25, of }),
      accumulateCase(irregular(shape), irregular(shape, 1), { decay: 0.5, weight: -1, of }),
    ])
  ),
  ...[NaN, -Infinity].flatMap((last) =>
    (["value", "square", "magnitude"] as const).map((of) =>
      accumulateCase(one(1), one(last), { decay: 0.5, weight: 0.5, of })
    )
  ),
];

const squares: readonly Case[] = [
  ...shapes.flatMap((shape) => {
    const [a, weight] = [irregular(shape), each(irregular(shape, 1), Math.abs)];
    const sum = (c: (w: number) => number) =>
      a.data.reduce((sum, x, i) => sum + c(weight.data[i]) * x * x, 0);
    return [
      {
        name: `sumOfSquares [${shape}]`,
        operands: [a],
        run: (b: Backend, a: Tensor) => b.sumOfSquares(a),
        expected: sum(() => 1),
        terms: a.data.length,
      },
      {
        name: `sumOfSquares [${shape}], weighted`,
        operands: [a, weight],
        run: (b: Backend, a: Tensor, weight: Tensor) => b.sumOfSquares(a, weight),
        expected: sum((w) => w),
        terms: a.data.length,
      },
      {
        name: `sumOfSquares [${shape}], weighted by roots`,
        operands: [a, weight],
        run: (b: Backend, a: Tensor, weight: Tensor) => b.sumOfSquares(a, weight, { root: true }),
        expected: sum(Math.sqrt),
        terms: a.data.length,
      },
    ];
  }),
  {
    name: "sumOfSquares, not finite",
    operands: [plain([5], 1, 2, 3, 4, NaN)],
    run: (b, a) => b.sumOfSquares(a),
    expected: NaN,
  },
  {
    name: "sumOfSquares, infinite weight",
    operands: [plain([5], 1, 2, 3, 4, 5), plain([5], 1, Infinity, 1, 1, 1)],
    run: (b, a, weight) => b.sumOfSquares(a, weight, { root: true }),
    expected: Infinity,
  },
];

const scaled: readonly Case[] = shapes.map((shape): Case => {
  const [a, b] = [irregular(shape), irregular(shape, 1)];
  return {
    name: `addScaled [${shape}]`,
    ...inPlace([a, b], 1, (backend, [a, b]) => backend.addScaled(a, b, -0.25)),
    expected: elementwise([a, b], (x, y) => [x - 0.25 * y]),
  };
});

/** What optimizers do to parameters and to what they keep. */
export const optimizationCases: readonly Case[] = [
  ...moments,
  ...clipped,
  ...accumulated,
  ...squares,
  ...scaled,
  {
    name: "addScaled, not finite",
    ...inPlace(
      [plain([1, 4], NaN, 1, Infinity, 2), plain([1, 4], 1, NaN, Infinity, -Infinity)],
      1,
      (b, [x, y]) => b.addScaled(x, y, -2),
    ),
    expected: plain([1, 4], NaN, NaN, NaN, Infinity),
  },
];
