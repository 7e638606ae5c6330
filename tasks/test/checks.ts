import { join } from "node:path";
import { describeReport, listNotebooks } from "../notebooks.ts";
import { runNotebooks } from "../notebooks/run.ts";
import { addCounts, type Counts, countTests, formatCounts } from "./counts.ts";

/** What tests run beside Deno, where it is there: the library has to compute the same bits in them. */
const RUNTIMES = ["node", "/usr/bin/chromium"];

const NOTEBOOK_CELL_TIMEOUT_MS = 300_000;

/** Something that is checked, after a headline. */
export interface Check {
  readonly name: string;
  /** Prints what it finds, and counts it. */
  run(signal: AbortSignal): Promise<Counts>;
}

const PASSED: Counts = { passed: 1, failed: 0, skipped: 0 };
const FAILED: Counts = { passed: 0, failed: 1, skipped: 0 };
const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };

/** A check that one command of Deno makes: its exit code is the verdict. */
export function commandCheck(name: string, args: readonly string[]): Check {
  return {
    name,
    run: async (signal) => await runDeno(args, { signal }) === 0 ? PASSED : FAILED,
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
        const code = await runDeno([
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
        return judgeTests(code, await Deno.readTextFile(report).catch(() => undefined));
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  };
}

/**
 * The counts in a report. A run that failed although no test did, or had no test at all, is a failure of its
 * own: a module could not be loaded, or an error was thrown outside of all tests.
 *
 * @param code The exit code of `deno test`
 * @param report Its JUnit report, if it wrote one
 */
export function judgeTests(code: number, report: string | undefined): Counts {
  const counts = report === undefined ? NONE : countTests(report);
  const { passed, failed } = counts;
  const unexplained = code !== 0 && failed === 0;
  return unexplained || passed + failed === 0 ? addCounts(counts, FAILED) : counts;
}

/** Each notebook in a folder, checked and run. */
export function notebookCheck(folder: string): Check {
  return {
    name: "notebooks",
    async run(signal) {
      const paths = await listNotebooks(folder);
      const options = { mode: "run" as const, timeout: NOTEBOOK_CELL_TIMEOUT_MS, signal };
      let counts = NONE;
      for await (const report of runNotebooks(paths, options)) {
        console.log(describeReport(report));
        counts = addCounts(counts, report.problems.length === 0 ? PASSED : FAILED);
      }
      return counts;
    },
  };
}

/**
 * Makes all checks, also after one has failed, and prints the counts of each and of all together.
 *
 * @returns Whether nothing failed
 */
export async function runChecks(checks: readonly Check[], signal: AbortSignal): Promise<boolean> {
  let total = NONE;
  for (const { name, run } of checks) {
    console.log(`\n== ${name}`);
    const start = performance.now();
    const counts = await run(signal).catch((error) => {
      signal.throwIfAborted();
      console.error(error);
      return FAILED;
    });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`== ${name}: ${formatCounts(counts)} (${seconds} s)`);
    total = addCounts(total, counts);
  }
  console.log(`\n${formatCounts(total)}`);
  return total.failed === 0;
}

async function runDeno(
  args: readonly string[],
  { quiet = false, ...options }: {
    signal: AbortSignal;
    env?: Record<string, string>;
    quiet?: boolean;
  },
): Promise<number> {
  const output = quiet ? "null" : "inherit";
  const command = new Deno.Command(Deno.execPath(), {
    args: [...args],
    stdin: "null",
    stdout: output,
    stderr: output,
    ...options,
  });
  const { code } = await command.spawn().status;
  options.signal.throwIfAborted();
  return code;
}
