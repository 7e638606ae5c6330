import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
  assertLessOrEqual,
} from "@std/assert";
import {
  adaHesScale,
  type Backend,
  type CurvatureEstimator,
  gradient,
  hesscale,
  makeOptimizer,
  type NamedOptimizerOptions,
  optimizerNames,
  reference,
  sgd,
  simd,
  squaredGradient,
} from "../../mod.ts";
import { batchOf, classifier, named, run } from "./problem.ts";

/** Curvature of a step as it is averaged after that step: by name, what c is made of. */
const averages: Readonly<Record<string, (v: number) => number>> = {
  scalingSquare: Math.sqrt,
  scalingMagnitude: (v) => v,
  square: Math.sqrt,
  magnitude: (v) => v,
  curvature: Math.abs,
};

/** One step: its scale, and `½ Σ c Δθ²` with the c that the state holds after it. */
function changeOf(name: string, options: NamedOptimizerOptions, backend: Backend) {
  const optimizer = named(name, backend, options);
  run(optimizer, 1, 3);
  const before = optimizer.network.read();
  const { input, loss } = batchOf(backend, 4);
  const { scale } = optimizer.step(input, loss);
  const after = optimizer.network.read();
  const { tensors } = optimizer.saveState();
  const kind = Object.keys(averages).find((kind) => tensors[`${kind}.0.weight`])!;
  let change = 0;
  for (const [parameter, values] of Object.entries(after)) {
    const { data } = tensors[`${kind}.${parameter}`];
    for (const [i, value] of values.entries()) {
      change += 0.5 * averages[kind](data[i]) * (value - before[parameter][i]) ** 2;
    }
  }
  return { scale, change };
}

const curvatures: Readonly<Record<string, CurvatureEstimator | undefined>> = {
  "its own": undefined,
  "HesScale's": hesscale,
  "the squared gradient": squaredGradient,
};

for (const [whose, curvature] of Object.entries(curvatures)) {
  Deno.test(`the predicted change is δ or less, with ${whose} curvature, for every optimizer`, () => {
    for (const name of optimizerNames) {
      for (const stepSize of [1e-4, 0.1, 10]) {
        const delta = 1e-5;
        const options = { stepSize, weightDecay: 0, stepSizeScaling: { delta, curvature } };
        const { scale, change } = changeOf(name, options, reference);
        assertLessOrEqual(change, delta * (1 + 1e-9), `${name}, α = ${stepSize}`);
        assertLessOrEqual(scale, 1);
        if (scale < 1) assertAlmostEquals(change / delta, 1, 1e-9, `${name}, α = ${stepSize}`);
        if (stepSize === 10) assertLess(scale, 1, name);
      }
    }
  });
}

Deno.test("a second moment of magnitudes is the curvature itself", () => {
  const delta = 1e-6;
  for (const secondMoment of ["sqrt", "magnitude"] as const) {
    const scaling = { delta, curvature: hesscale };
    for (
      const options of [
        { secondMoment, stepSizeScaling: { delta } },
        { stepSizeScaling: { ...scaling, secondMoment: "magnitude" as const } },
      ]
    ) {
      const { scale, change } = changeOf("adaHesScale", { stepSize: 1, ...options }, reference);
      assertLess(scale, 1);
      assertAlmostEquals(change / delta, 1, 1e-9);
    }
  }
});

Deno.test("with δ beyond every change nothing changes, to the bit", () => {
  for (const backend of [reference, simd]) {
    for (const name of optimizerNames) {
      for (const delta of [1e30, Infinity]) {
        const options = { weightDecay: 0, stepSize: 0.01 };
        const plain = named(name, backend, options);
        const scaled = named(name, backend, { ...options, stepSizeScaling: { delta } });
        assertEquals(run(scaled, 1, 5), run(plain, 1, 5));
        assertEquals(scaled.network.read(), plain.network.read(), name);
      }
    }
  }
});

Deno.test("the scale is that of Algorithm 3, worked out by hand", () => {
  const network = classifier(reference);
  const { input, loss } = batchOf(reference, 1);
  const options = { training: false };
  const g = gradient(network, input, loss, options).gradient.flat();
  const h = hesscale(network, input, loss, options).curvature.flat();
  const delta = 1e-6;
  // v = 0.1 h², c = √v, u = α g.
  const change = g.reduce((sum, gi, i) => sum + Math.sqrt(0.1 * h[i] ** 2) * (0.5 * gi) ** 2, 0);
  const before = Object.values(network.read()).flatMap((values) => [...values]);
  const optimizer = sgd(network, { stepSize: 0.5, stepSizeScaling: { delta, beta2: 0.9 } });
  const { scale } = optimizer.step(input, loss, options);
  assertAlmostEquals(scale, Math.sqrt(2 * delta / change), 1e-12);
  const after = Object.values(network.read()).flatMap((values) => [...values]);
  for (const [i, value] of after.entries()) {
    assertAlmostEquals(value, before[i] - scale * 0.5 * g[i], 1e-15);
  }
});

Deno.test("a step may grow up to maxScale", () => {
  const scaling = { delta: 1e10, maxScale: 3 };
  const optimizer = adaHesScale(classifier(reference), { stepSizeScaling: scaling });
  const { input, loss } = batchOf(reference, 1);
  assertEquals(optimizer.step(input, loss).scale, 3);
});

Deno.test("each step does the walks that it needs and no other", () => {
  const counts = { fed: 0, limited: 0 };
  const fed: CurvatureEstimator = (n, x, l, o) => (counts.fed++, hesscale(n, x, l, o));
  const limited: CurvatureEstimator = (n, x, l, o) => (counts.limited++, hesscale(n, x, l, o));
  const forwards = (options: NamedOptimizerOptions, name = "sophia") => {
    const network = classifier(reference);
    let passes = 0;
    const { layer } = network;
    const forward = layer.forward.bind(layer);
    layer.forward = (...given) => (passes++, forward(...given));
    Object.assign(counts, { fed: 0, limited: 0 });
    run(makeOptimizer(name, network, options), 1, 6);
    return { ...counts, passes };
  };
  const every = { curvature: fed, curvatureEvery: 3 };
  const delta = 1;
  assertEquals(forwards({}, "adam"), { fed: 0, limited: 0, passes: 6 });
  assertEquals(forwards({}, "adaHesScale"), { fed: 0, limited: 0, passes: 6 });
  const shared = { stepSizeScaling: { delta: 1, curvature: hesscale } };
  assertEquals(forwards(shared, "adaHesScale"), { fed: 0, limited: 0, passes: 6 });
  assertEquals(forwards(every), { fed: 2, limited: 0, passes: 6 });
  assertEquals(forwards({ ...every, stepSizeScaling: { delta } }), {
    fed: 2,
    limited: 0,
    passes: 6,
  });
  assertEquals(forwards({ ...every, stepSizeScaling: { delta, curvature: fed } }), {
    fed: 6,
    limited: 0,
    passes: 6,
  });
  assertEquals(forwards({ ...every, stepSizeScaling: { delta, curvature: limited } }), {
    fed: 2,
    limited: 6,
    passes: 8,
  });
  const adamScaled = { stepSizeScaling: { delta, curvature: limited } };
  assertEquals(forwards(adamScaled, "adam"), { fed: 0, limited: 6, passes: 6 });
});

Deno.test("scaling keeps a step size from blowing a run up that is far too large", () => {
  const last = (options: NamedOptimizerOptions) => {
    const losses = run(named("adam", reference, { stepSize: 3, ...options }), 1, 40);
    return losses.slice(-10).reduce((sum, loss) => sum + loss / 10, 0);
  };
  assertGreater(last({}), 2 * last({ stepSizeScaling: { delta: 1e-3 } }));
  assert(last({ stepSizeScaling: { delta: 1e-3 } }) < 3);
});
