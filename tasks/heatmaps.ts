/**
 * Hessians of the loss with respect to pre-activations, as heat maps.
 *
 * @module
 */

import { join } from "node:path";
import {
  activationNames,
  type HeatmapRun,
  type HeatmapSetting,
  heatmapsFigure,
} from "../lib/experiments/mod.ts";
import { saveSvg, toHtml } from "../lib/plot/mod.ts";
import { defineCommand, runCommand } from "./command.ts";
import { prepareFolder, writeFileAtomically, writeJson } from "./support/files.ts";
import { runGrid } from "./support/grid.ts";
import { checkImages, loadImages } from "./support/images.ts";
import { toDigits } from "./support/digits.ts";
import { ResultStore } from "./support/store.ts";
import { formatTable } from "./support/table.ts";
import { versions } from "./support/versions.ts";

const command = defineCommand({
  name: "heatmaps",
  summary:
    "Shows how near to diagonal the Hessian of the loss is with respect to each layer's pre-activations, before and after training on digits (the paper's Fig. 3).",
  options: {
    activation: {
      kind: "list",
      of: { kind: "choice", choices: activationNames },
      default: ["tanh", "relu"],
      description: "Activation functions",
    },
    network: {
      kind: "widths",
      default: [784, 24, 24, 24, 10],
      description: "Widths of the layers",
    },
    steps: { kind: "integer", min: 0, default: 1000, description: "Adam's steps of training" },
    samples: {
      kind: "integer",
      min: 1,
      default: 100,
      description: "Images that magnitudes are averaged over, one at a time",
    },
    batch: { kind: "integer", min: 1, default: 32, description: "Images in a training step" },
    stepSize: { kind: "number", above: 0, default: 1e-3, description: "Adam's step size" },
    seed: { kind: "integer", min: 0, default: 0, description: "Seed" },
    data: {
      kind: "string",
      placeholder: "DIR",
      description: "Folder of IDX files (MNIST's or Fashion-MNIST's); 10,000 digits if absent",
    },
    out: {
      kind: "string",
      placeholder: "DIR",
      default: "heatmaps",
      description: "Where heatmaps.json, heatmaps.html and heatmaps.svg go",
    },
    jobs: { kind: "integer", min: 1, description: "Networks at a time; one per core if absent" },
    json: {
      kind: "boolean",
      description: "Print the diagonals' shares as JSON instead of a table",
    },
  },
  examples: [
    { arguments: "", description: "tanh and ReLU, three hidden layers of 24" },
    {
      arguments: "--activation gelu --network 784-16-16-16-16-10",
      description: "A deeper network",
    },
  ],
});

/** What a worker gets. */
interface Input {
  readonly setting: HeatmapSetting;
  readonly data?: string;
}

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, async (values, { signal }) => {
    const { activation: activations, data, out, jobs, json, ...shared } = values;
    await prepareFolder(out);
    checkImages(await loadImages(data), shared);
    const store = await ResultStore.open<HeatmapRun>({
      folder: out,
      configuration: { ...shared, data: data ?? "digits" },
    });
    const runs = await runGrid<Input, HeatmapRun>(
      new URL("./heatmaps/worker.ts", import.meta.url),
      activations.map((activation) => ({
        name: activation,
        input: { setting: { ...shared, activation }, data },
      })),
      { store, parallel: jobs, signal, label: "Measuring", unit: "networks" },
    );

    const figure = heatmapsFigure(runs, shared.steps);
    await writeJson(join(out, "heatmaps.json"), {
      command: `deno task heatmaps ${Deno.args.join(" ")}`.trim(),
      configuration: { ...shared, activations, data: data ?? "digits" },
      versions: versions(),
      runs: toDigits(runs, 3),
    });
    await writeFileAtomically(
      join(out, "heatmaps.html"),
      await toHtml(figure, {
        title: "Hessians of pre-activations",
        description:
          `Made by deno task heatmaps: ${shared.steps} steps, ${shared.samples} samples.`,
      }),
    );
    await saveSvg(figure, join(out, "heatmaps.svg"));
    await store.remove();
    const rows = runs.flatMap(({ activation, phases }) =>
      Object.entries(phases).flatMap(([phase, layers]) =>
        layers.map(({ layer, dominance, magnitude }) => ({
          activation,
          phase,
          layer: layer + 1,
          dominance,
          even: 1 / magnitude.length,
        }))
      )
    );
    if (json) console.log(JSON.stringify(rows));
    else {
      console.log(formatTable(
        [
          { title: "activation" },
          { title: "phase" },
          { title: "layer", align: "right" },
          { title: "diagonal's share", align: "right" },
          { title: "if all entries were alike", align: "right" },
        ],
        rows.map((row) => [
          row.activation,
          row.phase,
          String(row.layer),
          row.dominance.toFixed(3),
          row.even.toFixed(3),
        ]),
      ));
      console.log(`\nSee ${join(out, "heatmaps.html")}, heatmaps.svg and heatmaps.json`);
    }
  });
}
