import fc from "fast-check";
import * as jax from "@jax-js/jax";
import { exactDiagonal, hessianVectorProduct, Random } from "../../mod.ts";
import { activationNames, architectures } from "./architectures.ts";
import { build, byName } from "./build.ts";
import { SEED } from "./cases.ts";
import { assertClose } from "./compare.ts";
import { differentiate } from "./jax_model.ts";

/** jax-js traces each network anew, some 100 ms a Hessian. */
const CASES = 400;

/** Without GELU: jax-js has its error function to seven digits only. */
const activations = activationNames.filter((name) => name !== "gelu");

Deno.test(`gradient, exact diagonal and HVPs are those of jax-js in float64, in ${CASES} random networks`, async () => {
  await jax.init("cpu");
  jax.defaultDevice("cpu");
  const random = architectures({ depth: [1, 4], width: 6, activations });
  const property = fc.asyncProperty(random, async (spec) => {
    const made = build(spec);
    fc.pre(made !== undefined);
    const { network, input, loss, options, numbers } = made;
    const { gradient, hessian } = await differentiate(spec, numbers);
    const size = gradient.length;
    const exact = exactDiagonal(network, input, loss, options);
    assertClose(exact.gradient.flat(), gradient, "gradient");
    const diagonal = gradient.map((_, i) => hessian[i * size + i]);
    assertClose(exact.curvature.flat(), diagonal, "exact diagonal");

    const random = new Random(spec.seed).split("directions");
    const v = gradient.map(() => random.normal());
    const { product } = hessianVectorProduct(network, input, loss, byName(network, v), options);
    const expected = v.map((_, i) =>
      v.reduce((sum, value, j) => sum + hessian[i * size + j] * value, 0)
    );
    assertClose(product.flat(), expected, "H v");
  });
  await fc.assert(property, { seed: SEED, numRuns: CASES, includeErrorInReport: true });
  console.log(`${CASES} cases, HESSCALE_TEST_SEED=${SEED}`);
});
