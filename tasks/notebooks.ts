/**
 * Runs notebooks with the Deno kernel and checks what comes out: `deno task notebooks --help` tells how.
 *
 * @module
 */

import { join } from "node:path";
import { defineCommand, runCommand, UsageError } from "./command.ts";
import { describeProblem } from "./notebooks/problem.ts";
import { type NotebookReport, runNotebooks } from "./notebooks/run.ts";

/** Where the notebooks are. */
export const FOLDER = "notebooks";

const command = defineCommand({
  name: "notebooks",
  summary:
    `Checks the types, lint and format of notebooks and runs each with a fresh Deno kernel, in
    its folder. Fails if a cell throws, a figure is empty, or outputs differ from those in the file.
    Cells tagged "nbval-ignore-output" may give other content each time, cells tagged
    "raises-exception" must throw.`,
  options: {
    files: { kind: "files", description: `The notebooks; by default all in ${FOLDER}/` },
    write: {
      kind: "boolean",
      description: "Keep the outputs in the file, if nothing else is wrong with the notebook",
    },
    check: { kind: "boolean", description: "Check without running" },
    format: { kind: "boolean", description: "Format the cells, nothing else" },
    timeout: {
      kind: "number",
      above: 0,
      default: 300,
      placeholder: "SECONDS",
      description: "How long one cell may take",
    },
  },
});

/** The paths of the notebooks in a folder, in alphabetical order. */
export async function listNotebooks(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries
    .filter(({ name, isFile }) => isFile && name.endsWith(".ipynb"))
    .map(({ name }) => join(folder, name))
    .sort();
}

/** One line about a notebook and one about each of its problems. */
export function describeReport({ path, cells, problems, time }: NotebookReport): string {
  const verdict = problems.length === 0 ? "ok" : "FAILED";
  const size = `${cells} ${cells === 1 ? "cell" : "cells"}`;
  const lines = problems.map((problem) => describeProblem(problem).replaceAll(/^/gm, "    "));
  return [`${path} ... ${verdict} (${size}, ${(time / 1000).toFixed(1)} s)`, ...lines].join("\n");
}

async function requireFile(path: string): Promise<void> {
  const isFile = await Deno.stat(path).then((status) => status.isFile, () => false);
  if (!isFile) throw new UsageError(`expected a notebook, found no file ${path}`);
}

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, async (values, { signal }) => {
    const modes = (["write", "check", "format"] as const).filter((mode) => values[mode]);
    if (modes.length > 1) {
      throw new UsageError(`expected one of --write, --check and --format, found ${modes.length}`);
    }
    for (const path of values.files) await requireFile(path);
    const paths = values.files.length > 0 ? values.files : await listNotebooks(FOLDER);
    const options = { mode: modes[0] ?? "run", timeout: values.timeout * 1000, signal };
    let failed = 0;
    for await (const report of runNotebooks(paths, options)) {
      console.log(describeReport(report));
      if (report.problems.length > 0) failed++;
    }
    if (failed > 0) throw new Error(`${failed} of ${paths.length} notebooks failed`);
  });
}
