import { assertEquals } from "@std/assert";
import { type Backend, type NamedOptimizerOptions, reference } from "../../mod.ts";
import { named, run } from "./problem.ts";

/** What a step of the network 3-5-4 asks of its backend. */
interface Work {
  /** Matrix products, of the forward pass and of gradients. */
  readonly products: number;
  /** Those with a squared matrix, which only curvature needs. */
  readonly squared: number;
  /** Products of gradient and curvature in one pass. */
  readonly fused: number;
  /** Parameters with averages that are updated in one pass. */
  readonly moments: number;
}

/** The work of the second step, at which a curvature that is estimated now and then is not due. */
function workOf(name: string, options: NamedOptimizerOptions = {}): Work {
  let work = { products: 0, squared: 0, fused: 0, moments: 0 };
  const counting: Backend = {
    ...reference,
    matmul(a, b, flags) {
      work[flags?.squareA || flags?.squareB ? "squared" : "products"]++;
      return reference.matmul(a, b, flags);
    },
    matmulDual(...given) {
      work.fused++;
      return reference.matmulDual(...given);
    },
    momentStep(...given) {
      work.moments++;
      return reference.momentStep(...given);
    },
  };
  const optimizer = named(name, counting, options);
  run(optimizer, 1, 1);
  work = { products: 0, squared: 0, fused: 0, moments: 0 };
  run(optimizer, 2, 2);
  return work;
}

// Two linear layers: two products forwards, two for the weights, one for what lies below the upper one.
const gradientAlone = { products: 5, squared: 0, fused: 0 };
const withCurvature = { products: 2, squared: 0, fused: 3 };

Deno.test("an optimizer that is fed with gradients never walks for curvature", () => {
  assertEquals(workOf("sgd"), { ...gradientAlone, moments: 0 });
  for (const name of ["rmsprop", "adam", "adamW"]) {
    assertEquals(workOf(name), { ...gradientAlone, moments: 4 }, name);
  }
  assertEquals(workOf("sophia"), { ...gradientAlone, moments: 0 });
  assertEquals(workOf("adaHesScale", { curvatureEvery: 2 }), { ...gradientAlone, moments: 4 });
});

Deno.test("gradient and curvature come from one walk in which their products are fused", () => {
  for (const name of ["adaHesScale", "adaHesScaleGN", "adaBL89"]) {
    for (const options of [{}, { stepSizeScaling: { delta: 1 } }]) {
      assertEquals(workOf(name, options), { ...withCurvature, moments: 4 }, name);
    }
  }
  const scaled = { stepSizeScaling: { delta: 1 } };
  assertEquals(workOf("sgd", scaled), { ...withCurvature, moments: 0 });
  assertEquals(workOf("adam", scaled), { ...withCurvature, moments: 4 });
});
