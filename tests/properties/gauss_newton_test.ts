import fc from "fast-check";
import { empiricalFisher, gaussNewtonDiagonal, kfacDiagonal } from "../../mod.ts";
import { architectures } from "./architectures.ts";
import { build } from "./build.ts";
import { checkCases } from "./cases.ts";
import { assertClose } from "./compare.ts";
import {
  fisherByDefinition,
  gaussNewtonByDefinition,
  lossHessianDiagonal,
} from "./curvature_definitions.ts";

Deno.test("Gauss–Newton diagonal and empirical Fisher are those of their definitions", () => {
  checkCases(architectures({ depth: [1, 4], width: 8 }), 300, (spec) => {
    const made = build(spec);
    fc.pre(made !== undefined);
    const { network, input, loss, options, numbers } = made;
    const gaussNewton = gaussNewtonDiagonal(network, input, loss, options).curvature.flat();
    assertClose(gaussNewton, gaussNewtonByDefinition(spec, numbers), "Gauss–Newton diagonal");
    const fisher = empiricalFisher(network, input, loss, options).curvature.flat();
    assertClose(fisher, fisherByDefinition(spec, numbers), "empirical Fisher");
  });
});

Deno.test("KFAC of one layer is the summed curvature at its output times the inputs' mean square", () => {
  const random = architectures({ depth: [1, 1], tail: false, residual: false, softmax: false });
  checkCases(random, 200, (spec) => {
    fc.pre(spec.layers.length === 1);
    const made = build(spec);
    fc.pre(made !== undefined);
    const { network, input, loss, options, numbers } = made;
    const h = lossHessianDiagonal(spec, numbers);
    const sums = h[0].map((_, k) => h.reduce((sum, row) => sum + row[k], 0));
    const squares = input[0].map((_, i) =>
      input.reduce((sum, row) => sum + row[i] ** 2, 0) / spec.batch
    );
    const weight = sums.flatMap((h) => squares.map((square) => h * square));
    const found = kfacDiagonal(network, input, loss, options).curvature;
    assertClose(found.read("0.weight"), weight, "weight");
    const [layer] = spec.layers;
    if (layer.kind === "linear" && layer.bias) assertClose(found.read("0.bias"), sums, "bias");
  });
});
