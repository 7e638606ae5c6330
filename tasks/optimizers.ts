/**
 * The comparison of optimizers, on digits unless told: `deno task optimizers --help`.
 *
 * @module
 */

import { comparedOptimizers } from "../lib/experiments/mod.ts";
import { defineCommand, runCommand } from "./command.ts";
import { comparisonOptions } from "./optimizers/options.ts";
import { runComparison } from "./optimizers/run.ts";
import { withPreset } from "./support/preset.ts";

/** What `--quick` makes of the defaults. */
const quick = { seeds: 2, epochs: 4, stepSizes: [1e-4, 1e-3, 1e-2, 1e-1] } as const;

const command = defineCommand({
  name: "optimizers",
  summary:
    "Compares optimizers on digits: each at the step size of its least validation loss, per epoch and per second, and how sensitive they are to the step size.",
  options: {
    ...comparisonOptions({
      optimizers: comparedOptimizers,
      stepSizes: [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1],
      seeds: 10,
      epochs: 10,
      data: "digits",
      network: "784-64-64-10",
      validation: 1000,
      out: "optimizers",
    }),
    quick: {
      kind: "boolean",
      description:
        `${quick.seeds} seeds, ${quick.epochs} epochs, ${quick.stepSizes.length} step sizes, unless given: about a minute`,
    },
  },
  examples: [
    { arguments: "--quick", description: "A first look" },
    {
      arguments: "--optimizers adam,adahesscale --network 784-300-150-10 --seeds 3",
      description: "Two optimizers on a larger network",
    },
  ],
});

if (import.meta.main) {
  Deno.exitCode = await runCommand(
    command,
    Deno.args,
    (values, { signal, given }) =>
      runComparison(values.quick ? withPreset(values, quick, given) : values, {
        signal,
        ...{ task: "optimizers", name: "optimizers", sensitivity: "sensitivity" },
      }),
  );
}
