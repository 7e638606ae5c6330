import fc from "fast-check";
import { assert } from "@std/assert";
import {
  exactDiagonal,
  gaussNewtonDiagonal,
  gaussNewtonMonteCarlo,
  hutchinson,
  kfacDiagonal,
} from "../../mod.ts";
import { type ArchitectureOptions, architectures } from "./architectures.ts";
import { build } from "./build.ts";
import { checkCases } from "./cases.ts";
import type { Estimator } from "./estimators.ts";

const CASES = 60;
const SEEDS = 400;

/** What labels too rare to have been drawn may contribute, relative to the largest entry. */
const RARE = 0.01;

const small: ArchitectureOptions = { depth: [1, 3], width: 4, dropout: false };

/** The mean over seeds of a random estimator lies within six standard errors of its expectation. */
function checkMean(random: Estimator, expectation: Estimator): void {
  checkCases(architectures(small), CASES, (spec) => {
    const made = build(spec);
    fc.pre(made !== undefined);
    const { network, input, loss } = made;
    const expected = expectation(network, input, loss).curvature.flat();
    const [sums, squares] = [expected.map(() => 0), expected.map(() => 0)];
    for (let seed = 0; seed < SEEDS; seed++) {
      const numbers = random(network, input, loss, { seed: spec.seed + seed }).curvature.flat();
      numbers.forEach((value, i) => {
        sums[i] += value;
        squares[i] += (value - expected[i]) ** 2;
      });
    }
    const scale = Math.max(...expected.map(Math.abs));
    for (const [i, value] of expected.entries()) {
      const mean = sums[i] / SEEDS;
      const error = Math.sqrt(squares[i]) / SEEDS;
      assert(
        Math.abs(mean - value) <= 6 * error + RARE * scale,
        `entry ${i}: expected ${value}, found ${mean} ± ${error}`,
      );
    }
  });
}

Deno.test("Hutchinson's mean is the exact diagonal, with signs and with normal numbers", () => {
  for (const distribution of ["rademacher", "normal"] as const) {
    checkMean(
      (network, input, loss, options) =>
        hutchinson(network, input, loss, { ...options, distribution, samples: 2 }),
      exactDiagonal,
    );
  }
});

Deno.test("the sampled Gauss–Newton diagonal's mean is the exact one, for every loss", () => {
  for (const samples of [1, 3]) {
    checkMean(
      (network, input, loss, options) =>
        gaussNewtonMonteCarlo(network, input, loss, { ...options, samples }),
      gaussNewtonDiagonal,
    );
  }
});

Deno.test("sampled KFAC's mean is KFAC with the exact factor, for every loss", () => {
  checkMean(
    (network, input, loss, options) =>
      kfacDiagonal(network, input, loss, { ...options, samples: 2 }),
    kfacDiagonal,
  );
});
