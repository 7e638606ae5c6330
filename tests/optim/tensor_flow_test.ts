import { assert, assertAlmostEquals } from "@std/assert";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import {
  adam,
  adamW,
  createNetwork,
  gradient,
  linear,
  meanSquaredError,
  type Network,
  type Optimizer,
  Random,
  reference,
  rmsprop,
  sgd,
  tanh,
} from "../../mod.ts";

await tf.setBackend("cpu");

/** Optimizers of TensorFlow.js, and ours where the definitions coincide. */
const pairs: readonly [string, () => tf.Optimizer, (n: Network) => Optimizer, decay?: number][] = [
  ["sgd", () => tf.train.sgd(0.1), (n) => sgd(n, { stepSize: 0.1 })],
  [
    "sgd with momentum",
    () => tf.train.momentum(0.05, 0.8),
    (n) => sgd(n, { stepSize: 0.05, momentum: 0.8 }),
  ],
  [
    "sgd with Nesterov's momentum",
    () => tf.train.momentum(0.05, 0.8, true),
    (n) => sgd(n, { stepSize: 0.05, momentum: 0.8, nesterov: true }),
  ],
  [
    "adam",
    () => tf.train.adam(0.02, 0.8, 0.95, 1e-2),
    (n) => adam(n, { stepSize: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-2 }),
  ],
  // TensorFlow.js has ε under the root: the same where it is far below both.
  [
    "rmsprop",
    () => tf.train.rmsprop(0.01, 0.9, 0, 1e-18),
    (n) => rmsprop(n, { stepSize: 0.01, beta2: 0.9, epsilon: 1e-9 }),
  ],
  // Which has no AdamW: parameters shrink before its Adam's step.
  [
    "adamW",
    () => tf.train.adam(0.02, 0.8, 0.95, 1e-2),
    (n) => adamW(n, { stepSize: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-2, weightDecay: 0.3 }),
    0.02 * 0.3,
  ],
];

for (const [name, theirs, ours, decay = 0] of pairs) {
  Deno.test(`${name}: the parameters of TensorFlow.js' optimizer on random problems`, () => {
    for (const seed of [1, 2, 3]) {
      const random = new Random(seed);
      const network = createNetwork([linear(3, 4), tanh(), linear(4, 2)], {
        seed,
        backend: reference,
      });
      const optimizer = ours(network);
      const other = theirs();
      const variables: Record<string, tf.Variable> = Object.fromEntries(
        network.parameters.map(({ name, parameter: { shape } }) => [
          name,
          tf.variable(tf.tensor(Float32Array.from(network.read()[name]), [...shape])),
        ]),
      );
      const start = network.read();
      for (let step = 0; step < 30; step++) {
        const input = reference.random("normal", [5, 3], random);
        const loss = meanSquaredError(reference.random("normal", [5, 2], random));
        const tree = gradient(network, input, loss).gradient;
        tf.tidy(() => {
          for (const variable of Object.values(variables)) {
            variable.assign(tf.mul(variable, 1 - decay));
          }
          other.applyGradients(
            [...tree].map(({ name, shape }) => ({
              name: variables[name].name,
              tensor: tf.tensor(Float32Array.from(tree.read(name)), [...shape]),
            })),
          );
        });
        optimizer.step(input, loss);
      }
      for (const [name, values] of Object.entries(network.read())) {
        const expected = variables[name].dataSync();
        for (const [i, value] of values.entries()) {
          assertAlmostEquals(value, expected[i], 2e-5, name);
        }
        assert(values.some((value, i) => Math.abs(value - start[name][i]) > 1e-2), name);
      }
    }
  });
}
