import {
  type Backend,
  createNetwork,
  crossEntropy,
  gradient,
  hesscale,
  mlp,
  Random,
  tanh,
} from "../../mod.ts";
import type { Case } from "./measure.ts";

/** HesScale against the gradient alone, as the network widens or gets more outputs. */
function scalingCase(name: string, widths: readonly number[], backends: readonly Backend[]): Case {
  return {
    name,
    baseline: "gradient",
    entries: () =>
      backends.flatMap((b) => {
        const random = new Random(1);
        const network = createNetwork(mlp(widths, tanh), { backend: b });
        const input = b.random("normal", [32, widths[0]], random);
        const loss = crossEntropy(
          Uint32Array.from({ length: 32 }, () => random.integer(widths.at(-1)!)),
        );
        const entry = (method: string, run: () => unknown) => ({
          method,
          backend: b.name,
          run: () =>
            b.scope(() => {
              run();
            }),
        });
        return [
          entry("gradient", () => gradient(network, input, loss)),
          entry("hesscale", () => hesscale(network, input, loss)),
        ];
      }),
  };
}

/** By width at 10 outputs, and by outputs at width 64; batch 32. */
export function scalingCases(backends: readonly Backend[]): Case[] {
  return [
    ...[16, 64, 256, 1024, 2048].map((width) =>
      scalingCase(`scaling-width-${width}`, [width, width, width, 10], backends)
    ),
    ...[2, 10, 100, 1000].map((outputs) =>
      scalingCase(`scaling-outputs-${outputs}`, [64, 64, 64, outputs], backends)
    ),
  ];
}
