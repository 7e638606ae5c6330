import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs-core";
import { createNetwork, crossEntropy, hesscale, linear, tanh, type Tensor } from "../../mod.ts";
import { type TensorFlowBackend, useTensorFlow } from "../../lib/backend/tfjs/mod.ts";
import { testConformance } from "./conformance.ts";
import { float32Tolerance } from "./conformance/tolerance.ts";

// Slow to start before quick: starts that overlapped would take each other's place.
const names = ["wasm", "cpu"] as const;
const backends = await Promise.all(names.map(useTensorFlow));

for (const [i, backend] of backends.entries()) {
  testConformance(backend, float32Tolerance);

  Deno.test(`${backend.name}: a thousand steps in scopes leave no tensor behind`, () => {
    const network = createNetwork([linear(3, 4), tanh(), linear(4, 2)], { backend, seed: 1 });
    const parameters = network.parameters.map(({ parameter: { value } }) => value);
    const state = parameters.map((parameter) => ({
      parameter,
      mean: backend.fill(parameter.shape, 0),
      square: backend.fill(parameter.shape, 0),
    }));
    const loss = crossEntropy([0, 1]);
    const options = { stepSize: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
    const losses: number[] = [];
    const step = (step: number) =>
      backend.scope(() => {
        const { loss: value, gradient, curvature } = hesscale(
          network,
          [[1, 0, -1], [0, 1, 2]],
          loss,
          { rank: 1 },
        );
        losses.push(value);
        const signals = [...gradient].map(({ tensor }, k) => ({
          gradient: tensor,
          curvature: [...curvature][k].tensor,
        }));
        for (const [k, one] of state.entries()) {
          backend.momentStep(one, signals[k], { ...options, step });
        }
      });
    step(1);
    const before = tf.memory();
    for (let n = 2; n <= 1000; n++) step(n);
    const after = tf.memory();
    assertEquals([after.numTensors, after.numDataBuffers], [
      before.numTensors,
      before.numDataBuffers,
    ]);
    assertEquals(after.numBytes, before.numBytes);
    assert(losses[999] < 0.5 * losses[0], `loss ${losses[0]} → ${losses[999]}`);
  });

  Deno.test(`${backend.name}: the same name gives the same backend`, async () => {
    assertEquals(await useTensorFlow(names[i]), backend);
  });

  Deno.test(`${backend.name}: tf.tidy does not free what a scope holds, nor a scope what tf.tidy holds`, () => {
    let kept: Tensor | undefined;
    tf.tidy(() => {
      kept = backend.fill([2], 3);
    });
    assertEquals([...backend.read(kept!)], [3, 3]);
    const outside = tf.tensor1d([1, 2]);
    backend.scope(() => void backend.fill([2], 3));
    assertEquals([...outside.dataSync()], [1, 2]);
    outside.dispose();
  });

  Deno.test(`${backend.name}: a tensor used after its scope is an error, not stale numbers`, () => {
    const escaped: Tensor[] = [];
    backend.scope(() => {
      escaped.push(backend.fill([1, 2], 1));
    });
    assertThrows(
      () => backend.read(escaped[0]),
      TypeError,
      "of shape [1, 2] whose scope has ended",
    );
  });

  Deno.test(`${backend.name}: a view keeps numbers alive after their first tensor, and sees what is written`, () => {
    const before = tf.memory().numTensors;
    backend.scope(() => {
      const view = backend.scope(() => backend.reshape(backend.fill([2, 3], 4), [6]));
      const second = backend.reshape(view, [3, 2]);
      backend.write(second, [1, 2, 3, 4, 5, 6]);
      assertEquals([...backend.read(view)], [1, 2, 3, 4, 5, 6]);
    });
    assertEquals(tf.memory().numTensors, before);
  });
}

Deno.test("tfjs: two backends compute side by side, each with its own tensors", () => {
  const [wasm, cpu] = backends;
  const x = cpu.fill([1, 2], 2);
  const y = wasm.fill([1, 2], 5);
  assertEquals([...cpu.read(cpu.add(x, x)), ...wasm.read(wasm.add(y, y))], [4, 4, 10, 10]);
  assertEquals([...cpu.read(x)], [2, 2]);
  assertThrows(() => cpu.add(x, y), TypeError, "found one of the tfjs-wasm backend");
});

Deno.test("tfjs: a function of one's own with a built-in name is still one's own", () => {
  const triple = {
    name: "tanh",
    parameters: [],
    value: (a: number) => 3 * a,
    first: () => 3,
    second: () => 0,
  };
  for (const backend of backends) {
    assertEquals([...backend.read(backend.elementwise(triple, backend.fill([1], 2)))], [6]);
  }
});

Deno.test("tfjs: names and runtimes that do not fit are refused with what is expected", async () => {
  await assertRejects(
    () => useTensorFlow("wasn" as TensorFlowBackend),
    RangeError,
    'to be one of node, wasm, cpu, webgl, webgpu, found "wasn", did you mean "wasm"?',
  );
  await assertRejects(() => useTensorFlow("webgl"), Error, "a browser with WebGL");
});
