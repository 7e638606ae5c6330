import fc from "fast-check";
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  createNetwork,
  crossEntropy,
  empiricalFisher,
  exactDiagonal,
  exactDiagonalByHvp,
  flatten,
  gaussNewtonDiagonal,
  gradient,
  hesscale,
  hessianVectorProduct,
  linear,
  Random,
  reference,
  residual,
  tanh,
} from "../../mod.ts";
import type { Spec } from "./architectures.ts";
import { build, byName, type Case } from "./build.ts";
import { checkCases } from "./cases.ts";
import { assertClose } from "./compare.ts";
import { fisherByDefinition, gaussNewtonByDefinition } from "./curvature_definitions.ts";
import { derivatives, lossAlong } from "./definitions.ts";
import { estimators } from "./estimators.ts";
import { expScale } from "./own_leaves.ts";
import { own, shared } from "./special_networks.ts";

/** What must be exact whatever is shared. */
function checkExactEstimators(spec: Spec, { network, input, loss, numbers }: Case): void {
  const expected = derivatives(spec, numbers);
  assertClose(gradient(network, input, loss).gradient.flat(), expected.gradient, "gradient");
  const byHvp = exactDiagonalByHvp(network, input, loss).curvature.flat();
  assertClose(byHvp, expected.diagonal, "exact diagonal by HVPs");
  const gaussNewton = gaussNewtonDiagonal(network, input, loss).curvature.flat();
  assertClose(gaussNewton, gaussNewtonByDefinition(spec, numbers), "Gauss–Newton diagonal");
  const fisher = empiricalFisher(network, input, loss).curvature.flat();
  assertClose(fisher, fisherByDefinition(spec, numbers), "empirical Fisher");

  const random = new Random(spec.seed).split("directions");
  const [u, v] = [0, 1].map(() => numbers.parameters.map(() => random.normal()));
  const turned = hessianVectorProduct(network, input, loss, byName(network, v)).product.flat();
  const bilinear = u.reduce((sum, value, i) => sum + value * turned[i], 0);
  const { ab } = lossAlong(spec, numbers, (i) => u[i], (i) => v[i]);
  const scale = Math.max(...turned.map(Math.abs));
  assertClose([bilinear, scale], [ab, scale], "u · H v");
}

Deno.test("a layer in several places: gradient, HVPs, Gauss–Newton and Fisher are exact", () => {
  checkCases(shared, 200, (spec) => {
    const made = build(spec);
    fc.pre(made !== undefined);
    const { network, input, loss } = made;
    assertEquals(network.parameters.length, 6);
    checkExactEstimators(spec, made);
    assertThrows(
      () => exactDiagonal(network, input, loss),
      TypeError,
      "expected every parameter in one place, found 1.",
    );
  });
});

Deno.test("a user's own layers: gradient, both exact diagonals, HVPs, Gauss–Newton and Fisher are exact", () => {
  checkCases(own, 300, (spec) => {
    const made = build(spec);
    fc.pre(made !== undefined);
    const { network, input, loss, numbers } = made;
    checkExactEstimators(spec, made);
    const exact = exactDiagonal(network, input, loss).curvature.flat();
    assertClose(exact, derivatives(spec, numbers).diagonal, "exact diagonal by recursion");
  });
});

Deno.test("every estimator serves shared layers and a user's own", () => {
  for (const specs of [shared, own]) {
    checkCases(specs, 40, (spec) => {
      const made = build(spec);
      fc.pre(made !== undefined && spec.loss !== "ppoCategorical");
      const { network, input, loss } = made;
      for (const [name, estimate] of Object.entries(estimators)) {
        if (specs === shared && name === "exactDiagonal") continue;
        const { curvature } = estimate(network, input, loss);
        assert(curvature.flat().every(Number.isFinite), name);
        for (const { shape, tensor } of curvature) assertEquals(tensor.shape, shape, name);
      }
    });
  }
});

Deno.test("HesScale is exact in the last layer also if it is not linear in its parameters", () => {
  const [random, b] = [new Random(3), reference];
  const network = createNetwork([linear(3, 4), tanh(), linear(4, 3), expScale(3)], {
    seed: 1,
    backend: reference,
  });
  const input = b.random("normal", [5, 3], random);
  const loss = crossEntropy([0, 2, 1, 1, 0]);
  const exact = exactDiagonal(network, input, loss).curvature;
  const found = hesscale(network, input, loss).curvature;
  assertClose(found.read("3.s"), exact.read("3.s"), "3.s");
});

Deno.test("a residual block of elementwise layers joins signals of several dimensions", () => {
  const [random, b] = [new Random(4), reference];
  for (const features of [[1, 2, 3], [2, 1, 3], [3, 2]]) {
    const size = features.reduce((a, b) => a * b, 1);
    const layers = [expScale(...features), residual(tanh(), tanh()), flatten(), linear(size, 1)];
    const network = createNetwork(layers, { seed: 2, backend: reference });
    const input = b.random("normal", [4, ...features], random);
    const loss = crossEntropy([0, 0, 0, 0]);
    const exact = exactDiagonal(network, input, loss).curvature.flat();
    assertClose(hesscale(network, input, loss, { rank: "full" }).curvature.flat(), exact, "full");
  }
});
