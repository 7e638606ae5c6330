import fc from "fast-check";
import {
  exactDiagonal,
  exactDiagonalByHvp,
  gradient,
  hessianVectorProduct,
  Random,
} from "../../mod.ts";
import { architectures } from "./architectures.ts";
import { build, byName } from "./build.ts";
import { checkCases } from "./cases.ts";
import { assertClose } from "./compare.ts";
import { derivatives, lossAlong } from "./definitions.ts";

Deno.test("gradient, exact diagonal and HVPs are those of the definition, in 1,000 random networks", () => {
  let tried = 0;
  checkCases(architectures(), 1000, (spec) => {
    const made = build(spec);
    fc.pre(made !== undefined);
    tried++;
    const { network, input, loss, options, numbers } = made;
    const expected = derivatives(spec, numbers);

    const recursion = exactDiagonal(network, input, loss, options);
    assertClose([recursion.loss], [expected.loss], "loss");
    assertClose(recursion.gradient.flat(), expected.gradient, "gradient");
    assertClose(recursion.curvature.flat(), expected.diagonal, "exact diagonal by recursion");
    const byHvp = exactDiagonalByHvp(network, input, loss, options);
    assertClose(byHvp.curvature.flat(), expected.diagonal, "exact diagonal by HVPs");
    assertClose(byHvp.gradient.flat(), expected.gradient, "gradient beside HVPs");
    const plain = gradient(network, input, loss, options);
    assertClose(plain.gradient.flat(), expected.gradient, "gradient alone");

    const random = new Random(spec.seed).split("directions");
    const [v, u] = [0, 1].map(() => numbers.parameters.map(() => random.normal()));
    const { product } = hessianVectorProduct(network, input, loss, byName(network, v), options);
    const turned = product.flat();
    const bilinear = u.reduce((sum, value, i) => sum + value * turned[i], 0);
    const { ab } = lossAlong(spec, numbers, (i) => u[i], (i) => v[i]);
    const scale = Math.sqrt(dot(u, u) * dot(turned, turned));
    assertClose([bilinear, scale], [ab, scale], "u · H v");
  });
  console.log(`${tried} networks compared`);
});

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
