import {
  type Backend,
  createNetwork,
  crossEntropy,
  empiricalFisher,
  exactDiagonal,
  gradient,
  hessianVectorProduct,
  type Loss,
  mlp,
  type Network,
  Random,
  tanh,
  type Tensor,
  xavierUniform,
} from "../../mod.ts";
import { methodOf } from "../../lib/experiments/mod.ts";
import type { Case } from "./measure.ts";

/** Rows of a batch. */
const batch = 32;
/** Left out where a run of theirs takes seconds: the exact recursion where a layer is wider than this, */
const widestExact = 256;
/** and what sends down a column for each output where there are more. */
const mostColumns = 100;

type Estimator = (network: Network, input: Tensor, loss: Loss) => unknown;

const named = (name: string): [string, Estimator] => {
  const method = methodOf(name)!;
  return [name, (n, x, l) => method(n, x, l, 1)];
};

/** The gradient, and everything that is estimated beside it. */
const estimators: ReadonlyMap<string, Estimator> = new Map<string, Estimator>([
  ["gradient", gradient],
  named("hesscale"),
  named("hesscale-gn"),
  named("bl89"),
  named("hesscale-rank1"),
  named("hesscale-full"),
  named("ggn"),
  named("ggn-mc-1"),
  named("kfac-1"),
  ["empirical-fisher", empiricalFisher],
  ["hvp", (n, x, l) => hessianVectorProduct(n, x, l, n.read())],
  named("hutchinson-1"),
  ["exact", exactDiagonal],
]);

/** Every estimator in one network. */
function scalingCase(name: string, widths: readonly number[], backends: readonly Backend[]): Case {
  const timed = [...estimators].filter(([method]) => {
    if (method === "exact") return Math.max(...widths.slice(1)) <= widestExact;
    return widths.at(-1)! <= mostColumns || !["ggn", "hesscale-full"].includes(method);
  });
  return {
    name,
    baseline: "gradient",
    entries: () =>
      backends.flatMap((b) => {
        const random = new Random(1);
        // Signals stay in range however many layers there are.
        const options = { weightInitializer: xavierUniform(5 / 3) };
        const network = createNetwork(mlp(widths, tanh, options), { backend: b, seed: 1 });
        const input = b.random("normal", [batch, widths[0]], random);
        const loss = crossEntropy(
          Uint32Array.from({ length: batch }, () => random.integer(widths.at(-1)!)),
        );
        return timed.map(([method, estimate]) => ({
          method,
          backend: b.name,
          run: () =>
            b.scope(() => {
              estimate(network, input, loss);
            }),
        }));
      }),
  };
}

/** The networks of these cases: by hidden layers and by width at 10 outputs, by outputs at width 64. */
export function scalingCases(backends: readonly Backend[]): Case[] {
  return [
    ...[1, 2, 4, 8, 16, 32].map((depth) =>
      scalingCase(`scaling-depth-${depth}`, [...Array(depth + 1).fill(64), 10], backends)
    ),
    ...[16, 64, 256, 1024, 2048].map((width) =>
      scalingCase(`scaling-width-${width}`, [width, width, width, 10], backends)
    ),
    ...[2, 10, 100, 1000].map((outputs) =>
      scalingCase(`scaling-outputs-${outputs}`, [64, 64, 64, outputs], backends)
    ),
  ];
}
