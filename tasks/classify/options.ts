import { DATASET_FORMS } from "../../lib/data/mod.ts";
import { optimizerNames } from "../../mod.ts";
import { defineCommand, type OptionValues } from "../command.ts";
import { networkOptions } from "../support/network.ts";

/** `deno task classify`. */
export const command = defineCommand({
  name: "classify",
  summary:
    "Trains a classifier of images by any optimizer, and keeps all that it takes to continue after whatever ends it.",
  options: {
    data: {
      kind: "string",
      placeholder: "DATA",
      default: "digits",
      description: `${DATASET_FORMS}; digits are 8,000 to learn from, 2,000 to test on`,
    },
    ...networkOptions,
    optimizer: {
      kind: "choice",
      choices: optimizerNames,
      default: "adaHesScale",
      description: "The optimizer",
    },
    stepSize: { kind: "number", above: 0, description: "α; the optimizer's own if absent" },
    weightDecay: { kind: "number", min: 0, description: "Decoupled weight decay" },
    rank: {
      kind: "string",
      placeholder: "N",
      description: "Columns of the loss Hessian that HesScale carries exactly: 0, 1, … or full",
    },
    delta: {
      kind: "number",
      above: 0,
      description: "δ of step-size scaling, the largest predicted change; no scaling if absent",
    },
    epochs: { kind: "integer", min: 0, default: 10, description: "Passes over the images" },
    batch: { kind: "integer", min: 1, default: 32, description: "Images in a step" },
    shards: {
      kind: "integer",
      min: 1,
      description:
        "Parts in which a batch goes through the network, to be summed; 1 if absent. Results depend on it",
    },
    threads: {
      kind: "integer",
      min: 1,
      default: 1,
      description: "Threads that share the shards out, to the same results",
    },
    images: {
      kind: "integer",
      min: 1,
      description: "So many of the images to learn from alone, chosen at random, always the same",
    },
    augment: {
      kind: "list",
      of: { kind: "choice", choices: ["flip", "crop"] },
      description:
        "How images are varied in training: mirrored left to right, moved by up to an eighth of their height",
    },
    normalize: {
      kind: "boolean",
      description:
        "Give pixels mean 0 and deviation 1 over the images to learn from, channel by channel",
    },
    validation: {
      kind: "integer",
      min: 0,
      default: 0,
      description: "Images held out of training to evaluate on; the test images if 0",
    },
    patience: {
      kind: "integer",
      min: 1,
      description:
        "Stop when the validation loss has not fallen for so many epochs, and keep the best parameters",
    },
    seed: {
      kind: "integer",
      min: 0,
      default: 0,
      description: "Determines parameters, order of the images and whatever is drawn",
    },
    out: {
      kind: "string",
      placeholder: "DIR",
      default: "classify",
      description:
        "Where config.json, metrics.jsonl, checkpoints, model.safetensors and the pictures go",
    },
    resume: {
      kind: "boolean",
      description:
        "Continue the run in --out with the options that it began with; --epochs may be more, --threads another",
    },
    checkpointEvery: {
      kind: "number",
      min: 0,
      default: 10,
      description: "Seconds between checkpoints, the work that is lost at most",
    },
    logEvery: {
      kind: "integer",
      min: 1,
      default: 10,
      description: "Steps between lines of metrics.jsonl",
    },
    json: { kind: "boolean", description: "Print the result as JSON instead of a sentence" },
  },
  examples: [
    { arguments: "", description: "Digits by AdaHesScale: some seconds" },
    {
      arguments: "--data fashion --network 2c2d --channels 8,16 --dense 64 --augment flip,crop",
      description: "A small convolutional network on Fashion-MNIST",
    },
    {
      arguments: "--data cifar10:DIR --network 3c3d --optimizer adam --step-size 1e-3 --out adam",
      description: "3C3D on CIFAR-10 by Adam",
    },
    {
      arguments: "--delta 1e-4 --step-size 0.1 --out scaled",
      description: "A step size that is too large, tamed by step-size scaling",
    },
    {
      arguments: "--data fashion --network 2c2d --shards 2 --threads 2 --out fast",
      description: "On two processors",
    },
    { arguments: "--epochs 20 --resume", description: "Ten epochs more" },
  ],
});

/** The values of the options. */
export type ClassifyValues = OptionValues<typeof command.options>;
