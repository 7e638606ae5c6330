/**
 * Compares the library with exact answers from elsewhere: `deno task oracle --help`.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { reference, simd } from "../mod.ts";
import { defineCommand, runCommand } from "./command.ts";
import { asCase } from "./oracle/case.ts";
import { type Check, checkCase } from "./oracle/checks.ts";
import { parseJson } from "./support/json.ts";
import { formatTable } from "./support/table.ts";

/**
 * How far a backend may be off, relative to the largest magnitude of a quantity. In float32 every
 * number of a case comes out of some 200 operations one after another at most (three layers there and
 * back, inner lengths up to 32), each of which rounds by half a precision relative to the sum of
 * magnitudes that enter; a factor of 10 allows those sums to exceed the largest magnitude.
 */
const tolerances = { reference: 1e-9, simd: 10 * 200 / 2 * simd.precision };

const backends = { reference, simd };

const command = defineCommand({
  name: "oracle",
  summary:
    "Compares every quantity of cases with exact answers (schema: tests/data/oracle/README.md) with the library's.",
  options: {
    backend: {
      kind: "choice",
      choices: ["reference", "simd"],
      default: "reference",
      description: "Where numbers are computed",
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
  ],
});

/** All checks of one file. */
interface CaseReport {
  readonly case: string;
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

async function report(path: string, backend: keyof typeof backends): Promise<CaseReport> {
  let name = path;
  try {
    const oracle = asCase(await readCase(path), path);
    name = oracle.name;
    return { case: name, checks: checkCase(oracle, backends[backend]) };
  } catch (error) {
    const failure = (error as Error).message;
    return { case: name, checks: [{ quantity: "case", error: Infinity, failure }] };
  }
}

function summarize(reports: readonly CaseReport[], passed: (check: Check) => boolean) {
  const all = reports.flatMap((one) => one.checks.map((check) => ({ ...check, case: one.case })));
  const worst = all.reduce((a, b) => b.error > a.error ? b : a, all[0]);
  return {
    cases: reports.length,
    checks: all.length,
    failed: all.filter((check) => !passed(check)).length,
    worst: worst && { error: worst.error, case: worst.case, quantity: worst.quantity },
  };
}

if (import.meta.main) {
  Deno.exitCode = await runCommand(command, Deno.args, async ({ backend, json, file }) => {
    const paths = file.length > 0 ? file : await casesOfProject();
    const tolerance = tolerances[backend];
    const passed = ({ error }: Check) => error <= tolerance;
    const reports: CaseReport[] = [];
    for (const path of paths) {
      const one = await report(path, backend);
      reports.push(one);
      if (json) continue;
      console.log(`\n${one.case}`);
      console.log(formatTable(
        [{ title: "quantity" }, { title: "error", align: "right" }, { title: "" }],
        one.checks.map((check) => [
          check.quantity,
          check.error.toExponential(1),
          passed(check) ? "ok" : `FAILED ${check.failure ?? ""}`.trim(),
        ]),
      ));
    }
    const total = summarize(reports, passed);
    if (json) console.log(JSON.stringify({ backend, tolerance, ...total, reports }));
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
