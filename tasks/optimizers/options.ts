import { activationNames, comparedOptimizers } from "../../lib/experiments/mod.ts";
import { defineCommand } from "../command.ts";

/** What `--quick` makes of the defaults. */
export const quick = { seeds: 2, epochs: 4, stepSizes: [1e-3, 1e-2, 1e-1] } as const;

/** `deno task optimizers`. */
export const command = defineCommand({
  name: "optimizers",
  summary:
    "Compares optimizers on digits: each at the step size of its least validation loss, per epoch and per second, and how sensitive they are to the step size.",
  options: {
    optimizers: {
      kind: "list",
      of: { kind: "choice", choices: comparedOptimizers },
      default: comparedOptimizers,
      description: "What to compare",
    },
    stepSizes: {
      kind: "list",
      of: { kind: "number", above: 0 },
      default: [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1],
      description: "Step sizes to try",
    },
    seeds: { kind: "integer", min: 1, default: 10, description: "Networks for each step size" },
    epochs: {
      kind: "integer",
      min: 1,
      default: 10,
      description: "Passes over the training images",
    },
    network: {
      kind: "widths",
      default: [784, 64, 64, 10],
      description: "Widths of the layers",
    },
    activation: {
      kind: "choice",
      choices: activationNames,
      default: "tanh",
      description: "Activation function",
    },
    batch: { kind: "integer", min: 1, default: 32, description: "Images in a training step" },
    delta: {
      kind: "number",
      above: 0,
      default: 1e-3,
      description: "δ of step-size scaling, for those whose name ends in scaled",
    },
    validation: {
      kind: "integer",
      min: 1,
      default: 1000,
      description: "Images that step sizes are chosen by",
    },
    test: { kind: "integer", min: 1, default: 2000, description: "Images for the test" },
    seed: { kind: "integer", min: 0, default: 0, description: "The first seed" },
    data: {
      kind: "string",
      placeholder: "DIR",
      description: "Folder of IDX files (MNIST's or Fashion-MNIST's); 10,000 digits if absent",
    },
    out: {
      kind: "string",
      placeholder: "DIR",
      default: "optimizers",
      description: "Where optimizers.json, optimizers.html and two SVG files go",
    },
    jobs: { kind: "integer", min: 1, description: "Networks at a time; one per core if absent" },
    quick: {
      kind: "boolean",
      description:
        `${quick.seeds} seeds, ${quick.epochs} epochs, ${quick.stepSizes.length} step sizes: about two minutes`,
    },
    json: { kind: "boolean", description: "Print the summary as JSON instead of a table" },
  },
  examples: [
    { arguments: "--quick", description: "A first look" },
    {
      arguments: "--optimizers adam,adahesscale --network 784-300-150-10 --seeds 3",
      description: "Two optimizers on a larger network",
    },
  ],
});
