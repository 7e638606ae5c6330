import { assertEquals, assertLess, assertMatch, assertRejects } from "@std/assert";
import { resolve } from "node:path";
import { createNetwork, crossEntropy, hesscale, mlp, reference, tanh } from "../../mod.ts";
import { useTensorFlow } from "../../lib/backend/tfjs/mod.ts";
import { fromTensorFlow, toTensorFlow } from "../../lib/tfjs/mod.ts";
import { testConformance } from "./conformance.ts";
import { float32Tolerance } from "./conformance/tolerance.ts";

/** `deno task tfjs-node` allows native libraries; nothing else does. */
const addon = "node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node";
const { state } = await Deno.permissions.query({ name: "ffi", path: resolve(addon) });

if (state !== "granted") {
  const reason = "skipped: TensorFlow's native library, see `deno task tfjs-node`";
  Deno.test({ name: `tfjs-node (${reason})`, ignore: true, fn() {} });

  Deno.test("tfjs-node: without its native library or leave to load it, the error says what to run", async () => {
    const { message } = await assertRejects(() => useTensorFlow("node"), Error);
    const isThere = await Deno.stat(addon).then(() => true, () => false);
    if (isThere) return assertMatch(message, /^Requires ffi access .*--allow-ffi/);
    assertMatch(message, /^Expected @tensorflow\/tfjs-node with its native library in .*, found /);
    assertMatch(message, /: run `deno task tfjs-node` /);
  });
} else {
  const backend = await useTensorFlow("node");
  testConformance(backend, float32Tolerance);

  const sizes = [6, 8, 3];
  const input = [[1, -2, 0.5, 3, 0, -1], [0.25, 1, -1, 0, 2, 1]];

  Deno.test("tfjs-node: HesScale is that of the reference, to float32", () => {
    const [found, expected] = [backend, reference].map((backend) => {
      const network = createNetwork(mlp(sizes, tanh), { backend, seed: 1 });
      return hesscale(network, input, crossEntropy([2, 0]), { rank: 1 }).curvature.flat();
    });
    const largest = Math.max(...expected.map(Math.abs));
    for (const [i, value] of expected.entries()) {
      assertLess(Math.abs(found[i] - value), 1e-5 * largest);
    }
  });

  Deno.test("tfjs-node: models to and fro", async () => {
    const { createRequire } = await import("node:module");
    const tf = createRequire(`${Deno.cwd()}/`)("@tensorflow/tfjs-node");
    const network = createNetwork(mlp(sizes, tanh), { backend, seed: 1 });
    const model = toTensorFlow(network, tf) as ReturnType<
      typeof import("@tensorflow/tfjs-layers").sequential
    >;
    assertEquals(tf.getBackend(), "tensorflow");
    const outputs = [
      ...(model.predict(tf.tensor(input)) as { dataSync(): Float32Array }).dataSync(),
    ];
    const back = fromTensorFlow(model, { backend });
    assertEquals([...backend.read(back.forward(input))].length, outputs.length);
    for (const [i, value] of backend.read(back.forward(input)).entries()) {
      assertLess(Math.abs(value - outputs[i]), 2e-6);
    }
  });

  Deno.test("tfjs-node: a thousand steps in scopes leave no tensor behind", async () => {
    const { createRequire } = await import("node:module");
    const tf = createRequire(`${Deno.cwd()}/`)("@tensorflow/tfjs-node");
    const network = createNetwork(mlp(sizes, tanh), { backend, seed: 1 });
    const step = () =>
      backend.scope(() => void hesscale(network, input, crossEntropy([2, 0]), { rank: 1 }));
    step();
    const before = tf.memory().numTensors;
    for (let n = 1; n < 1000; n++) step();
    assertEquals(tf.memory().numTensors, before);
  });
}
