import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describeReport, listNotebooks } from "../notebooks.ts";
import { describeProblem } from "../notebooks/problem.ts";
import { runNotebooks } from "../notebooks/run.ts";
import {
  addOutcomes,
  describeFailures,
  failure,
  formatCounts,
  NONE,
  type Outcome,
  PASSED,
} from "./counts.ts";
import { readReport } from "./junit.ts";

/** What tests run beside Deno, where it is there: the library has to compute the same bits in them. */
const RUNTIMES = ["node", "/usr/bin/chromium"];

const NOTEBOOK_CELL_TIMEOUT_MS = 300_000;

/** Lines of Deno's commands that find nothing wrong. */
const PROGRESS = /^(Check|Checking|Download) .*$/gm;

/** Something that is checked, after a headline. */
export interface Check {
  readonly name: string;
  /** Prints what it finds, and counts it. */
  run(signal: AbortSignal): Promise<Outcome>;
}

/**
 * A check that one command of Deno makes: its exit code is the verdict.
 *
 * @param name What is checked
 * @param args The command
 * @param options `quiet`: print nothing
 */
export function commandCheck(
  name: string,
  args: readonly string[],
  { quiet = false }: { quiet?: boolean } = {},
): Check {
  return {
    name,
    async run(signal) {
      const { code, output } = await runDeno(args, { signal, quiet });
      return code === 0 ? PASSED : failure(`deno ${args[0]}`, output.replaceAll(PROGRESS, ""));
    },
  };
}

/** Leave to load TensorFlow's native library, where `deno task tfjs-node` has installed it. */
async function nativeLibrary(): Promise<string[]> {
  try {
    const addon = "node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node";
    return [`--allow-ffi=${await Deno.realPath(addon)}`];
  } catch {
    return [];
  }
}

/**
 * The tests, and the examples in the documentation. They may read, but write only to a temporary folder,
 * reach no network but this machine, and run nothing but Deno, Node and Chromium. Types are left to a check
 * of their own, so that one wrong type does not keep all tests from running.
 *
 * @param paths Files and folders
 * @param options `quiet`: print nothing
 */
export function testCheck(
  paths: readonly string[],
  { quiet = false }: { quiet?: boolean } = {},
): Check {
  return {
    name: "tests and documented examples",
    async run(signal) {
      const folder = await Deno.makeTempDir({ prefix: "hesscale-test-" });
      try {
        const report = join(folder, "report.xml");
        const { code, output } = await runDeno([
          "test",
          "--doc",
          "--no-check",
          "--parallel",
          "--no-prompt",
          "--allow-read",
          "--allow-env",
          `--allow-write=${folder}`,
          "--allow-net=127.0.0.1",
          `--allow-run=${[Deno.execPath(), ...RUNTIMES].join(",")}`,
          `--junit-path=${report}`,
          ...await nativeLibrary(),
          ...paths,
        ], { signal, env: { TMPDIR: folder }, quiet });
        const xml = await Deno.readTextFile(report).catch(() => undefined);
        return judgeTests({ code, output }, xml);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  };
}

/**
 * The outcome that a report tells, with the modules that failed outside of all tests, which it leaves out. A
 * run that failed although nothing else did, or had no test at all, is a failure of its own.
 *
 * @param ended How `deno test` ended, and what it printed
 * @param report Its JUnit report, if it wrote one
 */
export function judgeTests({ code, output }: Ended, report: string | undefined): Outcome {
  const told = report === undefined ? NONE : readReport(report);
  const outcome = (code === 0 ? [] : listUncaught(output)).reduce(addOutcomes, told);
  const { passed, failures } = outcome;
  const unexplained = code !== 0 && failures.length === 0;
  return unexplained || passed + failures.length === 0
    ? addOutcomes(
      outcome,
      failure(`deno test (exit code ${code}, no test failed)`, lastError(output)),
    )
    : outcome;
}

/** Errors of whole modules in the output of `deno test`: a headline with the path, then the message. */
function listUncaught(output: string): Outcome[] {
  const errors = output.matchAll(/^(\S.*) \(uncaught error\)\nerror: ([^]*?)\n\n/gm);
  return [...errors].map(([, path, message]) => failure(path, message));
}

/** The output from the last error on, or else its end. */
function lastError(output: string): string {
  const start = output.lastIndexOf("\nerror: ");
  return start < 0 ? output.trimEnd().split("\n").slice(-5).join("\n") : output.slice(start);
}

/** Each notebook in a folder, checked and run. */
export function notebookCheck(folder: string): Check {
  return {
    name: "notebooks",
    async run(signal) {
      const paths = await listNotebooks(folder);
      const options = { mode: "run" as const, timeout: NOTEBOOK_CELL_TIMEOUT_MS, signal };
      let outcome = NONE;
      for await (const report of runNotebooks(paths, options)) {
        console.log(describeReport(report));
        const { path, problems } = report;
        outcome = addOutcomes(
          outcome,
          problems.length === 0
            ? PASSED
            : failure(path, problems.map((problem) => describeProblem(problem)).join("\n")),
        );
      }
      return outcome;
    },
  };
}

/**
 * Makes all checks, also after one has failed, and prints the counts of each. Ends with the failures of all
 * together, for a long log may lack its middle, and their counts.
 *
 * @returns Whether nothing failed
 */
export async function runChecks(checks: readonly Check[], signal: AbortSignal): Promise<boolean> {
  let total = NONE;
  for (const { name, run } of checks) {
    console.log(`\n== ${name}`);
    const start = performance.now();
    const outcome = await run(signal).catch((error) => {
      signal.throwIfAborted();
      console.error(error);
      return failure(name, String(error));
    });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`== ${name}: ${formatCounts(outcome)} (${seconds} s)`);
    total = addOutcomes(total, outcome);
  }
  const { failures } = total;
  if (failures.length > 0) console.log(`\n== failed\n${describeFailures(failures)}`);
  console.log(`\n${formatCounts(total)}`);
  return failures.length === 0;
}

/** How a command ended. */
interface Ended {
  readonly code: number;
  /** What it printed, without colours. */
  readonly output: string;
}

async function runDeno(
  args: readonly string[],
  { quiet = false, ...options }: {
    signal: AbortSignal;
    env?: Record<string, string>;
    quiet?: boolean;
  },
): Promise<Ended> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...options,
  });
  const child = command.spawn();
  const keep = async (stream: "stdout" | "stderr") => {
    if (quiet) return new Response(child[stream]).text();
    const [kept, shown] = child[stream].tee();
    await shown.pipeTo(Deno[stream].writable, { preventClose: true });
    return new Response(kept).text();
  };
  const [{ code }, ...output] = await Promise.all([child.status, keep("stdout"), keep("stderr")]);
  options.signal.throwIfAborted();
  return { code, output: stripVTControlCharacters(output.join("")) };
}
