import fc from "fast-check";
import { assert } from "@std/assert";
import { bl89, gaussNewtonDiagonal, hesscale, hesscaleGN } from "../../mod.ts";
import {
  architectures,
  convexLosses,
  diagonalLosses,
  fusedLosses,
  type LossName,
} from "./architectures.ts";
import { build } from "./build.ts";
import { checkCases } from "./cases.ts";
import { assertClose } from "./compare.ts";

const withoutSoftmax: readonly LossName[] = [
  ...diagonalLosses,
  "nll",
  "ppoGaussian(mean)",
  "ppoGaussian(variance)",
  "ppoGaussian(logStd)",
];

/** Losses whose networks need no curved head. */
const headless = fusedLosses.filter((name) => !name.endsWith("(variance)"));

Deno.test("HesScaleGN with full rank is the exact Gauss–Newton diagonal of any dense network", () => {
  checkCases(architectures(), 500, (spec) => {
    const made = build(spec);
    fc.pre(made !== undefined);
    const { network, input, loss, options } = made;
    const exact = gaussNewtonDiagonal(network, input, loss, options);
    const columns = hesscaleGN(network, input, loss, { ...options, rank: "full" });
    assertClose(columns.curvature.flat(), exact.curvature.flat(), "Gauss–Newton diagonal");
    assertClose(columns.gradient.flat(), exact.gradient.flat(), "gradient");
  });
});

Deno.test("HesScale is HesScaleGN in piecewise-linear networks, with any rank", () => {
  const activations = ["relu", "leakyRelu", "identity"] as const;
  const random = architectures({ activations, softmax: false, losses: headless });
  checkCases(random, 300, (spec) => {
    const made = build(spec);
    fc.pre(made !== undefined);
    const { network, input, loss, options } = made;
    for (const rank of [0, 1, "full"] as const) {
      const full = hesscale(network, input, loss, { ...options, rank });
      const gaussNewton = hesscaleGN(network, input, loss, { ...options, rank });
      assertClose(full.curvature.flat(), gaussNewton.curvature.flat(), `rank ${rank}`);
    }
  });
});

Deno.test("BL89 is HesScale under a loss without a softmax", () => {
  checkCases(architectures({ losses: withoutSoftmax }), 300, (spec) => {
    const made = build(spec);
    fc.pre(made !== undefined);
    const { network, input, loss, options } = made;
    const expected = hesscale(network, input, loss, options).curvature.flat();
    assertClose(bl89(network, input, loss, options).curvature.flat(), expected, "BL89");
  });
});

Deno.test("HesScaleGN is not negative under a loss that is convex in the output, with any rank", () => {
  checkCases(architectures({ losses: convexLosses }), 300, (spec) => {
    const made = build(spec);
    fc.pre(made !== undefined);
    const { network, input, loss, options } = made;
    for (const rank of [0, 1, 2, "full"] as const) {
      const numbers = hesscaleGN(network, input, loss, { ...options, rank }).curvature.flat();
      const largest = Math.max(...numbers.map(Math.abs));
      const least = Math.min(...numbers);
      assert(least >= -1e-12 * largest, `rank ${rank}: expected no negative, found ${least}`);
    }
  });
});
