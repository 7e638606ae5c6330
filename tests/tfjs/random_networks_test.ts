import { assert, assertStringIncludes } from "@std/assert";
import "@tensorflow/tfjs-backend-cpu";
import * as core from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-layers";
import { createNetwork, Random, reference as b } from "../../mod.ts";
import { fromTensorFlow, toTensorFlow } from "../../lib/tfjs/mod.ts";
import { checkCases } from "../properties/cases.ts";
import { assertClose } from "../properties/compare.ts";
import { spatialArchitectures } from "../properties/spatial_architectures.ts";
import { spatialLayer } from "../properties/spatial_build.ts";

await core.setBackend("cpu");

Deno.test("random convolutional networks: whatever toTensorFlow takes gives the same outputs, and comes back", () => {
  let taken = 0;
  checkCases(spatialArchitectures, 500, ({ layers, features, seed }) => {
    const network = createNetwork(layers.map(spatialLayer), { seed, backend: b });
    let model;
    try {
      model = toTensorFlow(network, { ...core, ...tf }, { inputShape: [...features] });
    } catch (error) {
      assertStringIncludes((error as Error).message, "Expected layers that TensorFlow.js has");
      return;
    }
    taken++;
    const x = b.random("normal", [2, ...features], new Random(seed));
    const numbers = Float32Array.from(b.read(x));
    const rounded = b.tensor(numbers, x.shape);
    const expected = core.tidy(() => {
      const input = core.tensor(numbers, [2, ...features]);
      return [...((model.predict(input)) as core.Tensor).dataSync()];
    });
    assertClose(b.read(network.forward(rounded)), expected, "there", 1e-5);
    const back = fromTensorFlow(model, { backend: b });
    assertClose(b.read(back.forward(rounded)), expected, "and back", 1e-5);
    model.dispose();
  });
  assert(taken > 30, `${taken} networks`);
});
