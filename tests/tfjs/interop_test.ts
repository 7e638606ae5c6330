import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import "@tensorflow/tfjs-backend-cpu";
import * as core from "@tensorflow/tfjs-core";
import * as tfLayers from "@tensorflow/tfjs-layers";
import {
  createNetwork,
  crossEntropy,
  dropout,
  elementwise,
  elu,
  exactDiagonal,
  exp,
  flatten,
  gelu,
  hesscale,
  identity,
  type Layer,
  leakyRelu,
  linear,
  logSigmoid,
  logSoftmax,
  type NestedNumbers,
  type Network,
  reference,
  relu,
  residual,
  selu,
  sequential,
  sigmoid,
  silu,
  softmax,
  softplus,
  tanh,
} from "../../mod.ts";
import { fromTensorFlow, toTensorFlow, useTensorFlow } from "../../lib/tfjs/mod.ts";

const tf = { ...core, ...tfLayers };
await tf.setBackend("cpu");

type Activation = "linear" | "tanh" | "relu" | "softmax";

const names = [
  ...["linear", "tanh", "relu", "sigmoid", "elu", "selu", "softplus", "gelu", "swish"],
  ...["softmax", "logSoftmax"],
] as Activation[];

const input = [[0.5, -1.25, 2], [1, 0, -0.75], [-3, 4, 0.125]];

/** Three ulp for each of some forty roundings on the way, on numbers of at most 1 + the largest output. */
const tolerance = 2 ** -17;

/** Outputs of a model, of a network, and how they differ. */
function assertSameOutputs(model: tfLayers.LayersModel, network: Network, x: NestedNumbers): void {
  const expected = core.tidy(
    () => [...(model.predict(core.tensor(x as number[][])) as core.Tensor).dataSync()],
  );
  const found = [...network.backend.read(network.forward(x))];
  assertEquals(found.length, expected.length);
  const largest = 1 + Math.max(...expected.map(Math.abs));
  for (const [i, value] of expected.entries()) {
    assertAlmostEquals(found[i], value, tolerance * largest);
  }
}

/** A classifier with bias values that are not zero, as training leaves them. */
function classifier(hidden: Activation, last: Activation): tfLayers.Sequential {
  const biasInitializer = tf.initializers.randomUniform({ minval: -1, maxval: 1, seed: 3 });
  return tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [3], units: 5, activation: hidden, biasInitializer }),
      tf.layers.dense({ units: 4, activation: last, biasInitializer }),
    ],
  });
}

for (const name of names) {
  Deno.test(`fromTensorFlow: a Dense with ${name} gives the same outputs`, () => {
    const model = classifier(name, "linear");
    assertSameOutputs(model, fromTensorFlow(model), input);
  });

  Deno.test(`fromTensorFlow: an Activation layer with ${name} is the layer of that name`, () => {
    const model = tf.sequential({
      layers: [tf.layers.activation({ inputShape: [3], activation: name })],
    });
    assertSameOutputs(model, fromTensorFlow(model), input);
  });
}

Deno.test("fromTensorFlow: all other layers, nested models and a graph of layers in a row", () => {
  const inner = tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [6], units: 4, useBias: false }),
      tf.layers.leakyReLU({ alpha: 0.2 }),
    ],
  });
  const image = tf.input({ shape: [2, 3] });
  let x = tf.layers.flatten().apply(image) as tfLayers.SymbolicTensor;
  x = inner.apply(x) as tfLayers.SymbolicTensor;
  for (
    const layer of [
      tf.layers.elu(),
      tf.layers.dropout({ rate: 0.3 }),
      tf.layers.dense({ units: 3 }),
      tf.layers.reLU(),
      tf.layers.softmax(),
    ]
  ) x = layer.apply(x) as tfLayers.SymbolicTensor;
  const model = tf.model({ inputs: image, outputs: x });
  const network = fromTensorFlow(model);
  assertSameOutputs(model, network, [[[1, -2, 3], [0.5, 4, -1]], [[0, 1, 2], [3, -4, 5]]]);
  assertEquals(
    network.layer.children.map(({ layer }) => layer.name),
    ["flatten", "linear(6, 4)", "leakyRelu(0.2)", "elu(1)", "dropout(0.3)"].concat(
      ["linear(4, 3)", "relu", "softmax"],
    ),
  );
});

Deno.test("fromTensorFlow: weights are copies, [in, out] turned into [out, in]", () => {
  const model = classifier("tanh", "linear");
  const network = fromTensorFlow(model);
  const kernel = model.layers[0].getWeights()[0].arraySync() as number[][];
  const weight = network.read()["0.weight"];
  for (const [i, row] of kernel.entries()) {
    for (const [j, value] of row.entries()) assertEquals(weight[j * 3 + i], value);
  }
  model.setWeights(model.getWeights().map((one) => core.zerosLike(one)));
  assertEquals(network.read()["0.weight"], weight);
});

Deno.test("fromTensorFlow: logits leaves out the softmax, and the loss is that of the model", () => {
  const model = classifier("tanh", "softmax");
  const labels = [2, 0, 3];
  const network = fromTensorFlow(model, { logits: true, backend: reference });
  const { loss, curvature } = hesscale(network, input, crossEntropy(labels), { rank: "full" });
  const probabilities = core.tidy(() => (model.predict(core.tensor(input)) as core.Tensor))
    .arraySync() as number[][];
  const expected = labels.reduce((sum, t, n) => sum - Math.log(probabilities[n][t]), 0) / 3;
  assertAlmostEquals(loss, expected, 1e-5);
  const exact = exactDiagonal(network, input, crossEntropy(labels)).curvature.flat();
  for (const [i, value] of curvature.flat().entries()) assertAlmostEquals(value, exact[i], 1e-12);
  const last = (one: Network) => one.layer.children.at(-1)!.layer.name;
  assertEquals([last(network), last(fromTensorFlow(model))], ["linear(5, 4)", "softmax"]);
  const linearModel = classifier("tanh", "linear");
  assertEquals(fromTensorFlow(linearModel, { logits: true }).layer.children.length, 3);
});

Deno.test("fromTensorFlow: the gradient is that of TensorFlow.js, on its own backend as well", async () => {
  const model = classifier("tanh", "linear");
  const labels = [2, 0, 3];
  const { grads } = core.variableGrads(() =>
    core.losses.softmaxCrossEntropy(
      core.oneHot(core.tensor1d(labels, "int32"), 4),
      model.apply(core.tensor(input)) as core.Tensor,
    ) as core.Scalar
  );
  const kernelGradient = Object.values(grads).find((one) => one.shape.join() === "3,5")!;
  const expected = core.transpose(kernelGradient).dataSync();
  for (const backend of [undefined, await useTensorFlow("cpu")]) {
    const { gradient } = hesscale(
      fromTensorFlow(model, { backend }),
      input,
      crossEntropy(labels),
    );
    for (const [i, value] of gradient.read("0.weight").entries()) {
      assertAlmostEquals(value, expected[i], 1e-5);
    }
  }
});

Deno.test("fromTensorFlow: what is not known is named by index, name and class", () => {
  const refuse = (layer: tfLayers.layers.Layer, ...expected: string[]) => {
    const model = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [4, 4, 2] })] });
    const spatial = layer.batchInputShape !== undefined;
    const whole = spatial ? tf.sequential({ layers: [layer] }) : (model.add(layer), model);
    const { message } = assertThrows(() => fromTensorFlow(whole), TypeError);
    for (const part of [`layer ${spatial ? 0 : 1}, ${layer.name} (`, ...expected]) {
      assert(message.includes(part), message);
    }
  };
  const image = { inputShape: [4, 4, 2] };
  refuse(
    tf.layers.separableConv2d({ ...image, filters: 2, kernelSize: 2 }),
    "(SeparableConv2D): expected one of Dense, Activation",
    "found SeparableConv2D",
  );
  refuse(
    tf.layers.maxPooling2d({ ...image, poolSize: 2, dataFormat: "channelsFirst" }),
    'expected no dataFormat but channelsLast, found "channelsFirst"',
  );
  refuse(
    tf.layers.upSampling2d({ ...image, interpolation: "bilinear" }),
    'expected no interpolation but nearest, found "bilinear"',
  );
  refuse(tf.layers.batchNormalization({ axis: 2, ...image }), "axis but the last, found 2");
  refuse(tf.layers.batchNormalization({ scale: false }), 'found {"center":true,"scale":false}');
  refuse(tf.layers.dense({ units: 2, activation: "relu6" }), "swish", 'found "relu6"');
  refuse(tf.layers.activation({ activation: "hardSigmoid" }), 'found "hardSigmoid"');
  refuse(tf.layers.reLU({ maxValue: 6 }), "expected no maxValue, found 6");
  refuse(tf.layers.dropout({ rate: 0.5, noiseShape: [1, 32] }), "noiseShape, found [1,32]");
});

Deno.test("fromTensorFlow: a graph that branches is refused", () => {
  const x = tf.input({ shape: [3] });
  const left = tf.layers.dense({ units: 2, name: "left" }).apply(x) as tfLayers.SymbolicTensor;
  const right = tf.layers.dense({ units: 2, name: "right" }).apply(x) as tfLayers.SymbolicTensor;
  const model = tf.model({ inputs: x, outputs: [left, right] });
  assertThrows(() => fromTensorFlow(model), TypeError, "expected it to follow upon left alone");
});

const layers: readonly Layer[] = [
  ...[tanh(), relu(), leakyRelu(0.1), sigmoid(), elu(), selu(), softplus(), gelu()],
  ...[silu(), identity(), dropout(0.2), softmax(), logSoftmax(), sequential(tanh(), relu())],
];

for (const layer of layers) {
  Deno.test(`toTensorFlow: ${layer.name} gives the same outputs, and comes back the same`, () => {
    const network = createNetwork([linear(3, 4), layer, linear(4, 2, { bias: false })], {
      seed: 2,
      backend: reference,
    });
    const model = toTensorFlow(network, tf);
    assertSameOutputs(model, network, input);
    const back = fromTensorFlow(model, { backend: reference });
    assertSameOutputs(model, back, input);
    assertEquals(
      Object.values(back.read()),
      Object.values(network.read()).map((one) => Float64Array.from(Float32Array.from(one))),
    );
  });
}

Deno.test("toTensorFlow: an input of several dimensions has to be given", () => {
  const network = createNetwork([flatten(), tanh(), linear(6, 2)], { seed: 2, backend: reference });
  const model = toTensorFlow(network, tf, { inputShape: [2, 3] });
  assertSameOutputs(model, network, [[[1, -2, 3], [0.5, 4, -1]]]);
  assertThrows(
    () => toTensorFlow(network, tf),
    TypeError,
    "Expected an inputShape, for the network begins with flatten, found none",
  );
});

Deno.test("toTensorFlow: no tensor is left but the weights of the model", () => {
  const network = createNetwork([linear(3, 4), tanh(), linear(4, 2)], {
    seed: 2,
    backend: reference,
  });
  toTensorFlow(network, tf).dispose();
  const before = core.memory().numTensors;
  toTensorFlow(network, tf).dispose();
  assertEquals(core.memory().numTensors, before);
});

Deno.test("toTensorFlow: what TensorFlow.js does not have is named by its place", () => {
  const refuse = (layer: Layer, place: string) => {
    const network = createNetwork([linear(3, 3), layer], { seed: 2, backend: reference });
    assertThrows(() => toTensorFlow(network, tf), TypeError, `found layer ${place}`);
  };
  refuse(exp(), "1, exp");
  refuse(elu(0.7), "1, elu(0.7)");
  refuse(logSigmoid(), "1, logSigmoid");
  refuse(residual(tanh()), "1, residual(tanh)");
  refuse(sequential(tanh(), exp()), "1.1, exp");
  const imposter = { name: "tanh", value: (a: number) => a, first: () => 1, second: () => 0 };
  refuse(elementwise(imposter), "1, tanh");
  const twice = linear(3, 3);
  assertThrows(
    () => toTensorFlow(createNetwork([twice, tanh(), twice]), tf),
    TypeError,
    "found 0.weight, 0.bias in several",
  );
});
