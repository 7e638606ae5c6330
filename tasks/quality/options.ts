import { activationNames, classifierNames, methodNames } from "../../lib/experiments/mod.ts";
import { defineCommand } from "../command.ts";

/** What the paper uses, against the defaults, which finish in half a minute. */
export const paper = { seeds: 40, steps: 10_000, samples: 100 } as const;

/** `deno task quality`. */
export const command = defineCommand({
  name: "quality",
  summary:
    "Measures how close approximations of the Hessian diagonal come to the exact one, on networks before and after training on digits (the paper's Fig. 2).",
  options: {
    activation: {
      kind: "list",
      of: { kind: "choice", choices: activationNames },
      default: ["tanh", "relu"],
      description: "Activation functions",
    },
    network: {
      kind: "widths",
      names: classifierNames,
      default: [784, 64, 64, 10],
      placeholder: "NETWORK",
      description: "Widths of the layers, or a network by its name",
    },
    seeds: { kind: "integer", min: 1, default: 5, description: "Networks per activation" },
    steps: { kind: "integer", min: 0, default: 1000, description: "Adam's steps of training" },
    samples: {
      kind: "integer",
      min: 1,
      default: 10,
      description: "Images that errors are averaged over, one at a time",
    },
    batch: { kind: "integer", min: 1, default: 32, description: "Images in a training step" },
    stepSize: { kind: "number", above: 0, default: 1e-3, description: "Adam's step size" },
    methods: {
      kind: "list",
      of: { kind: "choice", choices: methodNames },
      description:
        "Methods to compare, hesscale among them; if absent all that differ on the network",
    },
    seed: { kind: "integer", min: 0, default: 0, description: "The first seed" },
    data: {
      kind: "string",
      placeholder: "DIR",
      description: "Folder of IDX files (MNIST's or Fashion-MNIST's); 10,000 digits if absent",
    },
    out: {
      kind: "string",
      placeholder: "DIR",
      default: "quality",
      description:
        "Where quality.json, quality.html and quality.svg go; those of 2c2d-small are quality_2c2d_small.*",
    },
    jobs: { kind: "integer", min: 1, description: "Networks at a time; one per core if absent" },
    paper: {
      kind: "boolean",
      description:
        `The paper's ${paper.seeds} seeds, ${paper.steps} steps, ${paper.samples} samples, unless given`,
    },
    json: { kind: "boolean", description: "Print the summary as JSON instead of a table" },
  },
  examples: [
    { arguments: "", description: "The default: 5 seeds, 1,000 steps, 10 samples" },
    {
      arguments: "--paper --out fig2",
      description: "The paper's protocol; twenty minutes on two cores",
    },
    {
      arguments: "--activation gelu --methods hesscale,hesscale-rank1,ggn --steps 200",
      description: "Another activation, three methods",
    },
    {
      arguments: "--network 2c2d-small --seeds 2 --samples 1",
      description: "A convolutional network: its exact diagonal takes some 8 seconds for an image",
    },
  ],
});
