/**
 * The main job: how close approximations of the Hessian diagonal come to the exact one.
 *
 * @module
 */

import { join } from "node:path";
import {
  denseMethodNames,
  layersFigure,
  methodNames,
  qualityFigure,
  type QualityRun,
  type QualitySetting,
  summarizeQuality,
} from "../lib/experiments/mod.ts";
import { saveSvg, toHtml } from "../lib/plot/mod.ts";
import { runCommand, UsageError } from "./command.ts";
import { command, paper } from "./quality/options.ts";
import { columns, tableRows } from "./quality/table.ts";
import { prepareFolder, writeFileAtomically, writeJson } from "./support/files.ts";
import { runGrid } from "./support/grid.ts";
import { checkImages, loadImages } from "./support/images.ts";
import { versions } from "./support/versions.ts";
import { toDigits } from "./support/digits.ts";
import { withPreset } from "./support/preset.ts";
import { ResultStore } from "./support/store.ts";
import { formatTable } from "./support/table.ts";
import { formatWidths } from "./support/widths.ts";

/** What a worker gets. */
interface Input {
  readonly setting: QualitySetting;
  readonly data?: string;
}

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, async (told, { signal, given }) => {
    const values = told.paper ? withPreset(told, paper, given) : told;
    const { network, batch, stepSize, seed, data, out, jobs, json } = values;
    const { seeds, steps, samples } = values;
    const activations = values.activation;
    const methods = values.methods ??
      (typeof network === "string" ? methodNames : denseMethodNames);
    if (!methods.includes("hesscale")) {
      throw new UsageError(
        `--methods must hold hesscale, whose error others are divided by, found ${
          methods.join(",")
        }`,
      );
    }
    if (typeof network !== "string" && network.length < 3) {
      throw new UsageError(
        "--network must have a hidden layer: without one HesScale's error, which others are divided " +
          `by, is 0, found ${formatWidths(network)}`,
      );
    }
    await prepareFolder(out);
    checkImages(await loadImages(data), { network, batch, samples });

    const shared = { network, steps, batch, stepSize, samples, methods };
    const store = await ResultStore.open<QualityRun>({
      folder: out,
      configuration: { ...shared, data: data ?? "digits" },
    });
    const grid = activations.flatMap((activation) =>
      Array.from({ length: seeds }, (_, i) => ({
        name: `${activation} seed ${seed + i}`,
        input: { setting: { ...shared, activation, seed: seed + i }, data } satisfies Input,
      }))
    );
    const started = performance.now();
    const runs = await runGrid<Input, QualityRun>(
      new URL("./quality/worker.ts", import.meta.url),
      grid,
      { store, parallel: jobs, signal, label: "Measuring", unit: "networks" },
    );

    const summary = summarizeQuality(runs);
    const stem = typeof network === "string"
      ? `quality_${network.replaceAll("-", "_")}`
      : "quality";
    const path = join(out, stem);
    const figures = [qualityFigure(runs, steps), layersFigure(runs, steps)];
    await writeJson(`${path}.json`, {
      command: `deno task quality ${Deno.args.join(" ")}`.trim(),
      configuration: { ...shared, activations, seeds, seed, data: data ?? "digits" },
      versions: versions(),
      summary: toDigits(summary),
      runs: toDigits(runs, 4),
    });
    await writeFileAtomically(
      `${path}.html`,
      await toHtml(figures, {
        title: "Approximation quality",
        description:
          `Made by deno task quality: ${seeds} seeds, ${steps} steps, ${samples} samples.`,
      }),
    );
    await saveSvg(figures[0], `${path}.svg`);
    await store.remove();

    if (json) console.log(JSON.stringify(summary));
    else {
      printTables(activations, summary);
      const time = ((performance.now() - started) / 1000).toFixed(0);
      console.log(`\n${time} s; see ${path}.html, ${stem}.svg and ${stem}.json`);
    }
  });
}

function printTables(
  activations: readonly string[],
  summary: ReturnType<typeof summarizeQuality>,
): void {
  for (const activation of activations) {
    console.log(`\n${activation}\n\n${formatTable(columns, tableRows(summary, activation))}`);
  }
}
