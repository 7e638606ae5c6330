import fc from "fast-check";
import { assert } from "@std/assert";
import {
  exactDiagonal,
  exactDiagonalByHvp,
  gaussNewtonDiagonal,
  gradient,
  hesscale,
  hesscaleGN,
} from "../../mod.ts";
import { checkCases } from "./cases.ts";
import { assertClose } from "./compare.ts";
import { spatialArchitectures, type SpatialSpec } from "./spatial_architectures.ts";
import { buildSpatial, spatialDerivatives } from "./spatial_build.ts";

/** A product for each parameter takes long. */
const MOST_PARAMETERS = 70;

const small = (spec: SpatialSpec) => {
  const made = buildSpatial(spec);
  fc.pre(made !== undefined && made.parameters.length <= MOST_PARAMETERS);
  return made;
};

Deno.test("exact diagonals of 500 random convolutional networks are those of the definition, in two ways", () => {
  const kinds = new Map<string, number>();
  checkCases(spatialArchitectures, 500, (spec) => {
    const made = small(spec);
    for (const { kind } of spec.layers) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const { network, tensor, loss, options } = made;
    const expected = spatialDerivatives(spec, made);
    const recursion = exactDiagonal(network, tensor, loss, options);
    assertClose([recursion.loss], [expected.loss], "loss");
    assertClose(recursion.gradient.flat(), expected.gradient, "gradient");
    assertClose(recursion.curvature.flat(), expected.diagonal, "exact diagonal by recursion");
    const byHvp = exactDiagonalByHvp(network, tensor, loss, options);
    assertClose(byHvp.curvature.flat(), expected.diagonal, "exact diagonal by HVPs");
    assertClose(byHvp.gradient.flat(), expected.gradient, "gradient beside HVPs");
    const plain = gradient(network, tensor, loss, options);
    assertClose(plain.gradient.flat(), expected.gradient, "gradient alone");
  });
  console.log([...kinds].map(([kind, count]) => `${kind} ${count}`).join(", "));
  assert(Math.min(...kinds.values()) > 20, "every kind of layer is tried often");
});

Deno.test("HesScaleGN of full rank with cross terms is the exact Gauss–Newton diagonal of convolutional networks", () => {
  checkCases(spatialArchitectures, 200, (spec) => {
    const made = buildSpatial(spec);
    fc.pre(made !== undefined);
    const { network, tensor, loss, options } = made;
    const exact = gaussNewtonDiagonal(network, tensor, loss, options);
    const full = { ...options, rank: "full", crossPositions: true } as const;
    const columns = hesscaleGN(network, tensor, loss, full);
    assertClose(columns.curvature.flat(), exact.curvature.flat(), "Gauss–Newton diagonal");
    const each = hesscaleGN(network, tensor, loss, { ...full, perSample: true });
    for (const { name, tensor: sums } of columns.curvature) {
      const b = network.backend;
      const rows = each.curvature.get(name);
      const total = b.read(b.sumRows(rows, spec.batch));
      assertClose(total, b.read(sums), `${name}, sum of samples`);
    }
  });
});

Deno.test("HesScale is exact in the last layer of convolutional networks, and of single samples sums up", () => {
  checkCases(spatialArchitectures, 200, (spec) => {
    const made = buildSpatial(spec);
    fc.pre(made !== undefined);
    const { network, tensor, loss, options } = made;
    const b = network.backend;
    const exact = exactDiagonal(network, tensor, loss, options).curvature;
    for (const rank of [0, 1, "full"] as const) {
      const found = hesscale(network, tensor, loss, { ...options, rank });
      for (const { name } of network.parameters.slice(-2)) {
        assertClose(found.curvature.read(name), exact.read(name), `${name} at rank ${rank}`);
      }
      const each = hesscale(network, tensor, loss, { ...options, rank, perSample: true });
      for (const { name, shape } of found.curvature) {
        const rows = each.curvature.get(name);
        assert(rows.shape.join() === [spec.batch, ...shape].join(), `${name}: [${rows.shape}]`);
        assertClose(b.read(b.sumRows(rows, spec.batch)), found.curvature.read(name), name);
      }
    }
  });
});
