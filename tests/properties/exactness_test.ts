import fc from "fast-check";
import { exactDiagonal, hesscale, type HesScaleOptions } from "../../mod.ts";
import {
  type ArchitectureOptions,
  architectures,
  diagonalLosses,
  fusedLosses,
} from "./architectures.ts";
import { build, offsetOfLast } from "./build.ts";
import { checkCases } from "./cases.ts";
import { assertClose, isClose } from "./compare.ts";

/** Linear, elementwise and dropout layers, one after another. */
const plain: ArchitectureOptions = { residual: false, softmax: false, losses: fusedLosses };

/** HesScale is exact in the last `count` linear layers of these networks. */
function checkLast(count: number, options: ArchitectureOptions, hesscaleOptions: HesScaleOptions) {
  checkCases(architectures({ ...plain, ...options }), 300, (spec) => {
    const made = build(spec);
    fc.pre(made !== undefined);
    const { network, input, loss, options } = made;
    const exact = exactDiagonal(network, input, loss, options).curvature.flat();
    const { curvature } = hesscale(network, input, loss, { ...options, ...hesscaleOptions });
    const from = offsetOfLast(spec.layers, count);
    assertClose(curvature.flat().subarray(from), exact.subarray(from), `last ${count}`);
  });
}

Deno.test("HesScale is exact in a network of one layer, with any loss", () => {
  checkLast(1, { depth: [1, 1] }, {});
});

Deno.test("HesScale is exact in the last linear layer, with any loss", () => {
  checkLast(1, {}, {});
});

Deno.test("HesScale with columns is exact in the last linear layer, with any loss and rank", () => {
  for (const rank of [1, 2, "full"] as const) checkLast(1, {}, { rank });
});

Deno.test("HesScale is exact in the last two linear layers where the loss Hessian is diagonal", () => {
  checkLast(2, { losses: diagonalLosses }, {});
});

Deno.test("HesScale is exact everywhere with a squared error and one hidden layer", () => {
  checkLast(2, { losses: ["meanSquaredError"], depth: [2, 2] }, {});
});

Deno.test("full rank is exact in the last two linear layers, with any loss", () => {
  checkLast(2, {}, { rank: "full" });
});

Deno.test("full rank is exact in the last three linear layers, with any loss", () => {
  checkLast(3, { depth: [1, 6] }, { rank: "full" });
});

Deno.test("rank 1 is exact in the last three linear layers under one output without an activation", () => {
  checkCases(
    architectures({ ...plain, losses: ["meanSquaredError", "huber"], tail: false }),
    300,
    (spec) => {
      fc.pre(spec.outputs === 1);
      const made = build(spec);
      fc.pre(made !== undefined);
      const { network, input, loss, options } = made;
      const exact = exactDiagonal(network, input, loss, options).curvature.flat();
      const { curvature } = hesscale(network, input, loss, { ...options, rank: 1 });
      const from = offsetOfLast(spec.layers, 3);
      assertClose(curvature.flat().subarray(from), exact.subarray(from), "last three");
    },
  );
});

Deno.test("what is dropped elsewhere is not nothing", () => {
  let [different, all] = [0, 0];
  checkCases(architectures({ ...plain, depth: [4, 4], activations: ["tanh"] }), 50, (spec) => {
    const made = build(spec);
    fc.pre(made !== undefined);
    const { network, input, loss, options } = made;
    const exact = exactDiagonal(network, input, loss, options).curvature.flat();
    const { curvature } = hesscale(network, input, loss, { ...options, rank: "full" });
    all++;
    if (!isClose(curvature.flat(), exact)) different++;
  });
  if (!(different > all / 4)) throw new Error(`${different} of ${all} networks differ`);
});
