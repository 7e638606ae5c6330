import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import {
  createNetwork,
  crossEntropy,
  hesscale,
  makeOptimizer,
  type NamedOptimizerOptions,
  type Network,
  type Optimizer,
  Random,
  reference,
  simd,
  softmaxNll,
} from "../../mod.ts";
import { type Architecture, buildLayers, makeThreadedOptimizer } from "../../lib/train/mod.ts";

const architectures = {
  mlp: { kind: "mlp", widths: [12, 9, 4], activation: "tanh" },
  convolutions: {
    ...{ kind: "2c2d", image: [6, 6, 2], classes: 4, activation: "tanh" },
    ...{ channels: [3, 4], dense: [6] },
  },
  dropout: {
    ...{ kind: "allcnn", image: [12, 12, 1], classes: 4, activation: "relu" },
    channels: [3, 4, 4],
  },
} satisfies Record<string, Architecture>;

function networkOf(architecture: Architecture): Network {
  return createNetwork(buildLayers(architecture), { seed: 1 });
}

/** A batch for a step; the last of three is smaller than the number of shards. */
function batchOf(architecture: Architecture, step: number) {
  const random = new Random(step);
  const rows = step === 3 ? 2 : 5;
  const features = architecture.kind === "mlp" ? [architecture.widths[0]] : architecture.image;
  const input = simd.random("normal", [rows, ...features], random);
  return { input, loss: crossEntropy(Array.from({ length: rows }, () => random.integer(4))) };
}

/** What three steps did, and all that they left behind. */
function trained(optimizer: Optimizer, architecture: Architecture) {
  const steps = [1, 2, 3].map((step) => {
    const { input, loss } = batchOf(architecture, step);
    return optimizer.step(input, loss);
  });
  return { steps, parameters: optimizer.network.read(), state: optimizer.saveState() };
}

const cases: readonly [keyof typeof architectures, string, NamedOptimizerOptions][] = [
  ["mlp", "sgd", { stepSizeScaling: { delta: 1e-4 }, stepSize: (step) => 0.1 / step }],
  ["mlp", "adaHesScale", { rank: 1 }],
  ["mlp", "adaFisher", { maxGradientNorm: 0.1 }],
  ["convolutions", "adam", {}],
  ["convolutions", "adaHesScale", { rank: 1, stepSizeScaling: { delta: 1e-5 } }],
  ["convolutions", "adaHessian", { seed: 7 }],
  ["convolutions", "adaHesScaleGN", { curvatureEvery: 2 }],
  ["dropout", "adaHesScale", { seed: 5 }],
  ["dropout", "adaGGNMC", {}],
];

for (const [kind, name, options] of cases) {
  Deno.test(`threads: ${name} on a network of kind ${kind} has the bits of one thread`, async () => {
    const architecture = architectures[kind];
    const plain = makeOptimizer(name, networkOf(architecture), { ...options, shards: 3 });
    const expected = trained(plain, architecture);
    for (const threads of [1, 2, 3]) {
      using optimizer = await makeThreadedOptimizer(name, networkOf(architecture), {
        ...options,
        ...{ architecture, shards: 3, threads },
      });
      assertEquals(trained(optimizer, architecture), expected, `${threads} threads`);
    }
  });
}

Deno.test("threads: an error is that of one thread, and leaves optimizer and threads as they were", async () => {
  const architecture = architectures.mlp;
  const make = async (threads: number) =>
    await makeThreadedOptimizer("adaHesScale", networkOf(architecture), {
      ...{ architecture, shards: 4, threads },
    });
  using one = await make(1);
  using two = await make(2);
  const { input, loss } = batchOf(architecture, 1);
  for (const wrong of [[4], [0, 4], [0], [2, 3]]) {
    const numbers = simd.read(input);
    for (const row of wrong) numbers[12 * row + 3] = Infinity;
    const messages = [one, two].map((optimizer) => {
      const run = () => optimizer.step(simd.tensor(numbers, input.shape), loss);
      return assertThrows(run, RangeError).message;
    });
    assertEquals(messages[1], messages[0]);
    assertStringIncludes(
      messages[0],
      "adaHesScale, step 1: expected a finite input, found Infinity",
    );
  }
  const wrongKind = softmaxNll({ actions: [0, 1, 2, 3, 0], advantages: [1, 1, 1, 1, 1] });
  for (const optimizer of [one, two]) {
    assertThrows(() => optimizer.step(input, wrongKind), TypeError);
  }
  const fresh = makeOptimizer("adaHesScale", networkOf(architecture), { shards: 4 });
  const expected = trained(fresh, architecture);
  for (const optimizer of [one, two]) assertEquals(trained(optimizer, architecture), expected);
});

Deno.test("threads: parameters that are set between steps are those of the next one", async () => {
  const architecture = architectures.mlp;
  using two = await makeThreadedOptimizer("adam", networkOf(architecture), {
    ...{ architecture, shards: 2, threads: 2 },
  });
  const { input, loss } = batchOf(architecture, 1);
  const first = two.step(input, loss).loss;
  two.network.load(networkOf(architecture).read());
  assertEquals(two.step(input, loss).loss, first);
});

Deno.test("threads: a step that is begun and finished is one that is taken", async () => {
  const architecture = architectures.mlp;
  const options = { architecture, shards: 2, threads: 2 };
  using begun = await makeThreadedOptimizer("adam", networkOf(architecture), options);
  using taken = await makeThreadedOptimizer("adam", networkOf(architecture), options);
  const { input, loss } = batchOf(architecture, 1);
  simd.scope(() => void begun.begin(input, loss).finish());
  taken.step(input, loss);
  assertEquals(begun.network.read(), taken.network.read());
});

Deno.test("threads: an optimizer that has been disposed of says so", async () => {
  const architecture = architectures.mlp;
  const optimizer = await makeThreadedOptimizer("adam", networkOf(architecture), {
    ...{ architecture, shards: 2, threads: 2 },
  });
  optimizer[Symbol.dispose]();
  optimizer[Symbol.dispose]();
  const { input, loss } = batchOf(architecture, 1);
  const { message } = assertThrows(() => optimizer.step(input, loss), Error);
  assertStringIncludes(message, "Expected threads that walk over shards, found them ended");
});

Deno.test("threads: what does not fit is refused before a thread starts", async () => {
  const architecture = architectures.mlp;
  const usual = { architecture, shards: 2, threads: 2 };
  const network = networkOf(architecture);
  const elsewhere = createNetwork(buildLayers(architecture), { backend: reference });
  const refused: [Promise<unknown>, ErrorConstructor, string][] = [
    [
      makeThreadedOptimizer("adam", network, { ...usual, threads: 3 }),
      RangeError,
      "Expected at most 2 threads, one for each shard, found 3",
    ],
    [makeThreadedOptimizer("adam", network, { ...usual, threads: 0 }), RangeError, "threads to be"],
    [
      makeThreadedOptimizer("adamm", network, usual),
      RangeError,
      'found "adamm", did you mean "adam"?',
    ],
    [
      makeThreadedOptimizer("adam", elsewhere, usual),
      TypeError,
      "Expected a network on the simd backend, found reference",
    ],
    [
      makeThreadedOptimizer("adam", network, {
        ...usual,
        architecture: { ...architecture, activation: "relu" },
      }),
      TypeError,
      "(linear(12, 9), relu, linear(9, 4)), found sequential of 3 (linear(12, 9), tanh, linear(9, 4))",
    ],
    [
      makeThreadedOptimizer("adam", network, {
        ...usual,
        stepSizeScaling: { delta: 1, curvature: hesscale },
      }),
      TypeError,
      "Expected options of adam without functions, which cannot be sent to a thread, found stepSizeScaling",
    ],
  ];
  for (const [made, error, message] of refused) {
    assertStringIncludes((await assertRejects(() => made, error)).message, message);
  }
});

Deno.test("threads: a runtime without them, or where this thread must not wait, is refused", async () => {
  const architecture = architectures.mlp;
  const [{ Worker: worker }, { wait }] = [globalThis, Atomics];
  const message = async (threads: number) => {
    const network = networkOf(architecture);
    const made = () => makeThreadedOptimizer("adam", network, { architecture, shards: 2, threads });
    return threads === 1 ? void await made() : (await assertRejects(made, Error)).message;
  };
  try {
    Atomics.wait = () => {
      throw new TypeError("Atomics.wait cannot be called in this context");
    };
    assertStringIncludes(String(await message(2)), "as the main thread of a browser");
    Reflect.deleteProperty(globalThis, "Worker");
    assertStringIncludes(String(await message(2)), "Expected web workers for threads");
    await message(1);
  } finally {
    Object.assign(globalThis, { Worker: worker });
    Object.assign(Atomics, { wait });
  }
});
