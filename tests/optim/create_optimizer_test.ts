import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { parameterTree } from "../../lib/curvature/tree.ts";
import {
  adaExact,
  adaHesScale,
  adaptiveUpdate,
  type Backend,
  createNetwork,
  createOptimizer,
  crossEntropy,
  type CurvatureEstimator,
  dropout,
  gradient,
  hesscale,
  linear,
  makeOptimizer,
  meanSquaredError,
  momentumUpdate,
  type Network,
  type Optimizer,
  optimizerNames,
  reference,
  relu,
  sgd,
  simd,
} from "../../mod.ts";
import { batchOf, classifier, named, run } from "./problem.ts";
import { quadratic } from "./quadratic.ts";

/** HesScale with one number of its gradient or curvature, of one parameter, replaced from a step on. */
function spoilt(what: "gradient" | "curvature", value: number, since: number): CurvatureEstimator {
  return (network, input, loss, options) => {
    const found = hesscale(network, input, loss, options);
    if (options.step < since) return found;
    const b = network.backend;
    const tensors = [...found[what]].map(({ name, shape, tensor }) =>
      name === "3.weight"
        ? b.tensor(b.read(tensor).map((x, i) => i === 6 ? value : x), shape)
        : tensor
    );
    return { ...found, [what]: parameterTree(network, tensors) };
  };
}

/** Refuses a step with a message, and has changed nothing. */
function assertRefused(optimizer: Optimizer, step: () => void, message: RegExp): void {
  const before = structuredClone([optimizer.network.read(), optimizer.saveState()]);
  const error = assertThrows(step, RangeError);
  assertMatch(error.message, message);
  assertEquals([optimizer.network.read(), optimizer.saveState()], before);
}

for (const backend of [reference, simd] as Backend[]) {
  Deno.test(`a gradient or curvature that is not finite is refused before anything changes, on ${backend.name}`, () => {
    const { input, loss } = batchOf(backend, 3);
    for (const what of ["gradient", "curvature"] as const) {
      for (const value of [NaN, Infinity, -Infinity]) {
        const estimator = spoilt(what, value, 3);
        const network = classifier(backend);
        const update = adaptiveUpdate();
        const optimizer = createOptimizer(network, { name: "own", curvature: estimator, update });
        run(optimizer, 1, 2);
        const message = new RegExp(
          `^own, step 3: expected a finite ${what} of 3.weight, found ${value} in row 1, column 1$`,
        );
        assertRefused(optimizer, () => optimizer.step(input, loss), message);
        const scaled = sgd(network, { stepSizeScaling: { delta: 1, curvature: estimator } });
        run(scaled, 1, 2);
        const quantity = what === "gradient" ? "gradient" : "curvature for step-size scaling";
        assertRefused(
          scaled,
          () => scaled.step(input, loss),
          new RegExp(`^sgd, step 3: expected a finite ${quantity} of 3.weight, found ${value} `),
        );
      }
    }
  });

  Deno.test(`a loss that is not finite is refused by every optimizer, on ${backend.name}`, () => {
    for (const name of optimizerNames) {
      const { network, input, loss } = quadratic(backend);
      const optimizer = makeOptimizer(name, network, { stepSizeScaling: { delta: 1 } });
      optimizer.step(input, loss);
      const huge = backend.precision < 1e-10 ? 1e200 : 1e30;
      assertRefused(
        optimizer,
        () => optimizer.step(input, meanSquaredError([[huge], [0], [0], [0]])),
        new RegExp(`^${name}, step 2: meanSquaredError: expected a finite loss, found Infinity$`),
      );
      assertRefused(
        optimizer,
        () => optimizer.step([[NaN, 0, 0, 0]], loss),
        new RegExp(`^${name}, step 2: expected a finite input, found NaN in row 0, column 0$`),
      );
      assertEquals(optimizer.steps, 1);
      assertEquals(optimizer.step(input, loss).step, 2);
    }
  });
}

Deno.test("a parameter that is not finite is named", () => {
  const { network, input, loss } = quadratic(reference);
  network.load({ "0.weight": [1, NaN, 2, 3] });
  const message =
    "adaExact, step 1: expected a finite value of 0.weight, found NaN in row 0, column 1";
  assertThrows(() => adaExact(network).step(input, loss), RangeError, message);
});

Deno.test("other errors of a step come through, and change nothing", () => {
  const optimizer = adaHesScale(classifier(reference));
  const before = optimizer.network.read();
  assertThrows(() => optimizer.step([[1, 2]], crossEntropy([0])), TypeError);
  const { message } = assertThrows(
    () => optimizer.step([[1, 2, 3]], crossEntropy([9])),
    RangeError,
  );
  assertStringIncludes(message, "adaHesScale, step 1: crossEntropy: expected labels");
  assertEquals([optimizer.network.read(), optimizer.steps], [before, 0]);
});

Deno.test("a change that cannot be predicted is refused before a parameter changes", () => {
  const network = createNetwork([relu(), linear(1, 1)], { backend: reference });
  const options = { epsilon: 0, stepSizeScaling: { delta: 1 } };
  const optimizer = adaHesScale(network, options);
  const before = network.read();
  assertThrows(
    () => optimizer.step([[-1]], meanSquaredError([[1]])),
    RangeError,
    "adaHesScale, step 1: expected a predicted change of the loss, found NaN",
  );
  assertEquals(network.read(), before);
});

Deno.test("an update beyond all numbers is refused before a parameter changes", () => {
  for (const name of ["adam", "adaHesScale"]) {
    const optimizer = named(name, simd, { stepSize: 3e38, stepSizeScaling: { delta: 1 } });
    const before = optimizer.network.read();
    assertThrows(
      () => run(optimizer, 1, 1),
      RangeError,
      `${name}, step 1: expected a predicted change of the loss, found NaN`,
    );
    assertEquals(optimizer.network.read(), before);
  }
});

/** The numbers of a network, and its gradient, one after another. */
function flat(
  network: Network,
  input: Parameters<Optimizer["step"]>[0],
  loss: Parameters<Optimizer["step"]>[1],
) {
  const theta = Object.values(network.read()).flatMap((values) => [...values]);
  return { theta, g: [...gradient(network, input, loss).gradient.flat()] };
}

Deno.test("a gradient longer than maxGradientNorm is shortened to it, a shorter one is not", () => {
  for (const norms of [undefined, false, true]) {
    for (const share of [0.5, 1, 2]) {
      const { network, input, loss } = quadratic(reference);
      const { theta, g } = flat(network, input, loss);
      const norm = Math.hypot(...g);
      const optimizer = sgd(network, { stepSize: 0.1, maxGradientNorm: share * norm, norms });
      assertAlmostEquals(optimizer.step(input, loss).gradientNorm!, norm, 1e-12);
      const after = flat(network, input, loss).theta;
      for (const [i, value] of after.entries()) {
        assertAlmostEquals(value, theta[i] - 0.1 * Math.min(share, 1) * g[i], 1e-14);
      }
    }
  }
});

Deno.test("a step in two halves has the bits of a step, and a factor scales the gradient alone", () => {
  const limits = { maxGradientNorm: 0.5, stepSizeScaling: { delta: 1e-4, curvature: hesscale } };
  for (const name of optimizerNames) {
    for (const options of [{}, limits]) {
      const [whole, halves] = [named(name, simd, options), named(name, simd, options)];
      for (let step = 1; step <= 3; step++) {
        const { input, loss } = batchOf(simd, step);
        const done = whole.step(input, loss);
        simd.scope(() => {
          const before = halves.network.read();
          const begun = halves.begin(input, loss);
          assertEquals(halves.network.read(), before);
          assertEquals(begun.finish(), { ...done, gradientNorm: begun.gradientNorm });
          assertThrows(() => begun.finish(), RangeError, `expected step ${step} to be finished`);
        });
      }
      assertEquals(halves.saveState(), whole.saveState());
      assertEquals(halves.network.read(), whole.network.read());
    }
  }
  const { network, input, loss } = quadratic(reference);
  const { theta, g } = flat(network, input, loss);
  reference.scope(() => {
    const begun = sgd(network, { stepSize: 0.1 }).begin(input, loss);
    assertAlmostEquals(begun.gradientNorm, Math.hypot(...g), 1e-12);
    begun.finish(0.25);
  });
  for (const [i, value] of flat(network, input, loss).theta.entries()) {
    assertAlmostEquals(value, theta[i] - 0.1 * 0.25 * g[i], 1e-14);
  }
});

Deno.test("norms are reported if asked for, and not else", () => {
  const { network, input, loss } = quadratic(reference);
  const { g } = flat(network, input, loss);
  assertEquals(Object.hasOwn(sgd(network).step(input, loss), "gradientNorm"), false);
  const { gradientNorm } = sgd(quadratic(reference).network, { norms: true }).step(input, loss);
  assertAlmostEquals(gradientNorm!, Math.hypot(...g), 1e-12);
});

Deno.test("decoupled weight decay shrinks parameters beside the update, by hand", () => {
  const [alpha, lambda] = [0.1, 0.3];
  for (const options of [{}, { stepSizeScaling: { delta: 1e10 } }]) {
    for (const name of optimizerNames) {
      const [plain, decayed] = [0, lambda].map((weightDecay) => {
        const { network, input, loss } = quadratic(reference);
        const before = [...network.read()["0.weight"]];
        makeOptimizer(name, network, { stepSize: alpha, weightDecay, ...options })
          .step(input, loss);
        return [...network.read()["0.weight"]].map((value, i) => ({ value, before: before[i] }));
      });
      for (const [i, { value, before }] of decayed.entries()) {
        assertAlmostEquals(value, plain[i].value - alpha * lambda * before, 1e-14, name);
      }
    }
  }
});

Deno.test("weight decay is not shortened by step-size scaling", () => {
  const { network, input, loss } = quadratic(reference);
  const before = network.read()["0.weight"];
  const options = { stepSize: 0.1, weightDecay: 0.5, stepSizeScaling: { delta: 1e-30 } };
  sgd(network, options).step(input, loss);
  for (const [i, value] of network.read()["0.weight"].entries()) {
    assertAlmostEquals(value, before[i] * 0.95, 1e-12);
  }
});

Deno.test("a step trains by default, so that dropout is on, and can be told not to", () => {
  const losses = [undefined, { training: true }, { training: false }].map((options) => {
    const network = createNetwork([linear(3, 20), dropout(0.5), linear(20, 4)], { seed: 1 });
    const { input, loss } = batchOf(simd, 1);
    return sgd(network).step(input, loss, options).loss;
  });
  assertEquals(losses[0], losses[1]);
  assert(losses[0] !== losses[2]);
});

Deno.test("curvature that is refreshed at every k-th step is kept between", () => {
  const { network, input, loss } = quadratic(reference);
  const [alpha, beta1, beta2, epsilon, k] = [0.05, 0.8, 0.9, 1e-3, 3];
  const optimizer = createOptimizer(network, {
    curvature: hesscale,
    curvatureEvery: k,
    stepSize: alpha,
    weightDecay: 0.1,
    update: adaptiveUpdate({ beta1, beta2, epsilon }),
  });
  const theta = [...network.read()["0.weight"]];
  const [m, v] = [[0, 0, 0, 0], [0, 0, 0, 0]];
  for (let step = 1; step <= 8; step++) {
    const { g } = flat(network, input, loss);
    const h = hesscale(network, input, loss).curvature.flat();
    const refreshes = Math.ceil(step / k);
    optimizer.step(input, loss);
    for (const [i, value] of network.read()["0.weight"].entries()) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      if (step % k === 1) v[i] = beta2 * v[i] + (1 - beta2) * h[i] ** 2;
      const denominator = Math.sqrt(v[i] / (1 - beta2 ** refreshes)) + epsilon;
      theta[i] -= alpha * (m[i] / (1 - beta1 ** step) / denominator + 0.1 * theta[i]);
      assertAlmostEquals(value, theta[i], 1e-12);
    }
  }
});

Deno.test("any combination can be written in one line", () => {
  const curvatures = [undefined, hesscale];
  const updates = ["square", "sqrt", "magnitude"] as const;
  for (const curvature of curvatures) {
    for (const secondMoment of updates) {
      const { network, input, loss } = quadratic(reference);
      const update = adaptiveUpdate({ beta1: 0, secondMoment, biasCorrection: false });
      const { theta, g } = flat(network, input, loss);
      const x = curvature ? curvature(network, input, loss).curvature.flat() : g;
      createOptimizer(network, { curvature, update, stepSize: 0.1 }).step(input, loss);
      for (const [i, value] of network.read()["0.weight"].entries()) {
        const v = 0.001 * (secondMoment === "square" ? x[i] ** 2 : Math.abs(x[i]));
        const denominator = (secondMoment === "magnitude" ? v : Math.sqrt(v)) + 1e-8;
        assertAlmostEquals(value, theta[i] - 0.1 * g[i] / denominator, 1e-9);
      }
    }
  }
  const { network } = quadratic(reference);
  assertThrows(
    () => createOptimizer(network, { curvature: hesscale, update: momentumUpdate() }),
    TypeError,
    "Expected an update that uses the curvature, found one that does not",
  );
});
