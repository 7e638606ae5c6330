import {
  adaHesScale,
  adam,
  type AdamOptions,
  adaptiveUpdate,
  cosineSchedule,
  createNetwork,
  createOptimizer,
  hesscale,
  linear,
  linearSchedule,
  makeOptimizer,
  type NamedOptimizerOptions,
  optimizerOptionNames,
  reference,
  sgd,
  type SgdOptions,
  sophia,
  warmUp,
} from "../../mod.ts";
import { type BadInput, testBadInput } from "./bad_input.ts";

const network = createNetwork([linear(2, 3)], { seed: 1, backend: reference });

/** A word as it comes from a program without types. */
const untyped = <T extends string>(word: string) => word as T;

const adamCases: readonly [options: AdamOptions, expected: string, found: string][] = [
  [{ stepSize: 0 }, "stepSize to be finite and above 0", "0"],
  [{ stepSize: Infinity }, "stepSize to be finite and above 0", "Infinity"],
  [{ beta1: 1 }, "beta1 to be at least 0 and below 1", "1"],
  [{ beta2: -0.1 }, "beta2 to be at least 0 and below 1", "-0.1"],
  [{ epsilon: NaN }, "epsilon to be finite and at least 0", "NaN"],
  [{ weightDecay: -1 }, "weightDecay to be finite and at least 0", "-1"],
  [{ maxGradientNorm: 0 }, "maxGradientNorm to be finite and above 0", "0"],
  [{ seed: 0.5 }, "a seed that is a safe integer", "0.5"],
  [{ stepSizeScaling: { delta: 0 } }, "delta above 0", "0"],
  [{ stepSizeScaling: { delta: NaN } }, "delta above 0", "NaN"],
  [{ stepSizeScaling: { delta: 1, maxScale: -1 } }, "maxScale to be finite and above 0", "-1"],
  [{ stepSizeScaling: { delta: 1, beta2: 1 } }, "beta2 to be at least 0 and below 1", "1"],
  [
    { stepSizeScaling: { delta: 1, secondMoment: untyped("sqare") } },
    "secondMoment to be one of square, sqrt, magnitude",
    '"sqare", did you mean "square"?',
  ],
  [
    { groups: [{ parameters: "0.wieght" }] },
    "a group of parameters among 0.weight, 0.bias",
    '"0.wieght", did you mean "0.weight"?',
  ],
  [
    { groups: [{ parameters: /^1/ }] },
    "a group of parameters among 0.weight, 0.bias",
    "none that /^1/ matches",
  ],
  [
    { groups: [{ parameters: () => false }] },
    "a group of parameters among 0.weight, 0.bias",
    "none that the predicate holds for",
  ],
  [
    { groups: [{ parameters: /0/ }, { parameters: "0.bias" }] },
    "0.bias in one group",
    "it in two",
  ],
  [{ groups: [{ parameters: /0/, stepSize: -1 }] }, "stepSize to be finite and at least 0", "-1"],
  [{ groups: [{ parameters: /0/, beta1: 2 }] }, "beta1 to be at least 0 and below 1", "2"],
];

const ranges: BadInput[] = adamCases.map(([options, expected, found]) => ({
  name: `adam with ${JSON.stringify(options)}`,
  run: () => adam(network, options),
  error: RangeError,
  expected,
  found,
}));

testBadInput([
  ...ranges,
  {
    name: "a second moment that there is not",
    run: () => adaHesScale(network, { secondMoment: untyped("squared") }),
    error: RangeError,
    expected: "secondMoment to be one of square, sqrt, magnitude",
    found: '"squared", did you mean "square"?',
  },
  {
    name: "momentum of 1",
    run: () => sgd(network, { momentum: 1 }),
    error: RangeError,
    expected: "momentum to be at least 0 and below 1",
    found: "1",
  },
  {
    name: "nesterov without momentum",
    run: () => sgd(network, { nesterov: true } as SgdOptions),
    error: TypeError,
    expected: "momentum above 0 for nesterov",
    found: "0",
  },
  {
    name: "a number that an optimizer's groups do not have",
    run: () => sgd(network, { groups: [{ parameters: /0/, beta1: 0.5 }] }),
    error: TypeError,
    expected: "numbers of a group among stepSize, weightDecay",
    found: "beta1",
  },
  {
    name: "a refresh at every half step",
    run: () => sophia(network, { curvatureEvery: 0.5 }),
    error: RangeError,
    expected: "curvatureEvery to be a whole number of at least 1",
    found: "0.5",
  },
  {
    name: "γ of 0",
    run: () => sophia(network, { gamma: 0 }),
    error: RangeError,
    expected: "gamma to be finite and above 0",
    found: "0",
  },
  ...Object.entries({ secondMoment: "sqrt", beta2: 0.5, biasCorrection: true }).map((
    [option, value],
  ) => ({
    name: `${option} of scaling by the optimizer's own curvature`,
    run: () =>
      adaHesScale(network, {
        stepSizeScaling: {
          delta: 1,
          [option]: value,
        },
      } as AdamOptions),
    error: TypeError,
    expected: `a curvature for ${option} of stepSizeScaling`,
    found: "none: the optimizer's own average serves",
  })),
  {
    name: "a misspelt option of scaling",
    run: () => adam(network, { stepSizeScaling: { delta: 1, maxscale: 2 } } as AdamOptions),
    error: TypeError,
    expected: "options of stepSizeScaling among delta, curvature, secondMoment",
    found: 'maxscale, did you mean "maxScale"?',
  },
  {
    name: "an update without curvature that is fed with it",
    run: () =>
      createOptimizer(network, {
        curvature: hesscale,
        update: { ...adaptiveUpdate(), usesCurvature: false, constants: {}, slots: [] },
      }),
    error: TypeError,
    expected: "an update that uses the curvature",
    found: "one that does not",
  },
  {
    name: "an optimizer that there is not",
    run: () => makeOptimizer("adaHesscal", network),
    error: RangeError,
    expected: "an optimizer among sgd, rmsprop, adam, adamW, adaHesScale",
    found: '"adaHesscal", did you mean "adaHesScale"?',
  },
  {
    name: "the options of an optimizer that there is not",
    run: () => optimizerOptionNames("toString"),
    error: RangeError,
    expected: "an optimizer among sgd",
    found: '"toString"',
  },
  {
    name: "an option that an optimizer does not take",
    run: () => makeOptimizer("adam", network, { rank: 1 }),
    error: TypeError,
    expected: "options of adam among stepSize",
    found: "rank",
  },
  {
    name: "a misspelt option",
    run: () => makeOptimizer("adam", network, { stepsize: 1 } as NamedOptimizerOptions),
    error: TypeError,
    expected: "options of adam among stepSize",
    found: 'stepsize, did you mean "stepSize"?',
  },
  {
    name: "a schedule that starts below 0",
    run: () => linearSchedule({ from: -1, steps: 5 }),
    error: RangeError,
    expected: "from to be a finite step size of at least 0",
    found: "-1",
  },
  {
    name: "a schedule without end",
    run: () => cosineSchedule({ from: 1, to: Infinity, steps: 5 }),
    error: RangeError,
    expected: "to to be a finite step size of at least 0",
    found: "Infinity",
  },
  ...[1, 2.5].map((steps) => ({
    name: `a schedule of ${steps} steps`,
    run: () => cosineSchedule({ from: 1, steps }),
    error: RangeError,
    expected: "a whole number of steps of at least 2",
    found: String(steps),
  })),
  {
    name: "a warm-up of no steps",
    run: () => warmUp(0, 1),
    error: RangeError,
    expected: "a whole number of steps of at least 1",
    found: "0",
  },
]);
