import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  adaHesScale,
  adam,
  hesscale,
  type NamedOptimizerOptions,
  optimizerNames,
  type OptimizerState,
  reference,
  sgd,
  simd,
  sophia,
} from "../../mod.ts";
import { batchOf, classifier, named, run } from "./problem.ts";

const limits: NamedOptimizerOptions = {
  seed: 7,
  weightDecay: 0.01,
  maxGradientNorm: 0.5,
  stepSizeScaling: { delta: 1e-4, curvature: hesscale },
};

/** What beside the defaults has a state of its own. */
const settings: readonly [name: string, options: NamedOptimizerOptions][] = [
  ...optimizerNames.flatMap((name): [string, NamedOptimizerOptions][] => [
    [name, {}],
    [name, limits],
  ]),
  ["sgd", { momentum: 0.9, nesterov: true }],
  ["sophia", { curvatureEvery: 2 }],
  ["adaHesScale", { curvatureEvery: 3, secondMoment: "magnitude" }],
  ["adaHessian", { samples: 2, secondMoment: "sqrt" }],
  ["adaGGNMC", { researchCode: true }],
];

for (const backend of [simd, reference]) {
  Deno.test(`a run that is resumed has the bits of one that was not, on ${backend.name}`, () => {
    for (const [name, options] of settings) {
      const whole = named(name, backend, options);
      const losses = run(whole, 1, 9);
      const first = named(name, backend, options);
      run(first, 1, 4);
      const saved = structuredClone({ state: first.saveState(), parameters: first.network.read() });
      const second = named(name, backend, options);
      run(second, 20, 22);
      second.network.load(saved.parameters);
      second.loadState(saved.state);
      assertEquals(second.steps, 4);
      assertEquals(run(second, 5, 9), losses.slice(4), name);
      assertEquals(second.network.read(), whole.network.read(), name);
      assertEquals(second.saveState(), whole.saveState(), name);
    }
  });
}

Deno.test("what an optimizer draws depends on its seed", () => {
  for (const name of ["adaHessian", "adaGGNMC", "adaKFAC", "sophia", "adam"]) {
    const parameters = [1, 1, 2].map((seed) => {
      const optimizer = named(name, reference, { seed });
      run(optimizer, 1, 2);
      return JSON.stringify(optimizer.network.read());
    });
    assertEquals(parameters[0], parameters[1]);
    assert(parameters[0] !== parameters[2], name);
  }
});

Deno.test("a state names what it holds", () => {
  const names = (state: OptimizerState) => Object.keys(state.tensors).sort();
  const scaled = { stepSizeScaling: { delta: 1 } };
  const network = classifier(reference);
  assertEquals(names(sgd(network).saveState()), []);
  assertEquals(names(adam(network).saveState()).slice(0, 5), [
    ...["mean.0.bias", "mean.0.weight", "mean.3.bias", "mean.3.weight"],
    "square.0.bias",
  ]);
  assertEquals(names(sgd(network, { momentum: 0.5, ...scaled }).saveState()).slice(3, 5), [
    "momentum.3.weight",
    "scalingSquare.0.bias",
  ]);
  assertEquals(names(adaHesScale(network, scaled).saveState()).length, 8);
  assertEquals(
    names(adaHesScale(network, { secondMoment: "sqrt" }).saveState())[0],
    "magnitude.0.bias",
  );
  assertEquals(names(sophia(network).saveState())[0], "curvature.0.bias");
  const { "mean.0.weight": mean } = adam(network).saveState().tensors;
  assertEquals(mean, { shape: [5, 3], data: new Float64Array(15) });
});

Deno.test("a saved state is a copy, and so is what a loaded one came from", () => {
  const optimizer = adam(classifier(reference));
  run(optimizer, 1, 1);
  const state = optimizer.saveState();
  const before = structuredClone(state);
  run(optimizer, 2, 2);
  assertEquals(state, before);
  optimizer.loadState(state);
  run(optimizer, 2, 2);
  assertEquals(state, before);
});

Deno.test("a state that does not fit is refused, and nothing is changed", () => {
  const optimizer = adam(classifier(reference));
  run(optimizer, 1, 2);
  const good = optimizer.saveState();
  const { "mean.0.weight": weight, ...others } = good.tensors;
  const numbers = weight.data;
  const unfit: readonly [OptimizerState, typeof TypeError | typeof RangeError, string][] = [
    [{ ...good, name: "adamW" }, TypeError, "Expected a state of adam, found one of adamW"],
    [{ ...good, steps: -1 }, RangeError, "a whole number of steps of at least 0, found -1"],
    [{ ...good, steps: 0.5 }, RangeError, "found 0.5"],
    [
      { ...good, tensors: others },
      TypeError,
      "Expected mean.0.weight of shape [5, 3] in a state of adam, found none",
    ],
    [
      { ...good, tensors: { ...good.tensors, "mean.0.wight": weight } },
      TypeError,
      'found mean.0.wight, did you mean "mean.0.weight"?',
    ],
    [
      { ...good, tensors: { ...others, "mean.0.weight": { shape: [3, 5], data: numbers } } },
      TypeError,
      "shape [5, 3] in a state of adam, found [3, 5] with 15 numbers",
    ],
    [
      {
        ...good,
        tensors: { ...others, "mean.0.weight": { shape: [5, 3], data: numbers.slice(1) } },
      },
      TypeError,
      "found [5, 3] with 14 numbers",
    ],
    [
      {
        ...good,
        tensors: { ...others, "mean.0.weight": { shape: [5, 3], data: numbers.map(() => NaN) } },
      },
      RangeError,
      "Expected finite numbers in mean.0.weight of a state, found NaN at 0",
    ],
  ];
  for (const [state, error, message] of unfit) {
    assertThrows(() => optimizer.loadState(state), error, message);
    assertEquals(optimizer.saveState(), good);
  }
});

Deno.test("the same bits on simd whatever else runs between", () => {
  for (const name of optimizerNames) {
    const options = { stepSizeScaling: { delta: 1e-3 }, norms: true };
    const alone = named(name, simd, options);
    run(alone, 1, 5);
    const disturbed = named(name, simd, options);
    for (let step = 1; step <= 5; step++) {
      const { input, loss } = batchOf(simd, 100 + step);
      run(named(name, simd, { seed: step }), 1, step);
      simd.scope(() => {
        simd.fill([7, 1000 + step], NaN);
        hesscale(disturbed.network, input, loss, { seed: step, rank: 1 });
      });
      run(disturbed, step, step);
    }
    assertEquals(disturbed.network.read(), alone.network.read(), name);
  }
});
