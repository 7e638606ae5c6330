/**
 * Trains agents in all combinations of environments, algorithms, optimizers, step sizes and seeds.
 *
 * @module
 */

import { join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { FolderLock, LocalJobs, readBytes } from "../lib/runs/mod.ts";
import { defineCommand, runCommand, UsageError } from "./command.ts";
import { carryOut } from "./study/carry_out.ts";
import { estimate, formatEstimates } from "./study/estimate.ts";
import { readStudy } from "./study/file.ts";
import { runsOf, type StudyRun } from "./study/grid.ts";
import { onlyRuns } from "./study/only.ts";
import { prepareFolder } from "./support/files.ts";
import { formatTable } from "./support/table.ts";

const command = defineCommand({
  name: "study",
  summary:
    "Trains agents in all combinations of environments, algorithms, optimizers, step sizes and seeds, each run a process in a folder of its own. Started again it goes on where it was.",
  options: {
    file: { kind: "files", description: "The study, in YAML" },
    preset: {
      kind: "choice",
      choices: ["fig5", "search", "comparison", "cleanrl", "sensitivity", "acceptance"],
      description: "A study that comes with the project, in place of a file",
    },
    out: { kind: "string", placeholder: "DIR", description: "The study's folder; named after it" },
    jobs: { kind: "integer", min: 1, description: "Runs at a time; one per core if absent" },
    steps: { kind: "integer", min: 1, description: "Steps of each run, in place of the study's" },
    seeds: { kind: "integer", min: 1, description: "Number of seeds, in place of the study's" },
    only: {
      kind: "list",
      of: { kind: "string" },
      placeholder: "NAME=VALUE,…",
      description: "Only some of the runs, such as env=Hopper-v5,optimizer=adam",
    },
    dryRun: {
      kind: "boolean",
      description:
        "List the runs, measure speeds in short runs, and estimate the time that is left",
    },
  },
  examples: [
    { arguments: "--preset fig5 --seeds 3 --only env=Hopper-v5", description: "A part of Fig. 5" },
    { arguments: "my_study.yaml --out runs/mine --jobs 2", description: "A study of one's own" },
  ],
});

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, async (values, { signal }) => {
    const { file: files, preset, jobs: parallel, steps, seeds, only = [], dryRun } = values;
    if (files.length + (preset === undefined ? 0 : 1) !== 1) {
      throw new UsageError(
        `expected a FILE or --preset, found ${
          [...files, preset].filter(Boolean).join(", ") || "none"
        }`,
      );
    }
    const path = preset === undefined
      ? files[0]
      : fileURLToPath(new URL(`study/${preset}.yaml`, import.meta.url));
    const grids = readStudy(new TextDecoder().decode(await readBytes(path)), preset ?? path);
    const runs = onlyRuns(runsOf(grids, preset ?? path, { steps, seeds }), only as string[]);
    const folder = values.out ?? join("runs", preset ?? parse(path).name);
    if (dryRun) {
      console.log(`${listOf(runs)}\n`);
      const estimates = await estimate(runs, { folder, signal });
      console.log(formatEstimates(estimates, parallel ?? navigator.hardwareConcurrency));
      return;
    }
    await prepareFolder(folder);
    using _lock = await FolderLock.take(folder);
    await using jobs = new LocalJobs({ parallel });
    const { done, failed } = await carryOut(runs, { folder, jobs, signal });
    console.log(`${done} of ${runs.length} runs done, see ${folder}`);
    if (failed.length === 0) return;
    const logs = failed.map(({ log }) => log).join(", ");
    throw new Error(
      `Expected all runs to come to their end, found ${failed.length} failed: ${logs}`,
    );
  });
}

function listOf(runs: readonly StudyRun[]): string {
  return formatTable(
    [{ title: "run" }, { title: "steps", align: "right" }],
    runs.map(({ name, options }) => [name, String(options.steps)]),
  );
}
