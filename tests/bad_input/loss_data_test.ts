import {
  binaryCrossEntropy,
  createNetwork,
  crossEntropy,
  gaussianNll,
  hesscale,
  huber,
  identity,
  type Loss,
  meanSquaredError,
  nll,
  ppoCategorical,
  ppoGaussian,
  reference,
  softmaxNll,
} from "../../mod.ts";
import { type BadInput, testBadInput } from "./bad_input.ts";

/** A batch of two rows and three outputs; the first output is negative. */
const output = [[-1, 2, 3], [4, 5, 6]];
const zeros = [[0, 0, 0], [0, 0, 0]];
const ones = [[1, 1, 1], [1, 1, 1]];
const surrogate = { oldLogProbabilities: [-1, -2], advantages: [1, -1] };

/** A loss that does not fit {@linkcode output}. It is made when the test runs, for making it may fail. */
interface BadLoss extends Omit<BadInput, "run"> {
  readonly loss: () => Loss;
}

const labels: readonly BadLoss[] = [
  {
    name: "a label that is not a class",
    loss: () => crossEntropy([0, 3]),
    error: RangeError,
    place: "crossEntropy",
    expected: "labels in 0 … 2 for 3 outputs",
    found: "3 in row 1",
  },
  {
    name: "a negative label",
    loss: () => crossEntropy([-1, 0]),
    error: RangeError,
    expected: "labels in 0 … 2",
    found: "-1 in row 0",
  },
  {
    name: "a label between classes",
    loss: () => nll([0, 1.5]),
    error: RangeError,
    place: "nll",
    expected: "labels in 0 … 2",
    found: "1.5 in row 1",
  },
  {
    name: "a label that is not a number",
    loss: () => crossEntropy([NaN, 0]),
    error: RangeError,
    expected: "labels in 0 … 2",
    found: "NaN in row 0",
  },
  {
    name: "too few labels",
    loss: () => crossEntropy([0]),
    error: TypeError,
    expected: "2 labels for the batch",
    found: "1",
  },
  {
    name: "too many labels",
    loss: () => crossEntropy([0, 1, 2]),
    error: TypeError,
    expected: "2 labels for the batch",
    found: "3",
  },
  {
    name: "too few actions",
    loss: () => softmaxNll({ actions: [0], advantages: [1, 1] }),
    error: TypeError,
    place: "softmaxNll",
    expected: "2 labels for the batch",
    found: "1",
  },
  {
    name: "an action that there is not",
    loss: () => ppoCategorical({ ...surrogate, actions: [0, 4] }),
    error: RangeError,
    place: "ppoCategorical",
    expected: "labels in 0 … 2",
    found: "4 in row 1",
  },
];

const targets: readonly BadLoss[] = [
  {
    name: "targets with too few outputs",
    loss: () => meanSquaredError([[1, 2], [3, 4]]),
    error: TypeError,
    place: "meanSquaredError",
    expected: "targets of shape [2, 3]",
    found: "[2, 2]",
  },
  {
    name: "targets with too few rows",
    loss: () => huber([[1, 2, 3]]),
    error: TypeError,
    place: "huber",
    expected: "targets of shape [2, 3]",
    found: "[1, 3]",
  },
  {
    name: "labels for a regression",
    loss: () => meanSquaredError([0, 1]),
    error: TypeError,
    expected: "targets of shape [2, 3]",
    found: "[2]",
  },
  {
    name: "targets that are not numbers",
    loss: () => meanSquaredError([[0, 0, 0], [0, NaN, 0]]),
    error: RangeError,
    expected: "finite targets",
    found: "NaN in row 1, column 1",
  },
  {
    name: "a binary target above 1",
    loss: () => binaryCrossEntropy([[0, 1, 0], [1, 0, 1.5]]),
    error: RangeError,
    place: "binaryCrossEntropy",
    expected: "targets in [0, 1]",
    found: "1.5 in row 1, column 2",
  },
  {
    name: "a binary target below 0",
    loss: () => binaryCrossEntropy([[0, -1, 0], [1, 0, 1]]),
    error: RangeError,
    expected: "targets in [0, 1]",
    found: "-1 in row 0, column 1",
  },
  {
    name: "too few weights",
    loss: () => meanSquaredError(zeros, { weights: [1] }),
    error: TypeError,
    expected: "a weight for each of 2 rows",
    found: "1",
  },
  {
    name: "a weight that is not a number",
    loss: () => crossEntropy([0, 1], { weights: [1, NaN] }),
    error: RangeError,
    expected: "finite weights",
    found: "NaN in row 1",
  },
];

const policies: readonly BadLoss[] = [
  {
    name: "an output that is the mean, without variances",
    loss: () => gaussianNll("mean", { actions: zeros }),
    error: TypeError,
    place: "gaussianNll(mean)",
    expected: "variances for an output that is the mean",
    found: "none",
  },
  {
    name: "an output that is the variance, without means",
    loss: () => gaussianNll("variance", { actions: zeros, variances: ones }),
    error: TypeError,
    expected: "means for an output that is the variance",
    found: "none",
  },
  {
    name: "a policy's output that is the logarithm, without means",
    loss: () => ppoGaussian("logStd", { ...surrogate, actions: zeros }),
    error: TypeError,
    place: "ppoGaussian(logStd)",
    expected: "means for an output that is the logStd",
    found: "none",
  },
  {
    name: "a variance of zero",
    loss: () => gaussianNll("mean", { actions: zeros, variances: [[1, 1, 1], [1, 1, 0]] }),
    error: RangeError,
    expected: "variances above 0",
    found: "0 in row 1, column 2",
  },
  {
    name: "a negative output that is a variance",
    loss: () => gaussianNll("variance", { actions: zeros, means: zeros }),
    error: RangeError,
    expected: "variances as output above 0",
    found: "-1 in row 0, column 0",
  },
  {
    name: "variances of another shape",
    loss: () => ppoGaussian("mean", { ...surrogate, actions: zeros, variances: [[1, 1, 1]] }),
    error: TypeError,
    expected: "variances of shape [2, 3]",
    found: "[1, 3]",
  },
  {
    name: "actions with too few dimensions",
    loss: () => gaussianNll("mean", { actions: [[0], [0]], variances: ones }),
    error: TypeError,
    expected: "actions of shape [2, 3]",
    found: "[2, 1]",
  },
  {
    name: "too many advantages, softmax",
    loss: () => softmaxNll({ actions: [0, 1], advantages: [1, 2, 3] }),
    error: TypeError,
    expected: "advantages of shape [2, 1]",
    found: "[3]",
  },
  {
    name: "too few advantages, normal distribution",
    loss: () => gaussianNll("mean", { actions: zeros, variances: ones, advantages: [1] }),
    error: TypeError,
    expected: "advantages of shape [2, 1]",
    found: "[1]",
  },
  {
    name: "an advantage that is not a number",
    loss: () => ppoCategorical({ ...surrogate, actions: [0, 1], advantages: [1, NaN] }),
    error: RangeError,
    expected: "finite advantages",
    found: "NaN in row 1",
  },
  {
    name: "too few old probabilities",
    loss: () => ppoCategorical({ ...surrogate, actions: [0, 1], oldLogProbabilities: [-1] }),
    error: TypeError,
    expected: "oldLogProbabilities of shape [2, 1]",
    found: "[1]",
  },
  {
    name: "an old probability of zero",
    loss: () =>
      ppoGaussian("mean", {
        ...{ actions: zeros, variances: ones, advantages: [1, 1] },
        oldLogProbabilities: [-1, -Infinity],
      }),
    error: RangeError,
    expected: "finite oldLogProbabilities",
    found: "-Infinity in row 1",
  },
  {
    name: "clip 0",
    loss: () => ppoCategorical({ ...surrogate, actions: [0, 1], clip: 0 }),
    error: RangeError,
    place: "ppoCategorical",
    expected: "clip above 0",
    found: "0",
  },
];

testBadInput(
  [...labels, ...targets, ...policies].map(({ loss, ...rest }) => ({
    ...rest,
    run: () => hesscale(createNetwork([identity()], { backend: reference }), output, loss()),
  })),
);
