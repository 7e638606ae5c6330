import { assertAlmostEquals, assertEquals, assertMatch, assertThrows } from "@std/assert";
import "@tensorflow/tfjs-backend-cpu";
import * as core from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-layers";
import {
  averagePool,
  batchNorm,
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
  type Initializer,
  type Layer,
  linear,
  maxPool,
  type Network,
  network2c2d,
  network3c3d,
  Random,
  reference,
  relu,
  simd,
  tanh,
  upsample,
  zeroPad,
} from "../../mod.ts";
import { fromTensorFlow, toTensorFlow } from "../../lib/tfjs/mod.ts";

await core.setBackend("cpu");

/** Numbers other than those that layers begin with. */
const drawn = {
  biasInitializer: tf.initializers.randomUniform({ minval: -1, maxval: 1, seed: 3 }),
};
const between = (minval: number, maxval: number) =>
  tf.initializers.randomUniform({ minval, maxval, seed: 4 });

const statistics = {
  gammaInitializer: between(0.5, 2),
  betaInitializer: between(-1, 1),
  movingMeanInitializer: between(-1, 1),
  movingVarianceInitializer: between(0.5, 2),
};

/** A layer, the features of an input, and the name of ours. */
const layers: readonly (readonly [tf.layers.Layer, number[], string])[] = [
  [
    tf.layers.conv1d({ filters: 3, kernelSize: 3, strides: 2, ...drawn }),
    [7, 2],
    "conv1d(2, 3, 3)",
  ],
  [
    tf.layers.conv1d({ filters: 2, kernelSize: 2, dilationRate: 2, padding: "same" }),
    [6, 3],
    "conv1d(3, 2, 2)",
  ],
  [
    tf.layers.conv2d({ filters: 4, kernelSize: [3, 2], padding: "same", strides: 2, ...drawn }),
    [6, 5, 3],
    "conv2d(3, 4, 3×2)",
  ],
  [
    tf.layers.conv2d({ filters: 2, kernelSize: 3, dilationRate: 2, useBias: false }),
    [6, 7, 2],
    "conv2d(2, 2, 3×3)",
  ],
  [
    tf.layers.conv3d({ filters: 2, kernelSize: 2, padding: "same", strides: [1, 2, 1], ...drawn }),
    [3, 4, 3, 2],
    "conv3d(2, 2, 2×2×2)",
  ],
  [
    tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: "same", ...drawn }),
    [5, 4, 3],
    "conv2d(3, 6, 3×3)",
  ],
  [tf.layers.maxPooling1d({ poolSize: 2, padding: "same" }), [5, 2], "maxPool(2)"],
  [
    tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }),
    [6, 5, 2],
    "maxPool(3×3)",
  ],
  [tf.layers.maxPooling3d({ poolSize: 2 }), [4, 4, 4, 1], "maxPool(2×2×2)"],
  [tf.layers.averagePooling1d({ poolSize: 3, strides: 1 }), [6, 2], "averagePool(3)"],
  [
    tf.layers.averagePooling2d({ poolSize: [3, 2], strides: 2, padding: "same" }),
    [6, 5, 2],
    "averagePool(3×2)",
  ],
  [tf.layers.globalAveragePooling2d({}), [3, 4, 2], "sequential of 2"],
  [tf.layers.globalAveragePooling1d({}), [3, 2], "sequential of 2"],
  [tf.layers.zeroPadding2d({ padding: [[1, 0], [2, 1]] }), [3, 2, 2], "zeroPad([[1,0],[2,1]])"],
  [tf.layers.upSampling2d({ size: [2, 3] }), [2, 3, 2], "upsample(2×3)"],
  [tf.layers.spatialDropout1d({ rate: 0.3 }), [3, 2], "dropout(0.3, per channel)"],
  [tf.layers.batchNormalization({ epsilon: 0.01, ...statistics }), [3, 2, 4], "batchNorm(4)"],
  [tf.layers.batchNormalization({ center: false, scale: false }), [5], "batchNorm(5)"],
];

function assertSameOutputs(model: tf.Sequential, network: Network, features: number[]): void {
  const x = simd.random("normal", [3, ...features], new Random(2));
  const numbers = simd.read(x);
  const expected = core.tidy(
    () => [...(model.predict(core.tensor(numbers, [3, ...features])) as core.Tensor).dataSync()],
  );
  const b = network.backend;
  const found = b.read(network.forward(b.tensor(numbers, x.shape)));
  assertEquals(found.length, expected.length);
  const largest = 1 + Math.max(...expected.map(Math.abs));
  for (const [i, value] of expected.entries()) {
    assertAlmostEquals(found[i], value, 2 ** -18 * largest);
  }
}

for (const [layer, features, name] of layers) {
  Deno.test(`fromTensorFlow: ${layer.getClassName()} on [${features}] is ${name} and gives the same outputs`, () => {
    const first = tf.layers.activation({ inputShape: features, activation: "tanh" });
    const model = tf.sequential({ layers: [first, layer] });
    for (const backend of [simd, reference]) {
      const network = fromTensorFlow(model, { backend });
      assertEquals(network.layer.children[1].layer.name, name);
      assertSameOutputs(model, network, features);
    }
  });
}

Deno.test("fromTensorFlow: a classifier of images, its activations and its gradient", () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        ...{ inputShape: [8, 8, 1], filters: 3, kernelSize: 3 },
        ...{ activation: "tanh" as const, ...drawn },
      }),
      tf.layers.batchNormalization(statistics),
      tf.layers.averagePooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 4, kernelSize: 2, activation: "relu", ...drawn }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3, activation: "softmax", ...drawn }),
    ],
  });
  assertSameOutputs(model, fromTensorFlow(model), [8, 8, 1]);
  const network = fromTensorFlow(model, { backend: reference, logits: true });
  const x = simd.read(simd.random("normal", [4, 8, 8, 1], new Random(3)));
  const labels = [2, 0, 1, 1];
  const { loss, gradient } = hesscale(
    network,
    reference.tensor(x, [4, 8, 8, 1]),
    crossEntropy(labels),
  );
  const { value, grads } = core.variableGrads(() => {
    const p = model.apply(core.tensor(x, [4, 8, 8, 1])) as core.Tensor;
    const oneHot = core.oneHot(core.tensor1d(labels, "int32"), 3);
    return core.neg(core.mean(core.sum(core.mul(oneHot, core.log(p)), 1)));
  });
  assertAlmostEquals(loss, value.dataSync()[0], 1e-5);
  const kernel = Object.values(grads).find((one) => one.shape.join() === "2,2,3,4")!;
  const expected = core.transpose(kernel, [3, 2, 0, 1]).dataSync();
  for (const [i, one] of gradient.read("4.weight").entries()) {
    assertAlmostEquals(one, expected[i], 1e-5);
  }
});

const somewhere: Initializer = (shape, random) =>
  Float64Array.from({ length: shape[0] }, () => 0.5 + random.uniform());
const statistics64 = {
  ...{ weightInitializer: somewhere, biasInitializer: somewhere },
  ...{ meanInitializer: somewhere, varianceInitializer: somewhere },
};

/** A layer of ours, the features of an input, and the names of the layers that come back. */
const ours: readonly (readonly [Layer, number[], ...string[]])[] = [
  [conv1d(2, 3, 3, { stride: 2, padding: "same" }), [7, 2], "conv1d(2, 3, 3)"],
  [conv1d(2, 3, 3, { padding: 1 }), [7, 2], "conv1d(2, 3, 3)"],
  [conv1d(2, 3, 2, { dilation: 2, bias: false }), [7, 2], "conv1d(2, 3, 2)"],
  [conv2d(3, 4, [3, 2], { stride: [2, 1] }), [6, 5, 3], "conv2d(3, 4, 3×2)"],
  [conv2d(3, 2, 3, { padding: "same", dilation: 2 }), [6, 5, 3], "conv2d(3, 2, 3×3)"],
  [
    conv2d(1, 2, 3, { padding: [[2, 0], [1, 3]], stride: 2 }),
    [6, 5, 1],
    ...["zeroPad([[2,0],[1,3]])", "conv2d(1, 2, 3×3)"],
  ],
  [conv2d(3, 6, 3, { groups: 3, padding: 1 }), [5, 4, 3], "conv2d(3, 6, 3×3)"],
  [conv2d(2, 2, 2, { groups: 2, bias: false }), [5, 4, 2], "conv2d(2, 2, 2×2)"],
  [conv3d(2, 2, 2, { stride: [1, 2, 1], padding: "same" }), [3, 4, 3, 2], "conv3d(2, 2, 2×2×2)"],
  [maxPool(2), [5, 2], "maxPool(2)"],
  [maxPool(3, { stride: 2, padding: "same" }), [6, 5, 2], "maxPool(3×3)"],
  [maxPool(3, { stride: 2, padding: [[0, 1], [1, 1]] }), [6, 5, 2], "maxPool(3×3)"],
  [maxPool([2, 1, 2], { stride: 1 }), [4, 4, 4, 1], "maxPool(2×1×2)"],
  [averagePool(3, { stride: 1, padding: "same", countPadding: false }), [6, 2], "averagePool(3)"],
  [averagePool([3, 2], { stride: 2 }), [6, 5, 2], "averagePool(3×2)"],
  [
    averagePool(3, { stride: 2, padding: 1 }),
    [6, 5, 2],
    ...["zeroPad([[1,1],[1,1]])", "averagePool(3×3)"],
  ],
  [averagePool(2), [4, 2, 2, 1], "averagePool(2×2×2)"],
  [globalAveragePool(), [3, 2], "sequential of 2"],
  [globalAveragePool(), [3, 4, 2], "sequential of 2"],
  [zeroPad(2), [3, 2, 2], "zeroPad([[2,2],[2,2]])"],
  [upsample([2, 3]), [2, 3, 2], "upsample(2×3)"],
  [dropout(0.3, { per: "channel" }), [3, 2], "dropout(0.3, per channel)"],
  [dropout(0.3), [3, 2, 2], "dropout(0.3)"],
  [batchNorm(4, { epsilon: 0.01, momentum: 0.2, ...statistics64 }), [3, 2, 4], "batchNorm(4)"],
  [batchNorm(3, { affine: false, ...statistics64 }), [3], "batchNorm(3)"],
];

/** Of float32, as TensorFlow.js keeps it. */
const rounded = (network: Network) =>
  Object.values(network.read()).map((one) => Float64Array.from(Float32Array.from(one)));

for (const [layer, features, ...names] of ours) {
  Deno.test(`toTensorFlow: ${layer.name} on [${features}] gives the same outputs, and comes back as ${names.join(", ")}`, () => {
    const network = createNetwork([tanh(), layer], { seed: 2, backend: reference });
    const model = toTensorFlow(network, { ...core, ...tf }, { inputShape: features });
    assertSameOutputs(model, network, features);
    const back = fromTensorFlow(model, { backend: reference });
    assertEquals(back.layer.children.map((child) => child.layer.name), ["tanh", ...names]);
    assertEquals(Object.values(back.read()), rounded(network));
    assertSameOutputs(model, back, features);
  });
}

Deno.test("toTensorFlow: the published networks, to and fro", () => {
  const small = { channels: [3, 4, 5], dense: [7, 6], image: [20, 20, 3] as const };
  const networks: [Layer[], number[]][] = [
    [network3c3d(10, tanh, small), [20, 20, 3]],
    [network2c2d(10, relu, { channels: [3, 4], dense: [6] }), [28, 28, 1]],
  ];
  for (const [layers, features] of networks) {
    const network = createNetwork(layers, { seed: 3, backend: reference });
    const model = toTensorFlow(network, { ...core, ...tf }, { inputShape: features });
    assertSameOutputs(model, network, features);
    const back = fromTensorFlow(model, { backend: reference });
    assertEquals(Object.keys(back.read()), Object.keys(network.read()));
    assertEquals(Object.values(back.read()), rounded(network));
  }
});

Deno.test("toTensorFlow: no tensor is left but the weights of a model with convolutions", () => {
  const layers = [conv2d(2, 3, 2), batchNorm(3), flatten(), linear(12, 2)];
  const network = createNetwork(layers, { seed: 2, backend: reference });
  const convert = () =>
    toTensorFlow(network, { ...core, ...tf }, { inputShape: [3, 3, 2] }).dispose();
  convert();
  const before = core.memory().numTensors;
  convert();
  assertEquals(core.memory().numTensors, before);
});

Deno.test("toTensorFlow: layers that TensorFlow.js lacks, or has without such options, are named by place and input", () => {
  const refused: [Layer, number[]][] = [
    [convTranspose2d(2, 2, 2), [4, 4, 2]],
    [groupNorm(2, 4), [3, 4]],
    [conv2d(4, 4, 2, { groups: 2 }), [4, 4, 4]],
    [conv1d(2, 2, 2, { groups: 2 }), [4, 2]],
    [conv1d(2, 2, 3, { padding: 2 }), [6, 2]],
    [conv2d(2, 2, 2, { stride: 2, dilation: 2 }), [6, 6, 2]],
    [conv2d(2, 4, 2, { groups: 2, dilation: [2, 1] }), [5, 5, 2]],
    [batchNorm(2), [2, 2, 2, 2]],
    [maxPool(3, { padding: 1 }), [6, 6, 2]],
    [averagePool(3, { padding: 1 }), [6, 2]],
    [globalAveragePool(), [2, 2, 2, 2]],
    [zeroPad(1), [4, 2]],
    [upsample(2), [4, 2]],
    [dropout(0.5, { per: "channel" }), [4, 4, 2]],
  ];
  for (const [layer, features] of refused) {
    const network = createNetwork([tanh(), layer], { backend: reference });
    const place = layer.children.length > 0 ? "1.0, " : `1, ${layer.name}`;
    const { message } = assertThrows(
      () => toTensorFlow(network, { ...core, ...tf }, { inputShape: features }),
      TypeError,
      `Expected layers that TensorFlow.js has, found layer ${place}`,
    );
    assertEquals(message.endsWith(`, for an input [${features.join(", ")}]`), true, message);
  }
});

Deno.test("fromTensorFlow refuses causal padding by the layer's place", () => {
  const causal = { filters: 1, kernelSize: 2, padding: "causal" as const, inputShape: [4, 2] };
  const { message } = assertThrows(
    () => fromTensorFlow(tf.sequential({ layers: [tf.layers.conv1d(causal)] })),
    TypeError,
  );
  assertMatch(
    message,
    /^layer 0, .*\(Conv1D\): expected no padding but same and valid, found "causal"$/,
  );
});

Deno.test("fromTensorFlow refuses a dilated depthwise convolution, whose dilation TensorFlow.js leaves out", () => {
  const layer = tf.layers.depthwiseConv2d({
    kernelSize: 2,
    dilationRate: 2,
    inputShape: [5, 5, 2],
  });
  const model = tf.sequential({ layers: [layer] });
  // With it, 3 × 3 places would be left of 5 × 5.
  const output = model.predict(core.zeros([1, 5, 5, 2])) as core.Tensor;
  assertEquals(output.shape, [1, 4, 4, 2]);
  const { message } = assertThrows(() => fromTensorFlow(model), TypeError);
  assertMatch(
    message,
    /^layer 0, .*\(DepthwiseConv2D\): expected no dilationRate but 1, found \[2,2\]$/,
  );
});
