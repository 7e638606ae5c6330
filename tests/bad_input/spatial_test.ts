import {
  adaptiveAveragePool,
  allCnnC,
  averagePool,
  batchNorm,
  channelsLast,
  conv1d,
  conv2d,
  conv3d,
  convTranspose2d,
  createNetwork,
  crossEntropy,
  dropout,
  flatten,
  globalAveragePool,
  groupNorm,
  hesscale,
  type Layer,
  layerNorm,
  linear,
  maxPool,
  network2c2d,
  network3c3d,
  reference,
  relu,
  tanh,
  upsample,
  zeroPad,
} from "../../mod.ts";
import { type BadInput, testBadInput } from "./bad_input.ts";

const evaluate = (layers: readonly Layer[], shape: readonly number[], training = false) => () =>
  hesscale(
    createNetwork(layers, { backend: reference }),
    reference.fill(shape, 0.5),
    crossEntropy([0]),
    { training },
  );

type Found = Pick<BadInput, "expected" | "found"> & { readonly place: string };

/** Inputs that layers do not take: the message says which layer, by index and name. */
const inputs: readonly [string, readonly Layer[], readonly number[], Found][] = [
  ["a kernel larger than the input", [conv2d(1, 1, 5)], [1, 4, 6, 1], {
    place: "layer 0, conv2d(1, 1, 5×5)",
    expected: "a padded input of at least [5, 5] under the kernel",
    found: "[4, 6]",
  }],
  [
    "a dilated kernel larger than the padded input",
    [relu(), conv1d(1, 1, 3, { dilation: 3, padding: 1 })],
    [1, 4, 1],
    {
      place: "layer 1, conv1d(1, 1, 3)",
      expected: "a padded input of at least [7] under the kernel",
      found: "[6]",
    },
  ],
  ["channels first", [conv2d(3, 4, 2)], [1, 3, 8, 8], {
    place: "layer 0, conv2d(3, 4, 2×2)",
    expected: "features [height, width, 3]",
    found: "[3, 8, 8]; channels stand last: put channelsLast() before it",
  }],
  ["other channels", [conv2d(1, 2, 2), conv2d(3, 4, 2)], [1, 8, 8, 1], {
    place: "layer 1, conv2d(3, 4, 2×2)",
    expected: "features [height, width, 3]",
    found: "[7, 7, 2]",
  }],
  ["an image for a volume", [conv3d(1, 1, 1)], [1, 8, 8, 1], {
    place: "layer 0, conv3d(1, 1, 1×1×1)",
    expected: "features [depth, height, width, 1]",
    found: "[8, 8, 1]",
  }],
  ["a window larger than the input", [maxPool(3)], [1, 2, 5, 1], {
    place: "layer 0, maxPool(3)",
    expected: "a padded input of at least [3, 3] under the kernel",
    found: "[2, 5]",
  }],
  ["a window in padding alone", [averagePool(1, { padding: 1 })], [1, 2, 2, 1], {
    place: "layer 0, averagePool(1)",
    expected: "padding smaller than the kernel [1, 1]",
    found: "[[1, 1], [1, 1]]",
  }],
  ["pooling of what has no space", [linear(2, 3), maxPool(2)], [1, 2], {
    place: "layer 1, maxPool(2)",
    expected: "features […space (1 to 3 dimensions), channels]",
    found: "[3]",
  }],
  ["a kernel for other dimensions", [maxPool([2, 2])], [1, 4, 1], {
    place: "layer 0, maxPool(2×2)",
    expected: "kernel for 1 spatial dimensions",
    found: "2",
  }],
  ["a size for other dimensions", [adaptiveAveragePool([2, 2, 2])], [1, 4, 4, 1], {
    place: "layer 0, adaptiveAveragePool(2×2×2)",
    expected: "size for 2 spatial dimensions",
    found: "3",
  }],
  ["padding for other dimensions", [zeroPad([[1, 0]])], [1, 4, 4, 1], {
    place: "layer 0, zeroPad([[1,0]])",
    expected: "padding for 2 spatial dimensions",
    found: "1",
  }],
  [
    "a transposed convolution that pads all away",
    [convTranspose2d(1, 1, 1, { padding: 1 })],
    [1, 2, 2, 1],
    {
      place: "layer 0, convTranspose2d(1, 1, 1×1)",
      expected: "an input whose output is not empty",
      found: "[2, 2] → [0, 0]",
    },
  ],
  ["channels first of a flat input", [channelsLast()], [1, 4], {
    place: "layer 0, channelsLast",
    expected: "features [channels, ...space]",
    found: "[4]",
  }],
  ["images of another size", network2c2d(10), [1, 32, 32, 1], {
    place: "layer 7, linear(3136, 1024)",
    expected: "features [3136]",
    found: "[4096]",
  }],
  ["group norm, other channels", [conv1d(1, 4, 1), groupNorm(2, 6)], [1, 5, 1], {
    place: "layer 1, groupNorm(2, 6)",
    expected: "features […space (1 to 3 dimensions), 6]",
    found: "[5, 4]",
  }],
  ["layer norm, other features", [layerNorm([2, 3])], [1, 3, 2], {
    place: "layer 0, layerNorm(2×3)",
    expected: "features [2, 3]",
    found: "[3, 2]",
  }],
  ["batch norm, other channels", [batchNorm(3)], [2, 4], {
    place: "layer 0, batchNorm(3)",
    expected: "features […space (1 to 3 dimensions), 3]",
    found: "[4]",
  }],
  ["the mean of what has no space", [globalAveragePool()], [1, 4], {
    place: "layer 0, sequential of 2: layer 0, globalAveragePool",
    expected: "features […space (1 to 3 dimensions), channels]",
    found: "[4]",
  }],
];

testBadInput(inputs.map(([name, layers, shape, found]) => ({
  name,
  run: evaluate(layers, shape),
  error: TypeError,
  ...found,
})));

testBadInput([
  {
    name: "a batch of one in batch normalisation",
    run: evaluate([tanh(), batchNorm(3), linear(3, 2)], [1, 3], true),
    error: RangeError,
    place: "layer 1, batchNorm(3): ",
    expected: "more than one number for each channel in training",
    found: "1",
  },
  {
    name: "a batch of one with a single place",
    run: evaluate([batchNorm(2), flatten()], [1, 1, 1, 2], true),
    error: RangeError,
    place: "layer 0, batchNorm(2): ",
    expected: "more than one number for each channel in training",
    found: "1",
  },
]);

/** Sizes that are none, when layers are made. */
const sizes: readonly [
  run: () => unknown,
  error: BadInput["error"],
  expected: string,
  found: string,
][] = [
  [() => conv2d(3, 4, 2, { groups: 2 }), RangeError, "inputs to be a multiple of groups (=2)", "3"],
  [
    () => conv2d(4, 3, 2, { groups: 2 }),
    RangeError,
    "outputs to be a multiple of groups (=2)",
    "3",
  ],
  [() => conv2d(0, 4, 2), RangeError, "inputs to be whole numbers of at least 1", "0"],
  [() => conv2d(1, 1.5, 2), RangeError, "outputs to be whole numbers of at least 1", "1.5"],
  [() => conv1d(1, 1, 0), RangeError, "kernel to be whole numbers of at least 1", "0"],
  [() => conv2d(1, 1, [2, 2, 2]), TypeError, "kernel for 2 spatial dimensions", "3"],
  [() => conv2d(1, 1, 2, { stride: [1] }), TypeError, "stride for 2 spatial dimensions", "1"],
  [
    () => conv2d(1, 1, 2, { stride: 0 }),
    RangeError,
    "stride to be whole numbers of at least 1",
    "0",
  ],
  [
    () => conv2d(1, 1, 2, { padding: -1 }),
    RangeError,
    "padding to be whole numbers of at least 0",
    "-1",
  ],
  [
    () => conv2d(1, 1, 2, { padding: "sam" as "same" }),
    RangeError,
    "padding of conv2d to be one of same, valid",
    '"sam", did you mean "same"?',
  ],
  [
    () => conv2d(1, 1, 2, { dilation: 0.5 }),
    RangeError,
    "dilation to be whole numbers of at least 1",
    "0.5",
  ],
  [
    () => convTranspose2d(1, 1, 2, { outputPadding: 1 }),
    RangeError,
    "outputPadding below stride (=1)",
    "1",
  ],
  [
    () => convTranspose2d(1, 1, 3, { stride: 2, padding: "same", outputPadding: 1 }),
    RangeError,
    'no outputPadding beside padding "same"',
    "1",
  ],
  [
    () => conv2d(1, 1, 2, { padding: [1, 2, 3] }),
    TypeError,
    "padding for 2 spatial dimensions",
    "3",
  ],
  [
    () => conv2d(1, 1, 2, { padding: [[1], [1, 1]] as unknown as [[number, number]] }),
    TypeError,
    "padding [before, after] for each dimension",
    "[1]",
  ],
  [
    () => averagePool(2, { padding: [[1, 0, 1]] as unknown as [[number, number]] }),
    TypeError,
    "padding [before, after] for each dimension",
    "[1,0,1]",
  ],
  [() => zeroPad("same" as unknown as number), TypeError, "numbers of zeros", '"same"'],
  [
    () => allCnnC(10, relu, { image: [8, 8, 3] }),
    TypeError,
    "a padded input of at least [3, 3]",
    "[2, 2]",
  ],
  [() => maxPool(NaN), RangeError, "kernel to be whole numbers of at least 1", "NaN"],
  [
    () => averagePool(2, { stride: -1 }),
    RangeError,
    "stride to be whole numbers of at least 1",
    "-1",
  ],
  [
    () => averagePool(2, { padding: "full" as "same" }),
    RangeError,
    "padding of averagePool to be one of same, valid",
    '"full"',
  ],
  [() => adaptiveAveragePool(0), RangeError, "size to be whole numbers of at least 1", "0"],
  [() => zeroPad([[1, -1]]), RangeError, "padding to be whole numbers of at least 0", "-1"],
  [() => upsample(1.5), RangeError, "factor to be whole numbers of at least 1", "1.5"],
  [() => groupNorm(2, 5), RangeError, "channels to be a multiple of groups (=2)", "5"],
  [() => layerNorm(0), RangeError, "features to be whole numbers of at least 1", "0"],
  [() => layerNorm(2, { epsilon: 0 }), RangeError, "epsilon above 0", "0"],
  [() => batchNorm(2, { momentum: 2 }), RangeError, "momentum in [0, 1]", "2"],
  [
    () => dropout(0.5, { per: "chanel" as "channel" }),
    RangeError,
    "per of dropout to be one of entry, channel",
    '"chanel", did you mean "channel"?',
  ],
  [() => network3c3d(10, tanh, { channels: [8] }), RangeError, "3 sizes", "[8]"],
  [
    () => network3c3d(10, tanh, { image: [4, 4, 3] }),
    TypeError,
    "a padded input of at least [5, 5]",
    "[4, 4]",
  ],
];

testBadInput(sizes.map(([run, error, expected, found]) => ({
  name: `${run}`.replace("() => ", "").replaceAll(/\s+/g, " "),
  run,
  error,
  expected,
  found,
})));
