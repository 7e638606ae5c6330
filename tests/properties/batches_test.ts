import fc from "fast-check";
import { hesscale, hesscaleGN, kfacDiagonal, Random, squaredGradient } from "../../mod.ts";
import { type ArchitectureOptions, architectures } from "./architectures.ts";
import { build, lossOf, rowsOf } from "./build.ts";
import { checkCases } from "./cases.ts";
import { assertClose } from "./compare.ts";
import { additive } from "./estimators.ts";

/** Masks depend on a row's place in its batch, so dropout has no place here. */
const small: ArchitectureOptions = { depth: [1, 4], width: 5, dropout: false };

Deno.test("every additive estimator is the sum of those of the parts of a batch", () => {
  checkCases(architectures(small), 150, (spec) => {
    const made = build(spec);
    fc.pre(made !== undefined);
    const { network, input, loss, numbers: { data } } = made;
    const rows = new Random(spec.seed).split("split").permutation(spec.batch);
    const cut = spec.seed % (spec.batch + 1);
    const parts = [[...rows.subarray(0, cut)], [...rows.subarray(cut)]].filter((part) =>
      part.length > 0
    );
    for (const [name, estimate] of Object.entries(additive)) {
      const whole = estimate(network, input, loss);
      const sums = { gradient: [0], curvature: [0] };
      for (const part of parts) {
        // A mean over a part divides by the part's rows; weights restore the whole batch's.
        const share = spec.reduction === "mean" ? part.length / spec.batch : 1;
        const taken = rowsOf(data, part);
        const weights = part.map((n) => (data.weights?.[n] ?? 1) * share);
        const partLoss = lossOf(spec, { ...taken, weights });
        const { gradient, curvature } = estimate(network, part.map((n) => input[n]), partLoss);
        sums.gradient = sumOf(sums.gradient, gradient.flat());
        sums.curvature = sumOf(sums.curvature, curvature.flat());
      }
      assertClose(sums.gradient, whole.gradient.flat(), `gradient of ${name}`);
      assertClose(sums.curvature, whole.curvature.flat(), name);
    }
  });
});

Deno.test("the order of the rows changes nothing", () => {
  checkCases(architectures(small), 150, (spec) => {
    const made = build(spec);
    fc.pre(made !== undefined);
    const { network, input, loss, numbers: { data } } = made;
    const order = [...new Random(spec.seed).split("order").permutation(spec.batch)];
    const permuted = lossOf(spec, rowsOf(data, order));
    for (const [name, estimate] of Object.entries({ ...additive, kfacDiagonal, squaredGradient })) {
      const expected = estimate(network, input, loss);
      const found = estimate(network, order.map((n) => input[n]), permuted);
      assertClose([found.loss], [expected.loss], `loss of ${name}`);
      assertClose(found.gradient.flat(), expected.gradient.flat(), `gradient of ${name}`);
      assertClose(found.curvature.flat(), expected.curvature.flat(), name);
    }
  });
});

Deno.test("diagonals of single samples are those of batches of one, and sum to the batch's", () => {
  checkCases(architectures({ depth: [1, 4], width: 5 }), 150, (spec) => {
    const made = build(spec);
    fc.pre(made !== undefined);
    const { network, input, loss, options } = made;
    for (const estimate of [hesscale, hesscaleGN]) {
      for (const rank of [0, 2, "full"] as const) {
        const whole = estimate(network, input, loss, { ...options, rank });
        const each = estimate(network, input, loss, { ...options, rank, perSample: true });
        assertClose(each.gradient.flat(), whole.gradient.flat(), "gradient");
        for (const { name, shape } of whole.curvature) {
          const rows = each.curvature.read(name);
          const size = shape.reduce((a, b) => a * b, 1);
          const sums = new Float64Array(size);
          rows.forEach((value, i) => sums[i % size] += value);
          if (rows.length !== spec.batch * size) throw new Error(`${name}: ${rows.length} numbers`);
          assertClose(sums, whole.curvature.read(name), name);
        }
      }
    }
  });
});

function sumOf(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  return Array.from(b, (value, i) => value + (a[i] ?? 0));
}
