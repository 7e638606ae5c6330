import {
  bl89,
  createNetwork,
  crossEntropy,
  dropout,
  elementwise,
  exactDiagonal,
  gaussianNll,
  type GaussianOutput,
  gaussNewtonMonteCarlo,
  hesscale,
  hesscaleGN,
  hessianVectorProduct,
  huber,
  hutchinson,
  kfacDiagonal,
  linear,
  meanSquaredError,
  mlp,
  ppoCategorical,
  Random,
  reference,
  tanh,
} from "../../mod.ts";
import { testBadInput } from "./bad_input.ts";

const input = [[1, -2], [0.5, 3]];
const network = createNetwork([linear(2, 3)], { seed: 1, backend: reference });
const loss = crossEntropy([2, 0]);
const regression = meanSquaredError([[1, 2, 3], [4, 5, 6]]);
const bias = [1, 1, 1];

/** A word as it comes from a program without types. */
const untyped = <T extends string>(word: string) => word as T;

testBadInput([
  ...[-1, 1.5, NaN].map((rank) => ({
    name: `rank ${rank}`,
    run: () => hesscale(network, input, loss, { rank }),
    error: RangeError,
    expected: 'rank to be a whole number of at least 0 or "full"',
    found: String(rank),
  })),
  {
    name: "rank −2 of HesScaleGN",
    run: () => hesscaleGN(network, input, loss, { rank: -2 }),
    error: RangeError,
    expected: "rank to be a whole number of at least 0",
    found: "-2",
  },
  ...[hutchinson, gaussNewtonMonteCarlo, kfacDiagonal].flatMap((estimator) =>
    [0, 2.5].map((samples) => ({
      name: `${estimator.name}: ${samples} samples`,
      run: () => estimator(network, input, loss, { samples }),
      error: RangeError,
      expected: "samples to be a whole number of at least 1",
      found: String(samples),
    }))
  ),
  {
    name: "no vectors",
    run: () => hutchinson(network, input, loss, { vectors: [] }),
    error: RangeError,
    expected: "samples to be a whole number of at least 1",
    found: "0",
  },
  {
    name: "a vector that is too short",
    run: () =>
      hutchinson(network, input, loss, { vectors: [{ "0.weight": [1, 2], "0.bias": bias }] }),
    error: TypeError,
    expected: "0.weight to have 6 numbers for shape [3, 2]",
    found: "2",
  },
  {
    name: "a direction without a parameter",
    run: () => hessianVectorProduct(network, input, loss, { "0.bias": bias }),
    error: TypeError,
    expected: "0.weight to have 6 numbers for shape [3, 2]",
    found: "none",
  },
  {
    name: "a direction with a misspelt parameter",
    run: () => hessianVectorProduct(network, input, loss, { "0.wieght": [], "0.bias": bias }),
    error: TypeError,
    expected: "parameters 0.weight, 0.bias",
    found: '0.wieght, did you mean "0.weight"?',
  },
  {
    name: "too few labels to inject",
    run: () => gaussNewtonMonteCarlo(network, input, loss, { samples: 2, labels: [0, 1, 2] }),
    error: TypeError,
    expected: "2 × 2 labels to inject",
    found: "3",
  },
  {
    name: "a label to inject that is not a class",
    run: () => gaussNewtonMonteCarlo(network, input, loss, { labels: [0, 7] }),
    error: RangeError,
    expected: "labels in 0 … 2",
    found: "7 in row 1",
  },
  {
    name: "labels to inject where no label is drawn",
    run: () => gaussNewtonMonteCarlo(network, input, regression, { labels: [0, 1] }),
    error: TypeError,
    expected: "labels to inject only for a cross-entropy",
    found: "2",
  },
  {
    name: "labels to inject into the exact factor",
    run: () => kfacDiagonal(network, input, loss, { labels: [0, 1] }),
    error: TypeError,
    place: "kfacDiagonal",
    expected: "a number of samples for 2 labels",
    found: '"exact"',
  },
  {
    name: "BL89 of a surrogate",
    run: () =>
      bl89(
        network,
        input,
        ppoCategorical({ actions: [0, 1], oldLogProbabilities: [-1, -1], advantages: [1, 1] }),
      ),
    error: TypeError,
    place: "bl89",
    expected: "a loss that is linear in its log-probabilities",
    found: "ppoCategorical",
  },
  {
    name: "a misspelt reduction",
    run: () => {
      const reduction = untyped<"mean" | "sum">("summ");
      return hesscale(network, input, crossEntropy([2, 0], { reduction }));
    },
    error: RangeError,
    expected: "reduction to be one of mean, sum",
    found: '"summ", did you mean "sum"?',
  },
  {
    name: "an unknown output of a normal distribution",
    run: () => {
      const loss = gaussianNll(untyped<GaussianOutput>("variances"), { actions: input });
      return hesscale(createNetwork([tanh()], { backend: reference }), input, loss);
    },
    error: RangeError,
    expected: "the output of gaussianNll(variances) to be one of mean, variance, logStd",
    found: '"variances", did you mean "variance"?',
  },
  {
    name: "an unknown distribution of vectors",
    run: () => hutchinson(network, input, loss, { distribution: untyped<"normal">("gaussian") }),
    error: RangeError,
    expected: "distribution to be one of rademacher, normal",
    found: '"gaussian"',
  },
  {
    name: "an unknown estimate",
    run: () => hutchinson(network, input, loss, { estimate: untyped<"magnitude">("absolute") }),
    error: RangeError,
    expected: "estimate to be one of product, magnitude",
    found: '"absolute"',
  },
  {
    name: "the exact recursion with shared weights",
    run: () => {
      const shared = linear(2, 2);
      const network = createNetwork([shared, tanh(), shared], { backend: reference });
      return exactDiagonal(network, input, crossEntropy([0, 1]));
    },
    error: TypeError,
    place: "use exactDiagonalByHvp",
    expected: "every parameter in one place",
    found: "0.weight, 0.bias shared",
  },
  ...[1, -0.1, NaN].map((probability) => ({
    name: `dropout ${probability}`,
    run: () => dropout(probability),
    error: RangeError,
    expected: "a probability in [0, 1)",
    found: String(probability),
  })),
  {
    name: "linear(0, 3)",
    run: () => linear(0, 3),
    error: RangeError,
    place: "linear",
    expected: "inputs to be a whole number of at least 1",
    found: "0",
  },
  {
    name: "linear(3, 1.5)",
    run: () => linear(3, 1.5),
    error: RangeError,
    expected: "outputs to be a whole number of at least 1",
    found: "1.5",
  },
  {
    name: "an initializer with too few numbers",
    run: () =>
      createNetwork([linear(2, 3, { weightInitializer: () => new Float64Array([1, 2, 3]) })], {
        backend: reference,
      }),
    error: TypeError,
    expected: "a shape of 3 numbers",
    found: "[3, 2]",
  },
  {
    name: "mlp of one size",
    run: () => mlp([784], tanh),
    error: RangeError,
    place: "mlp",
    expected: "at least two sizes",
    found: "[784]",
  },
  ...[0, -1, NaN].map((delta) => ({
    name: `huber, delta ${delta}`,
    run: () => huber([[0]], { delta }),
    error: RangeError,
    place: "huber",
    expected: "delta above 0",
    found: String(delta),
  })),
  {
    name: "a fractional seed of a network",
    run: () => createNetwork([linear(2, 3)], { seed: 0.5, backend: reference }),
    error: RangeError,
    expected: "a seed that is a safe integer",
    found: "0.5",
  },
  {
    name: "an infinite seed of an estimator",
    run: () => hesscale(network, input, loss, { seed: Infinity }),
    error: RangeError,
    expected: "a seed that is a safe integer",
    found: "Infinity",
  },
  {
    name: "a whole number below 0",
    run: () => new Random(1).integer(0),
    error: RangeError,
    expected: "a whole number of at least 1",
    found: "0",
  },
  {
    name: "a wrong first derivative",
    run: () =>
      elementwise({ name: "sine", value: Math.sin, first: Math.sin, second: (a) => -Math.sin(a) }),
    error: RangeError,
    place: "sine",
    expected: "the first derivative at -2.9570 to be about -0.98301",
    found: `${Math.sin(-2.957)}`,
  },
  {
    name: "a wrong second derivative",
    run: () => elementwise({ value: (a) => a ** 2, first: (a) => 2 * a, second: () => 1 }),
    error: RangeError,
    place: "custom",
    expected: "the second derivative at -2.9570 to be about 2.0000",
    found: "1",
  },
]);
