/**
 * Times what the library does, methods in turn: `deno task bench --help`.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { cpus } from "node:os";
import { saveHtml, saveSvg } from "../lib/plot/mod.ts";
import { casesOf } from "./bench/cases.ts";
import { costFigure, isDrawn } from "./bench/figure.ts";
import type { Case, MeasuredCase, Row } from "./bench/measure.ts";
import type { BenchInput, BenchOutput } from "./bench/worker.ts";
import { defineCommand, runCommand, UsageError } from "./command.ts";
import { prepareFolder, writeJson } from "./support/files.ts";
import { runJobs } from "./support/pool.ts";
import { formatTable } from "./support/table.ts";
import { versions } from "./support/versions.ts";

const command = defineCommand({
  name: "bench",
  summary:
    "Times products, updates, epochs and environments; methods of a case run in turn, warm; medians.",
  options: {
    filter: {
      kind: "string",
      placeholder: "TEXT",
      description: "Only cases whose name holds this",
    },
    samples: { kind: "integer", min: 1, description: "Samples of each method; 100 if absent" },
    quick: {
      kind: "boolean",
      description: "15 samples, and no memory, depth, width or scaling cases",
    },
    json: { kind: "string", placeholder: "FILE", description: "Also write the rows as JSON" },
    figure: {
      kind: "string",
      placeholder: "DIR",
      description: "Draw the depth and width cases as cost.html and cost.svg",
    },
  },
  examples: [
    { arguments: "--filter mlp-17", description: "Updates of small networks" },
    { arguments: "--filter env-", description: "Steps of environments" },
    { arguments: "--filter depth --figure cost", description: "The cost study's first half" },
  ],
});

/** Times a case in an isolate of its own: none meets compiled code and memory that others left. */
async function timed(input: BenchInput, signal: AbortSignal): Promise<BenchOutput> {
  const worker = new URL("./bench/worker.ts", import.meta.url);
  const [output] = await runJobs<BenchInput, BenchOutput>(worker, [{ name: input.name, input }], {
    signal,
  });
  return output;
}

/** A ratio to the case's baseline on the same backend. */
function ratioOf(row: Row, rows: readonly Row[], baseline: string): string {
  const base = rows.find((other) =>
    other.case === row.case && other.backend === row.backend && other.method === baseline
  );
  return base ? (row.median_us / base.median_us).toFixed(2) : "";
}

/** Such as `8600: 42 %, 8 %, 50 %`, or the steps alone. */
function shareText({ steps_per_s, physics, acting, learning }: Row): string {
  if (physics === undefined) return String(steps_per_s);
  const shares = [physics, acting!, learning!].map((share) => `${(100 * share).toFixed(0)} %`);
  return `${steps_per_s}: ${shares.join(", ")}`;
}

/** Such as `67.7 (1.34), 69.0`. */
function memoryText({ peak_mb, peak_ratio, memory_mb }: Row): string {
  if (peak_mb === undefined) return "";
  return `${peak_mb} (${peak_ratio!.toFixed(2)}), ${memory_mb}`;
}

/** Such as `11.2 → 33.5; 0.85 (+0)`. */
function growthText({ early_mb, late_mb, memory_mb, memory_growth_mb }: Row): string {
  return `${early_mb} → ${late_mb}; ${memory_mb} (+${memory_growth_mb})`;
}

/** What the last column of a case's rows tells. */
function lastColumn(
  one: Case | MeasuredCase,
  rows: readonly Row[],
): [string, (row: Row) => string] {
  if (rows.some((row) => row.late_mb !== undefined)) {
    return ["MB above the start after 1,000 → 100,000 updates; of the backend", growthText];
  }
  if ("measure" in one) return ["steps/s: physics, acting, learning", shareText];
  if (rows.some((row) => row.peak_mb !== undefined)) {
    return ["peak MB (ratio), all MB", memoryText];
  }
  return ["GFLOP/s", (row) => String(row.gflops ?? "")];
}

/** What the memory's numbers are. */
const memoryNote =
  "Memory: the most bytes in use at a time; their ratio to activations (the input and every layer's\n" +
  "output), parameters and what the optimizer keeps between steps; all that was taken of the system.\n";

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, async (values, { signal }) => {
    const { filter = "", quick, json, figure } = values;
    const samples = values.samples ?? (quick ? 15 : 100);
    const all = casesOf(quick);
    const cases = all.filter(({ name }) => name.includes(filter));
    if (cases.length === 0) {
      throw new UsageError(
        `--filter must be part of a case's name, found "${filter}"; cases: ${
          all.map(({ name }) => name).join(" ")
        }`,
      );
    }
    if (figure !== undefined) {
      if (!cases.some(({ name }) => isDrawn(name))) {
        throw new UsageError(
          `--figure draws depth and width cases, found ${
            quick ? "--quick, which leaves them out" : `none with "${filter}" in their names`
          }`,
        );
      }
      await prepareFolder(figure, "--figure");
    }
    if (json !== undefined) await prepareFolder(dirname(json), "--json");
    const rows: Row[] = [];
    const told = new Set<string>();
    for (const one of cases) {
      const input = { name: one.name, quick, samples };
      const { rows: found, missing } = await timed(input, signal);
      for (const message of missing.filter((message) => !told.has(message))) {
        told.add(message);
        console.error(`bench: ${message}`);
      }
      rows.push(...found);
      const [lastTitle, lastText] = lastColumn(one, found);
      console.log(
        formatTable(
          [
            { title: one.name },
            { title: "backend" },
            { title: "median µs", align: "right" },
            { title: "10 %", align: "right" },
            { title: "90 %", align: "right" },
            { title: `÷ ${one.baseline}`, align: "right" },
            { title: lastTitle, align: "right" },
          ],
          found.map((row) => [
            row.method,
            row.backend,
            String(row.median_us),
            String(row.p10_us),
            String(row.p90_us),
            ratioOf(row, found, one.baseline),
            lastText(row),
          ]),
        ) + "\n",
      );
      if (found.some((row) => row.peak_mb !== undefined)) console.log(memoryNote);
      // Lets signals in.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    if (json !== undefined) {
      await writeJson(json, {
        command: `deno task bench ${Deno.args.join(" ")}`,
        processor: cpus()[0]?.model,
        versions: versions(),
        rows,
      });
    }
    if (figure !== undefined) {
      await saveHtml([costFigure(rows)], join(figure, "cost.html"), { title: "Cost of an update" });
      await saveSvg(costFigure(rows), join(figure, "cost.svg"));
    }
  });
}
