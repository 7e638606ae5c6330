/**
 * Reports on runs of agents: learning curves, final returns and how methods compare.
 *
 * @module
 */

import { join } from "node:path";
import { agentsFigures, summarizeAgents } from "../lib/experiments/mod.ts";
import { saveHtml, saveSvg } from "../lib/plot/mod.ts";
import { defineCommand, runCommand, UsageError } from "./command.ts";
import { type FoundRun, readRuns } from "./report/read_runs.ts";
import { reportTables } from "./report/tables.ts";
import { toDigits } from "./support/digits.ts";
import { formatTable } from "./support/table.ts";
import { prepareFolder, writeFileAtomically, writeJson } from "./support/files.ts";

const command = defineCommand({
  name: "report",
  summary:
    "Learning curves, final returns, sensitivities to the step size and comparisons of all runs of agents in a folder and below it.",
  options: {
    folder: { kind: "files", required: true, placeholder: "DIR", description: "Where runs are" },
    by: {
      kind: "list",
      of: { kind: "string" },
      placeholder: "NAME,…",
      description: "Parts of the configuration that make a method, beside the optimizer's",
    },
    partial: { kind: "boolean", description: "Also use runs that have not come to their end" },
    out: {
      kind: "string",
      placeholder: "DIR",
      description:
        "Where report.html, report.json, report.md and pictures go; DIR/report if absent",
    },
    title: { kind: "string", default: "Agents", description: "The report's title" },
  },
  examples: [
    { arguments: "runs/fig5", description: "On a study" },
    { arguments: "runs/fig5 --partial", description: "On what there is of it so far" },
    { arguments: "runs --by gamma", description: "On runs that differ in γ" },
  ],
});

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, async (values) => {
    const { folder: folders, by = [], partial, title } = values;
    if (folders.length !== 1) throw new UsageError(`expected 1 DIR, found ${folders.length}`);
    const [folder] = folders;
    const out = values.out ?? join(folder, "report");
    const found = await readRuns(folder);
    if (found.length === 0) throw new Error(`Expected runs of agents in ${folder}, found none`);
    const runs = found.filter((run) => (run.isDone || partial) && run.episodes.length > 0);
    const leftOut = found.filter((run) => !runs.includes(run));
    const notes = notesOn(runs, leftOut);
    for (const note of notes) console.error(`report: ${note}`);
    if (runs.length === 0) {
      throw new Error(
        `Expected runs that have come to their end in ${folder}, found none: --partial`,
      );
    }
    const summary = summarizeAgents(runs, { by: by as string[] });
    const tables = reportTables(summary, runs);
    const figures = agentsFigures(summary);

    await prepareFolder(out);
    await writeJson(join(out, "report.json"), {
      command: `deno task report ${Deno.args.join(" ")}`,
      versions: runs[0].versions,
      options: commonOptions(runs),
      notes,
      ...toDigits(summary, 5),
    });
    const pictures = figures.map(({ name, figure }) => ({ path: `${name}.svg`, figure }));
    for (const { path, figure } of pictures) await saveSvg(figure, join(out, path));
    const text = [
      `# ${title}`,
      `${runs.length} runs. Curves and final returns are of undiscounted returns.`,
      ...tables.flatMap(({ title, columns, rows, note = "" }) => [
        `## ${title}`,
        formatTable(columns, rows),
        note,
      ]),
      ...(notes.length > 0 ? ["## Notes", notes.map((note) => `- ${note}`).join("\n")] : []),
      "## Figures",
      ...pictures.map(({ path }) => `![${path.replace(/\.svg$/, "")}](${path})`),
    ].join("\n\n");
    await writeFileAtomically(join(out, "report.md"), `${text}\n`);
    await saveHtml(figures.map(({ figure }) => figure), join(out, "report.html"), {
      title,
      tables,
      description: [`${runs.length} runs.`, ...notes].join("\n\n"),
    });
    for (const { title, columns, rows } of tables) {
      console.log(`${title}\n\n${formatTable(columns, rows)}\n`);
    }
    console.log(`see ${out}: report.html, report.json, report.md`);
  });
}

/** What a reader must know about the runs. */
function notesOn(runs: readonly FoundRun[], leftOut: readonly FoundRun[]): string[] {
  const stateOf = ({ name, step, options, failure, episodes }: FoundRun) =>
    `${name} (step ${step} of ${options.steps}${episodes.length === 0 ? ", no episode" : ""}` +
    `${failure ? `; ${failure}` : ""})`;
  const unfinished = runs.filter(({ isDone }) => !isDone);
  const versions = new Set(runs.map((run) => JSON.stringify(run.versions)));
  return [
    ...leftOut.map((run) => `left out: ${stateOf(run)}`),
    ...unfinished.map((run) => `unfinished, but used: ${stateOf(run)}`),
    ...(versions.size > 1
      ? [`runs were made by different versions: ${[...versions].join(", ")}`]
      : []),
  ];
}

/** The options that all runs share. */
function commonOptions(runs: readonly FoundRun[]): Record<string, unknown> {
  const [{ options }] = runs;
  return Object.fromEntries(
    Object.entries(options).filter(([name, value]) =>
      runs.every((run) => JSON.stringify(run.options[name]) === JSON.stringify(value))
    ),
  );
}
