import {
  createNetwork,
  crossEntropy,
  dropout,
  exp,
  flatten,
  hesscale,
  type Layer,
  linear,
  logSoftmax,
  meanSquaredError,
  reference,
  residual,
  sequential,
  softmax,
  tanh,
  type TensorLike,
} from "../../mod.ts";
import { type BadInput, testBadInput } from "./bad_input.ts";

/** HesScale of layers at an input that they do not take. */
function evaluate(layers: readonly Layer[], input: unknown): () => unknown {
  return () =>
    hesscale(createNetwork(layers, { backend: reference }), input as TensorLike, crossEntropy([0]));
}

const image = [[[1, 2, 3], [4, 5, 6]]];

const features: readonly [string, readonly Layer[], unknown, Omit<BadInput, "name" | "run">][] = [
  ["linear, too many features", [linear(4, 3)], [[1, 2, 3, 4, 5]], {
    error: TypeError,
    place: "layer 0, linear(4, 3)",
    expected: "features [4]",
    found: "[5]",
  }],
  ["linear, an image", [tanh(), linear(6, 3)], image, {
    error: TypeError,
    place: "layer 1, linear(6, 3)",
    expected: "features [6]",
    found: "[2, 3]",
  }],
  ["linear, the output of the layer before", [linear(2, 5), tanh(), linear(4, 3)], [[1, 2]], {
    error: TypeError,
    place: "layer 2, linear(4, 3)",
    expected: "features [4]",
    found: "[5]",
  }],
  ["linear after flatten", [flatten(), linear(5, 3)], image, {
    error: TypeError,
    place: "layer 1, linear(5, 3)",
    expected: "features [5]",
    found: "[6]",
  }],
  ["linear after dropout and exp", [dropout(), exp(), linear(2, 2)], [[1, 2, 3]], {
    error: TypeError,
    place: "layer 2, linear(2, 2)",
    expected: "features [2]",
    found: "[3]",
  }],
  ["softmax, an image", [softmax()], image, {
    error: TypeError,
    place: "layer 0, softmax",
    expected: "features [classes]",
    found: "[2, 3]",
  }],
  ["logSoftmax, an image", [tanh(), logSoftmax()], image, {
    error: TypeError,
    place: "layer 1, logSoftmax",
    expected: "features [classes]",
    found: "[2, 3]",
  }],
  ["a layer inside sequential", [tanh(), sequential(tanh(), linear(2, 2))], [[1, 2, 3]], {
    error: TypeError,
    place: "layer 1, sequential of 2: layer 1, linear(2, 2)",
    expected: "features [2]",
    found: "[3]",
  }],
  ["a layer inside residual", [residual(linear(2, 2))], [[1, 2, 3]], {
    error: TypeError,
    place: "layer 0, residual(linear(2, 2))",
    expected: "features [2]",
    found: "[3]",
  }],
  ["residual that changes features", [tanh(), residual(linear(3, 2))], [[1, 2, 3]], {
    error: TypeError,
    place: "layer 1, residual(linear(3, 2))",
    expected: "the inner layers to keep features [3]",
    found: "[2]",
  }],
  ["residual that adds a dimension less", [residual(flatten())], image, {
    error: TypeError,
    place: "layer 0, residual(flatten)",
    expected: "the inner layers to keep features [2, 3]",
    found: "[6]",
  }],
  ["elementwise, no features", [tanh()], [1, 2], {
    error: TypeError,
    expected: "an input [batch, ...features]",
    found: "[2]",
  }],
  ["dropout and flatten, no features", [dropout(), flatten()], [1, 2, 3], {
    error: TypeError,
    expected: "an input [batch, ...features]",
    found: "[3]",
  }],
  ["an output that is an image", [tanh()], image, {
    error: TypeError,
    place: "crossEntropy",
    expected: "a network output [batch, outputs]",
    found: "[1, 2, 3]",
  }],
];

const nested: readonly [string, unknown, Omit<BadInput, "name" | "run">][] = [
  ["an empty batch", [], {
    error: RangeError,
    expected: "at least one row in the batch",
    found: "[0]",
  }],
  ["a row without numbers", [[]], {
    error: TypeError,
    place: "layer 0, linear(2, 2)",
    expected: "features [2]",
    found: "[0]",
  }],
  ["rows of two lengths", [[1, 2], [3]], {
    error: TypeError,
    expected: "nested arrays of shape [2, 2]",
    found: "1 entries at depth 1",
  }],
  ["a number beside a row", [[1, 2], 3], {
    error: TypeError,
    expected: "nested arrays of shape [2, 2]",
    found: "3 at depth 1",
  }],
  ["a row in place of a number", [[1, [2]]], {
    error: TypeError,
    expected: "nested arrays of shape [1, 2]",
    found: "1 entries at depth 2",
  }],
  ["a word", [[1, "two"]], {
    error: TypeError,
    expected: "nested arrays of shape [1, 2]",
    found: "two at depth 2",
  }],
  ["a missing number", [[1, null]], {
    error: TypeError,
    expected: "nested arrays of shape [1, 2]",
    found: "null at depth 2",
  }],
  ["a number alone", 7, {
    error: TypeError,
    expected: "a tensor or nested arrays of numbers",
    found: "7",
  }],
  ["nothing", null, {
    error: TypeError,
    expected: "a tensor or nested arrays of numbers",
    found: "null",
  }],
];

const numbers: readonly [string, unknown, Omit<BadInput, "name" | "run">][] = [
  ["NaN", [[1, 2], [NaN, 0]], {
    error: RangeError,
    expected: "a finite input",
    found: "NaN in row 1, column 0",
  }],
  ["infinity", [[1, Infinity], [3, 0]], {
    error: RangeError,
    expected: "a finite input",
    found: "Infinity in row 0, column 1",
  }],
];

testBadInput([
  ...features.map(([name, layers, input, rest]) => ({
    name,
    run: evaluate(layers, input),
    ...rest,
  })),
  ...nested.map(([name, input, rest]) => ({
    name: `input: ${name}`,
    run: evaluate([linear(2, 2)], input),
    ...rest,
  })),
  ...numbers.map(([name, input, rest]) => ({
    name: `input: ${name}`,
    run: evaluate([linear(2, 2)], input),
    ...rest,
  })),
  {
    name: "input: infinity, although tanh makes it finite",
    run: evaluate([tanh(), linear(2, 2)], [[1, -Infinity]]),
    error: RangeError,
    expected: "a finite input",
    found: "-Infinity in row 0, column 1",
  },
  {
    name: "an output beyond all numbers",
    run: evaluate([exp(), linear(2, 2)], [[0, 1], [1000, 1]]),
    error: RangeError,
    expected: "a finite network output",
    found: "Infinity in row 1, column 0",
  },
  {
    name: "a loss beyond all numbers",
    run: () =>
      hesscale(
        createNetwork([tanh()], { backend: reference }),
        [[1, 2]],
        meanSquaredError([[0, 1e200]]),
      ),
    error: RangeError,
    place: "meanSquaredError",
    expected: "a finite loss",
    found: "Infinity",
  },
  {
    name: "forward: an empty batch",
    run: () => createNetwork([linear(2, 2)], { backend: reference }).forward([]),
    error: RangeError,
    expected: "at least one row in the batch",
    found: "[0]",
  },
  {
    name: "forward: too many features",
    run: () => createNetwork([linear(2, 2)], { backend: reference }).forward([[1, 2, 3]]),
    error: TypeError,
    place: "layer 0, linear(2, 2)",
    expected: "features [2]",
    found: "[3]",
  },
]);
