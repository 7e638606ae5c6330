/**
 * Compares the library with exact answers from elsewhere: `deno task oracle --help`.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { parseJson } from "../lib/runs/mod.ts";
import type { Backend } from "../mod.ts";
import { defineCommand, runCommand } from "./command.ts";
import { backendNames, backends } from "./oracle/backends.ts";
import { asCase } from "./oracle/case.ts";
import { type Check, checkCase } from "./oracle/checks.ts";
import { asOptimizerCase, checkRuns, holdsRuns } from "./oracle/runs.ts";
import { toleranceOf, toleranceOfRuns } from "./oracle/tolerance.ts";
import { formatTable } from "./support/table.ts";

const command = defineCommand({
  name: "oracle",
  summary:
    "Compares every quantity of cases with exact answers, and recorded runs of optimizers, with the library's (schema: tests/data/oracle/README.md).",
  options: {
    backend: {
      kind: "choice",
      choices: backendNames,
      default: "reference",
      description: "Where numbers are computed; tfjs is TensorFlow.js in WebAssembly",
    },
    json: { kind: "boolean", description: "Print one JSON object instead of the table" },
    file: {
      kind: "files",
      description: "Cases, .json or .json.gz; all of tests/data/oracle if none",
    },
  },
  examples: [
    { arguments: "", description: "All cases that come with the project" },
    { arguments: "case.json --json", description: "One file, for a program to read" },
    { arguments: "--backend tfjs", description: "In float32, to a tolerance for each case" },
  ],
});

/** All checks of one file. */
interface CaseReport {
  readonly case: string;
  /** The largest error that passes. */
  readonly tolerance: number;
  readonly checks: readonly Check[];
}

async function casesOfProject(): Promise<string[]> {
  const folder = new URL("../tests/data/oracle/", import.meta.url);
  const names = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (/\.json(\.gz)?$/.test(name)) names.push(name);
  }
  return names.sort().map((name) => join(fileURLToPath(folder), name));
}

async function readCase(path: string): Promise<unknown> {
  const bytes = await Deno.readFile(path).catch((error) => {
    throw new Error(`${path}: expected a file to read, found ${error.message}`);
  });
  const text = new TextDecoder().decode(path.endsWith(".gz") ? unzip(bytes, path) : bytes);
  return parseJson(text, path);
}

function unzip(bytes: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new Error(`${path}: expected a file that gzip made, found ${(error as Error).message}`);
  }
}

async function report(path: string, backend: Backend): Promise<CaseReport> {
  let name = path;
  try {
    const parsed = await readCase(path);
    if (holdsRuns(parsed)) {
      const oracle = asOptimizerCase(parsed, path);
      name = oracle.name;
      const tolerance = toleranceOfRuns(backend);
      return { case: name, tolerance, checks: checkRuns(oracle, backend) };
    }
    const oracle = asCase(parsed, path);
    name = oracle.name;
    const tolerance = toleranceOf(oracle, backend);
    return { case: name, tolerance, checks: checkCase(oracle, backend) };
  } catch (error) {
    const failure = (error as Error).message;
    return { case: name, tolerance: 0, checks: [{ quantity: "case", error: Infinity, failure }] };
  }
}

const passed = ({ tolerance }: CaseReport, { error }: Check) => error <= tolerance;

function summarize(reports: readonly CaseReport[]) {
  const all = reports.flatMap((one) =>
    one.checks.map((check) => ({ ...check, case: one.case, passed: passed(one, check) }))
  );
  const worst = all.reduce((a, b) => b.error > a.error ? b : a, all[0]);
  return {
    cases: reports.length,
    checks: all.length,
    failed: all.filter((check) => !check.passed).length,
    worst: worst && { error: worst.error, case: worst.case, quantity: worst.quantity },
  };
}

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, async ({ backend, json, file }) => {
    const paths = file.length > 0 ? file : await casesOfProject();
    const place = await backends[backend]();
    const reports: CaseReport[] = [];
    for (const path of paths) {
      const one = await report(path, place);
      reports.push(one);
      if (json) continue;
      console.log(`\n${one.case}`);
      console.log(formatTable(
        [{ title: "quantity" }, { title: "error", align: "right" }, { title: "" }],
        one.checks.map((check) => [
          check.quantity,
          check.error.toExponential(1),
          passed(one, check) ? "ok" : `FAILED ${check.failure ?? ""}`.trim(),
        ]),
      ));
    }
    const total = summarize(reports);
    if (json) console.log(JSON.stringify({ backend, ...total, reports }));
    else {
      const { cases, checks, failed, worst } = total;
      console.log(
        `\noracle: ${cases} cases, ${checks} checks, ${failed} failed, worst ${
          worst.error.toExponential(1)
        } (${worst.case}, ${worst.quantity})`,
      );
    }
    if (total.failed > 0) throw new Error(`${total.failed} of ${total.checks} checks failed`);
  });
}
