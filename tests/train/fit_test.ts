import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertRejects,
  assertThrows,
} from "@std/assert";
import {
  adam,
  createNetwork,
  crossEntropy,
  dropout,
  linear,
  makeOptimizer,
  meanSquaredError,
  type NamedOptimizerOptions,
  type Network,
  optimizerNames,
  reference,
  sgd,
  tanh,
} from "../../mod.ts";
import { batches, Random } from "../../lib/data/mod.ts";
import {
  arrayExamples,
  type Checkpoint,
  evaluateOn,
  fit,
  type FitOptions,
} from "../../lib/train/mod.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../lib/runs/mod.ts";
import { gather, smallNetwork, threeSectors, withoutClock } from "./support.ts";

const examples = threeSectors();

Deno.test("fit makes the steps that one would make by hand, in the order of batches", async () => {
  const [network, other] = [smallNetwork(), smallNetwork()];
  const optimizer = adam(other, { stepSize: 0.01 });
  const losses: number[] = [];
  for (const { indices } of batches(examples, { size: 8, random: new Random(4), epochs: 3 })) {
    const input = new Float32Array(indices.length * 2);
    examples.inputs(indices, input);
    const loss = crossEntropy(examples.targets(indices));
    losses.push(
      optimizer.step(other.backend.tensor(input, [indices.length, 2]), loss).loss,
    );
  }
  const { all } = await gather(
    fit(network, crossEntropy, examples, adam(network, { stepSize: 0.01 }), {
      epochs: 3,
      batch: 8,
      seed: 4,
    }),
  );
  assertEquals(all.flatMap((event) => event.kind === "step" ? [event.loss] : []), losses);
  assertEquals(network.read(), other.read());
  const epoch = all.find((event) => event.kind === "epoch")!;
  const sum = losses.slice(0, 7).reduce((total, loss, i) => total + loss * (i < 6 ? 8 : 2), 0);
  assertEquals([epoch.step, epoch.epoch], [7, 1]);
  assertAlmostEquals(epoch.loss, sum / 50, 1e-12);
});

Deno.test("fit learns, and its events come in order", async () => {
  const network = smallNetwork();
  const validation = threeSectors(30, 2);
  const { all } = await gather(
    fit(network, crossEntropy, examples, adam(network, { stepSize: 0.03 }), {
      epochs: 40,
      batch: 25,
      validation,
    }),
  );
  assertEquals(
    all.slice(0, 4).map(({ kind }) => kind).join(),
    "step,step,epoch,evaluation",
  );
  assertEquals(all.slice(-3).map(({ kind }) => kind).join(), "evaluation,checkpoint,end");
  assertEquals(all.filter(({ kind }) => kind === "checkpoint").length, 1);
  const evaluations = all.filter((event) => event.kind === "evaluation");
  assertEquals(evaluations.map(({ epoch }) => epoch), Array.from({ length: 40 }, (_, i) => i + 1));
  const { loss, accuracy, step } = evaluations.at(-1)!;
  assertEquals({ loss, accuracy }, evaluateOn(network, crossEntropy, validation));
  assert(accuracy! > 0.9 && step === 80, `accuracy ${accuracy}`);
  let least = Infinity;
  for (const { loss, isBest } of evaluations) {
    assertEquals(isBest, loss < least);
    least = Math.min(least, loss);
  }
  const end = all.at(-1)!;
  assert(end.kind === "end" && end.reason === "epochs" && end.seconds > 0);
});

/** An optimizer with options that make it keep all that it can, and draw where it can. */
const optimizers: [string, NamedOptimizerOptions][] = [
  ...optimizerNames.map((name): [string, NamedOptimizerOptions] => [name, {}]),
  ["sgd", { momentum: 0.9, nesterov: true, stepSizeScaling: { delta: 1e-3 } }],
  ["adaHesScale", { rank: 1, secondMoment: "magnitude", stepSizeScaling: { delta: 1e-6 } }],
  ["adaHessian", { seed: 5, curvatureEvery: 3 }],
];

const droppingNetwork = () =>
  createNetwork([linear(2, 5), tanh(), dropout(0.2), linear(5, 3)], { seed: 3 });

Deno.test("training that continues from a checkpoint of any step is the same bit for bit, with every optimizer", async () => {
  for (const [name, own] of optimizers) {
    const make = (network: Network) => makeOptimizer(name, network, { stepSize: 0.01, ...own });
    const options = {
      ...{ epochs: 3, batch: 20, seed: 7, evaluateEvery: 2, validation: threeSectors(20, 2) },
      ...{ checkpointEvery: 0, earlyStopping: { patience: 9 } },
    };
    const network = droppingNetwork();
    const { all } = await gather(fit(network, crossEntropy, examples, make(network), options));
    const checkpoints = all.flatMap((event) =>
      event.kind === "checkpoint" ? [event.checkpoint] : []
    );
    assertEquals(checkpoints.map(({ step }) => step), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const kept of checkpoints) {
      const from = await decodeCheckpoint(await encodeCheckpoint(kept));
      const resumed = droppingNetwork();
      const rest = await gather(
        fit(resumed, crossEntropy, examples, make(resumed), { ...options, from }),
      );
      const place = all.findIndex((event) =>
        event.kind === "checkpoint" && event.step === kept.step
      );
      assertEquals(withoutClock(rest.all), withoutClock(all.slice(place)), `${name} ${kept.step}`);
      assertEquals(resumed.read(), network.read(), `${name} ${kept.step}`);
    }
  }
});

Deno.test("more epochs than before continue training that is over", async () => {
  const [network, other] = [smallNetwork(), smallNetwork()];
  const options = { epochs: 2, batch: 10 };
  const first = await gather(fit(network, crossEntropy, examples, adam(network), options));
  const { all: rest } = await gather(
    fit(network, crossEntropy, examples, adam(network), {
      ...options,
      epochs: 4,
      from: first.checkpoint,
    }),
  );
  const whole = await gather(
    fit(other, crossEntropy, examples, adam(other), { ...options, epochs: 4 }),
  );
  assertEquals(
    withoutClock([...first.all.slice(0, -1), ...rest]),
    withoutClock(whole.all),
  );
  assertEquals(network.read(), other.read());
});

Deno.test("an aborted signal ends training with a checkpoint, from which it continues", async () => {
  const [network, other] = [smallNetwork(), smallNetwork()];
  const options = { epochs: 3, batch: 10 };
  const controller = new AbortController();
  const { signal } = controller;
  const before = [];
  let checkpoint: Checkpoint | undefined;
  for await (
    const event of fit(network, crossEntropy, examples, adam(network), { ...options, signal })
  ) {
    if (event.kind === "step" && event.step === 7) controller.abort();
    if (event.kind === "checkpoint") checkpoint = event.checkpoint;
    before.push(event);
  }
  const end = before.at(-1)!;
  assert(end.kind === "end" && end.reason === "aborted" && end.step === 7);
  const resumed = smallNetwork(99);
  await gather(
    fit(resumed, crossEntropy, examples, adam(resumed), { ...options, from: checkpoint }),
  );
  await gather(fit(other, crossEntropy, examples, adam(other), options));
  assertEquals(resumed.read(), other.read());
});

Deno.test("whoever reads the events may stop at any of them", async () => {
  const network = smallNetwork();
  for await (const { step } of fit(network, crossEntropy, examples, adam(network), { epochs: 9 })) {
    if (step === 3) break;
  }
  const other = smallNetwork();
  const optimizer = adam(other);
  for await (const { step } of fit(other, crossEntropy, examples, optimizer, { epochs: 9 })) {
    if (step === 3) break;
  }
  assertEquals(network.read(), other.read());
  assertEquals(optimizer.steps, 3);
});

Deno.test("early stopping ends where the validation loss no longer falls, with the best parameters", async () => {
  const network = smallNetwork();
  const { inputs, ...points } = threeSectors(12, 5);
  const validation = {
    ...points,
    inputs,
    targets: () => Array.from({ length: 12 }, (_, i) => i % 3),
  };
  const options = { epochs: 400, batch: 10, validation, earlyStopping: { patience: 3 } };
  const { all, checkpoint } = await gather(
    fit(network, crossEntropy, threeSectors(20, 4), adam(network, { stepSize: 0.1 }), options),
  );
  const end = all.at(-1)!;
  assert(end.kind === "end" && end.reason === "early stopping");
  const losses = all.flatMap((event) => event.kind === "evaluation" ? [event.loss] : []);
  assertLess(losses.length, 400);
  assertEquals(losses.indexOf(Math.min(...losses)), losses.length - 1 - 3);
  assertEquals(evaluateOn(network, crossEntropy, validation).loss, Math.min(...losses));

  const resumed = smallNetwork();
  const again = await gather(
    fit(resumed, crossEntropy, threeSectors(20, 4), adam(resumed, { stepSize: 0.1 }), {
      ...options,
      from: checkpoint,
    }),
  );
  assertEquals(again.all.map(({ kind }) => kind), ["end"]);
  assertEquals(resumed.read(), network.read());
});

Deno.test("fit trains on numbers as targets, in float64 as well", async () => {
  const inputs = Array.from({ length: 40 }, (_, i) => [i / 20 - 1]);
  const lines = arrayExamples(inputs, inputs.map(([x]) => [2 * x, 1 - x]));
  const network = createNetwork([linear(1, 2)], { backend: reference, seed: 1 });
  const { all } = await gather(
    fit(network, meanSquaredError, lines, sgd(network, { stepSize: 0.3 }), {
      ...{ epochs: 60, validation: lines },
    }),
  );
  const last = all.findLast((event) => event.kind === "evaluation")!;
  assertLess(last.loss, 1e-6);
  assert(!("accuracy" in last));
  assertAlmostEquals(network.read()["0.weight"][0], 2, 1e-3);
});

Deno.test("others get their turn during training", async () => {
  const network = smallNetwork();
  let turns = 0;
  const timer = setInterval(() => turns++, 10);
  const start = performance.now();
  const forever = fit(network, crossEntropy, examples, adam(network), { epochs: 1e9 });
  for await (const _ of forever) if (turns === 2 || performance.now() - start > 10_000) break;
  clearInterval(timer);
  assertEquals(turns, 2);
});

Deno.test("a loss that is not finite ends training with step and quantity, and changes nothing", async () => {
  const network = smallNetwork();
  const broken = {
    ...examples,
    inputs: (_: ArrayLike<number>, into: { fill(n: number): void }) => into.fill(NaN),
  };
  const before = network.read();
  await assertRejects(
    () => gather(fit(network, crossEntropy, broken, adam(network), { epochs: 1 })),
    RangeError,
    "adam, step 1: expected a finite input",
  );
  assertEquals(network.read(), before);
});

Deno.test("options out of range are refused at once", () => {
  const network = smallNetwork();
  const bad: [Partial<FitOptions<number[]>>, string][] = [
    [{ epochs: -1 }, "Expected epochs to be a whole number of at least 0, found -1"],
    [{ epochs: 1.5 }, "found 1.5"],
    [{ batch: 0 }, "Expected batch to be a whole number of at least 1, found 0"],
    [{ batch: 51, dropLast: true }, "Expected batch to be at most 50, the number of examples"],
    [{ seed: 0.5 }, "Expected seed to be a safe integer, found 0.5"],
    [{ evaluateEvery: 0 }, "Expected evaluateEvery to be a whole number of at least 1, found 0"],
    [{ checkpointEvery: -1 }, "Expected checkpointEvery of at least 0 seconds, found -1"],
    [
      { validation: examples, earlyStopping: { patience: 0 } },
      "Expected patience to be a whole number of at least 1, found 0",
    ],
    [
      { validation: examples, earlyStopping: { patience: 1, margin: -1 } },
      "Expected margin of at least 0, found -1",
    ],
  ];
  for (const [options, message] of bad) {
    assertThrows(
      () => fit(network, crossEntropy, examples, adam(network), { epochs: 1, ...options }),
      RangeError,
      message,
    );
  }
  assertThrows(
    () =>
      fit(network, crossEntropy, examples, adam(network), {
        ...{ epochs: 1, earlyStopping: { patience: 1 } },
      }),
    TypeError,
    "Expected validation examples for early stopping, found none",
  );
  assertThrows(
    () => fit(network, crossEntropy, examples, adam(smallNetwork()), { epochs: 1 }),
    TypeError,
    "Expected an optimizer of the network, found one of another network",
  );
  assertThrows(
    () => fit(network, crossEntropy, arrayExamples([[1]], [0]), adam(network), { epochs: 1 }),
    TypeError,
    "expected features [2], found [1]",
  );
});

const foreign: [
  what: string,
  change: (from: Checkpoint) => Checkpoint,
  options: Partial<FitOptions<number[]>>,
  message: string,
][] = [
  ["batch", (from) => from, { batch: 11 }, "training with batch 11, found 10"],
  ["seed", (from) => from, { seed: 1 }, "training with seed 1, found 0"],
  [
    "early stopping",
    (from) => from,
    { validation: examples, earlyStopping: { patience: 1 } },
    "Expected a checkpoint of training with early stopping, found one without",
  ],
  [
    "state",
    (from) => ({ ...from, state: { position: 3 } }),
    {},
    'Expected a checkpoint of fit with "data", found one without',
  ],
  [
    "parameter",
    (from) => ({
      ...from,
      tensors: { ...from.tensors, "parameter.0.bias": { shape: [4], data: new Float32Array(4) } },
    }),
    {},
    "Expected the parameters 0.bias [5] in the checkpoint, found 0.bias [4]",
  ],
  [
    "moment",
    (from) => {
      const { "optimizer.mean.0.bias": _, ...tensors } = from.tensors;
      return { ...from, tensors };
    },
    {},
    "Expected mean.0.bias of shape [5] in a state of adam, found none",
  ],
];

for (const [what, change, others, message] of foreign) {
  Deno.test(`a checkpoint with another ${what} is refused, and nothing changes`, async () => {
    const network = smallNetwork();
    const options = { epochs: 1, batch: 10 };
    const { checkpoint } = await gather(
      fit(network, crossEntropy, examples, adam(network), options),
    );
    const [fresh, before] = [smallNetwork(8), smallNetwork(8).read()];
    const optimizer = adam(fresh);
    const empty = optimizer.saveState();
    const from = change(checkpoint);
    const error = await assertRejects(() =>
      gather(fit(fresh, crossEntropy, examples, optimizer, { ...options, ...others, from }))
    );
    assert(error instanceof Error && error.message.includes(message), String(error));
    assertEquals(fresh.read(), before);
    assertEquals(optimizer.saveState(), empty);
  });
}

Deno.test("a checkpoint of another optimizer is refused, and nothing changes", async () => {
  const network = smallNetwork();
  const { checkpoint: from } = await gather(
    fit(network, crossEntropy, examples, adam(network), { epochs: 1 }),
  );
  const fresh = smallNetwork(8);
  await assertRejects(
    () => gather(fit(fresh, crossEntropy, examples, sgd(fresh), { epochs: 1, from })),
    TypeError,
    "Expected a state of sgd, found one of adam",
  );
  assertEquals(fresh.read(), smallNetwork(8).read());
});
