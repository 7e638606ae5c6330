/**
 * The comparison of optimizers on digits.
 *
 * @module
 */

import { join } from "node:path";
import {
  epochsFigure,
  type OptimizerRun,
  type OptimizerSetting,
  secondsFigure,
  sensitivityFigure,
  summarizeOptimizers,
  timeEpochs,
} from "../lib/experiments/mod.ts";
import { facets, saveSvg, toHtml } from "../lib/plot/mod.ts";
import { runCommand, UsageError } from "./command.ts";
import { command, quick } from "./optimizers/options.ts";
import { columns, tableRows } from "./optimizers/table.ts";
import { toDigits } from "./support/digits.ts";
import { prepareFolder, writeFileAtomically, writeJson } from "./support/files.ts";
import { runGrid } from "./support/grid.ts";
import { checkImages, loadImages } from "./support/images.ts";
import { ResultStore } from "./support/store.ts";
import { formatTable } from "./support/table.ts";
import { versions } from "./support/versions.ts";

/** What a worker gets. */
interface Input {
  readonly setting: OptimizerSetting;
  readonly data?: string;
}

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, async (values, { signal }) => {
    const { network, activation, batch, delta, validation, test, optimizers, seed } = values;
    const { data, out, jobs, json } = values;
    const { seeds, epochs, stepSizes } = values.quick ? quick : values;
    await prepareFolder(out);
    const images = await loadImages(data);
    checkImages(images, { network, batch, samples: 1 });
    if (validation + test + batch > images.count) {
      throw new UsageError(
        `--validation and --test must leave a batch of the ${images.count} images to train on, found ${
          validation + test
        } images held back`,
      );
    }

    const held = { validation, test };
    const shared = { network, activation, epochs, batch, delta, held };
    const store = await ResultStore.open<OptimizerRun>({
      folder: out,
      configuration: { ...shared, data: data ?? "digits" },
    });
    const grid = optimizers.flatMap((optimizer) =>
      stepSizes.flatMap((stepSize) =>
        Array.from({ length: seeds }, (_, i) => ({
          name: `${optimizer} step size ${stepSize} seed ${seed + i}`,
          input: { setting: { ...shared, optimizer, stepSize, seed: seed + i }, data },
        }))
      )
    );
    const started = performance.now();
    const runs = await runGrid<Input, OptimizerRun>(
      new URL("./optimizers/worker.ts", import.meta.url),
      grid,
      { store, parallel: jobs, signal, label: "Training", unit: "networks" },
    );

    const summary = summarizeOptimizers(runs);
    // In one thread and in turns: the runs above shared the machine with each other.
    const seconds = await timeEpochs(
      summary.best.map(({ optimizer, stepSize }) => ({ ...shared, optimizer, stepSize, seed })),
      images,
    );
    const timed = {
      ...summary,
      best: summary.best.map((row, i) => ({ ...row, secondsPerEpoch: seconds[i] })),
    };
    const chosen = runs.filter((run) =>
      summary.best.some((it) => it.optimizer === run.optimizer && it.stepSize === run.stepSize)
    );
    await writeJson(join(out, "optimizers.json"), {
      command: `deno task optimizers ${Deno.args.join(" ")}`.trim(),
      configuration: { ...shared, optimizers, stepSizes, seeds, seed, data: data ?? "digits" },
      versions: versions(),
      summary: toDigits(timed, 4),
      runs: toDigits(chosen, 4),
    });
    const sensitivity = sensitivityFigure(runs, summary, delta);
    if (summary.best.length > 0) {
      const curves = [epochsFigure(runs, summary), secondsFigure(runs, timed)];
      const title = `Optimizers on ${data ?? "digits"}`;
      await writeFileAtomically(
        join(out, "optimizers.html"),
        await toHtml([...curves, sensitivity], {
          title,
          description: `Made by deno task optimizers: ${seeds} seeds, ${epochs} epochs.`,
        }),
      );
      await saveSvg(facets(curves, { title, share: "none" }), join(out, "optimizers.svg"));
    }
    await saveSvg(sensitivity, join(out, "sensitivity.svg"));
    await store.remove();

    if (json) console.log(JSON.stringify(timed));
    else {
      console.log(`\n${formatTable(columns, tableRows(timed.best))}`);
      const took = ((performance.now() - started) / 1000).toFixed(0);
      console.log(`\n${took} s; see ${join(out, "optimizers.html")} and optimizers.json`);
    }
  });
}
