/**
 * The comparison of optimizers on image networks: `deno task classify-study --help`.
 *
 * @module
 */

import { defineCommand, runCommand } from "./command.ts";
import { comparisonOptions } from "./optimizers/options.ts";
import { runComparison } from "./optimizers/run.ts";

const command = defineCommand({
  name: "classify-study",
  summary:
    "Fig. 4: what an epoch costs with each optimizer, and what it learns per epoch and per second, each at the step size of its least validation loss in a search. Started again it goes on where it was.",
  options: {
    ...comparisonOptions({
      optimizers: [
        "sgd-momentum",
        "adam",
        "adahesscale",
        "adahesscale-gn",
        "adahessian",
        "adaggnmc",
        "adabl89",
      ],
      stepSizes: [3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1],
      seeds: 5,
      epochs: 10,
      searchSeeds: 1,
      searchEpochs: 2,
      data: "fashion",
      network: "2c2d",
      validation: 2000,
      out: "classify-study",
    }),
    name: {
      kind: "string",
      placeholder: "NAME",
      description: "What files are called; classify_ and the network's name if absent",
    },
  },
  examples: [
    {
      arguments: "--channels 8,16 --dense 64 --images 15000 --dry-run",
      description: "What a small network on a quarter of Fashion-MNIST would take",
    },
    {
      arguments: "--network 3c3d --channels 12,16,24 --dense 64,32 --out runs/3c3d",
      description: "A width-reduced 3C3D",
    },
    {
      arguments: "--data cifar10:DIR --network 3c3d --normalize",
      description: "The paper's network on the paper's data",
    },
  ],
});

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, (values, { signal }) => {
    const name = values.name ?? `classify_${values.network.toLowerCase()}`;
    return runComparison(values, {
      ...{ signal, task: "classify-study", name, sensitivity: `${name}_sensitivity` },
    });
  });
}
