import { assert, assertEquals, assertLess } from "@std/assert";
import {
  adaExact,
  adam,
  makeOptimizer,
  optimizerNames,
  optimizerOptionNames,
  reference,
  type SecondMoment,
  simd,
} from "../../mod.ts";
import * as library from "../../mod.ts";
import { quadratic } from "./quadratic.ts";

/** Step sizes at which each ends lower, far from the best. */
const stepSizes: Readonly<Record<string, number>> = { sgd: 0.1, rmsprop: 0.02, sophia: 0.02 };

for (const backend of [reference, simd]) {
  Deno.test(`every optimizer ends lower than it began on a convex quadratic, on ${backend.name}`, () => {
    for (const name of optimizerNames) {
      const { network, input, loss } = quadratic(backend);
      const optimizer = makeOptimizer(name, network, { stepSize: stepSizes[name] ?? 0.05 });
      const first = optimizer.step(input, loss).loss;
      let last = first;
      for (let step = 0; step < 100; step++) last = optimizer.step(input, loss).loss;
      assertLess(last, first / 4, name);
    }
  });
}

/** How far θ has come after some steps in the parameter φ = θ / s. */
function positions(
  make: typeof adaExact,
  s: readonly number[],
  secondMoment?: SecondMoment,
): number[] {
  const { network, input, loss } = quadratic(reference, s);
  const optimizer = make(network, { stepSize: 0.05, epsilon: 0, secondMoment });
  for (let step = 0; step < 7; step++) optimizer.step(input, loss);
  return [...network.read()["0.weight"]].map((phi, i) => phi * s[i]);
}

const largestDifference = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((x, i) => Math.abs(x - b[i])));

// With θ = s φ the gradient in φ is s g and the curvature s² h. AdaExact divides m̂, which scales as s,
// by √v̂ of squares or by v̂ of magnitudes, which scale as s²: the update is u / s, and s times that is
// the update in θ, as Newton's is. The root of averaged magnitudes scales as s, and Adam's denominator
// as well, so that their update in θ grows with s.
Deno.test("AdaExact's steps are invariant to a rescaling of parameters, as the theory says", () => {
  const [ones, s] = [[1, 1, 1, 1], [3, 0.1, 7, 40]];
  for (const secondMoment of ["square", "magnitude"] as const) {
    const [one, scaled] = [ones, s].map((s) => positions(adaExact, s, secondMoment));
    assertLess(largestDifference(one, scaled), 1e-12, secondMoment);
  }
  const root = [ones, s].map((s) => positions(adaExact, s, "sqrt"));
  assert(largestDifference(root[0], root[1]) > 1);
  const ofAdam = [ones, s].map((s) => positions(adam, s));
  assert(largestDifference(ofAdam[0], ofAdam[1]) > 1);
});

Deno.test("all named optimizers are exported under their names, and carry them", () => {
  const { network } = quadratic(reference);
  for (const name of optimizerNames) {
    assertEquals(makeOptimizer(name, network).name, name);
    assertEquals(library[name](network).name, name);
  }
});

Deno.test("an optimizer by name takes the options that it is said to take", () => {
  const values: Readonly<Record<string, unknown>> = {
    curvature: library.hesscale,
    curvatureEvery: 2,
    groups: [],
    labels: () => [],
    nesterov: false,
    norms: true,
    researchCode: true,
    samples: 2,
    seed: 3,
    secondMoment: "sqrt",
    shards: 2,
    stepSizeScaling: { delta: 1 },
    threads: undefined,
    vectors: () => [],
  };
  const { network } = quadratic(reference);
  for (const name of optimizerNames) {
    for (const option of optimizerOptionNames(name)) {
      makeOptimizer(name, network, {
        [option]: option in values ? values[option] : 0.5,
        stepSize: undefined,
      });
    }
  }
});
