import { assertEquals } from "@std/assert";
import { basename, join } from "node:path";
import {
  type Check,
  commandCheck,
  judgeTests,
  runChecks,
  testCheck,
} from "../../../tasks/test/checks.ts";
import { failure } from "../../../tasks/test/counts.ts";

const { signal } = new AbortController();

const report = (cases: string) =>
  `<testsuites><testsuite name="a">${cases}</testsuite></testsuites>`;
const passed = `<testcase name="a" classname="a.ts" line="1"></testcase>`;
const failed =
  `<testcase name="b" classname="a.ts" line="2"><failure>No\n at x</failure></testcase>`;
const skipped = `<testcase name="c" classname="a.ts" line="3"><skipped/></testcase>`;

/** The counts and names of what `deno test` left behind. */
function judge(code: number, xml?: string, output = "") {
  const { failures, ...counts } = judgeTests({ code, output }, xml);
  return { ...counts, failed: failures.map(({ name }) => name) };
}

Deno.test("the outcome of tests is that of the report, if it explains the exit code", () => {
  assertEquals(judge(0, report(passed + skipped)), { passed: 1, failed: [], skipped: 1 });
  assertEquals(judge(1, report(passed + failed)), { passed: 1, failed: ["a.ts:2 b"], skipped: 0 });
});

Deno.test("tests that end badly without a failed test, or none at all, are a failure", () => {
  const failed = (code: number) => [`deno test (exit code ${code}, no test failed)`];
  assertEquals(judge(1, report(passed)), { passed: 1, failed: failed(1), skipped: 0 });
  assertEquals(judge(137), { passed: 0, failed: failed(137), skipped: 0 });
  assertEquals(judge(0), { passed: 0, failed: failed(0), skipped: 0 });
  assertEquals(judge(0, report("")), { passed: 0, failed: failed(0), skipped: 0 });
  assertEquals(judge(0, report(skipped)), { passed: 0, failed: failed(0), skipped: 1 });
});

Deno.test("a module that fails outside of all tests is named beside the failed tests", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const files = {
      "a_test.ts": `Deno.test("b", () => {\nthrow new RangeError("No");\n});`,
      "c_test.ts": `throw new TypeError("Not at all");`,
    };
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(folder, name), text);
    }
    const { failures, ...counts } = await testCheck([folder], { quiet: true }).run(signal);
    assertEquals(counts, { passed: 0, skipped: 0 });
    const shown = failures.map(({ name, message }) => [basename(name), message.split("\n")[0]]);
    assertEquals(shown, [
      ["a_test.ts:1 b", "RangeError: No"],
      ["c_test.ts", "(in promise) TypeError: Not at all"],
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a command's exit code is its verdict, what it prints is the reason", async () => {
  const verdict = (code: string) =>
    commandCheck("check", ["eval", code], { quiet: true }).run(signal);
  assertEquals(await verdict("Deno.exit(0)"), { passed: 1, failures: [], skipped: 0 });
  assertEquals(
    await verdict("console.log('%cRed', 'color: red'); console.error('Check a.ts'); Deno.exit(3)"),
    { passed: 0, failures: [{ name: "deno eval", message: "Red\n\n" }], skipped: 0 },
  );
});

Deno.test("tests and documented examples run, with a folder to write to and no other", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const example = "/**\n * ```ts\n * if (1 > 2) throw new Error();\n * ```\n */";
    const broken = "/**\n * ```ts\n * throw new Error();\n * ```\n */";
    const files = {
      "lib.ts": `${example}\nexport const a = 1;\n${broken}\nexport const b = 1;\n`,
      "a_test.ts": `Deno.test("good", async () => {
        await Deno.writeTextFile(await Deno.makeTempFile(), "a");
      });
      Deno.test("bad", () => Deno.writeTextFile(import.meta.filename + ".txt", "a"));
      Deno.test.ignore("ignored", () => {});`,
    };
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(folder, name), text);
    }
    const { failures, ...counts } = await testCheck([folder], { quiet: true }).run(signal);
    assertEquals(counts, { passed: 2, skipped: 1 });
    assertEquals(failures.length, 2);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("all checks are made; what failed is named at the end, before the counts", async () => {
  const good: Check = {
    name: "good",
    run: () => Promise.resolve({ passed: 2, failures: [], skipped: 1 }),
  };
  const bad: Check = { name: "bad", run: () => Promise.resolve(failure("a.ts:3 a", "No\nat a")) };
  const broken: Check = { name: "broken", run: () => Promise.reject(new Error("Broken")) };
  const { log, error } = console;
  const lines: string[] = [];
  console.log = (line: string) => lines.push(line);
  console.error = () => {};
  try {
    assertEquals(await runChecks([good], signal), true);
    assertEquals(lines.at(-1), "\n2 passed, 0 failed, 1 skipped");
    assertEquals(lines.some((line) => line.includes("== failed")), false);
    assertEquals(await runChecks([bad, broken, good], signal), false);
    assertEquals(lines.slice(-2), [
      "\n== failed\na.ts:3 a\n    No\n    at a\nbroken\n    Error: Broken",
      "\n2 passed, 2 failed, 1 skipped",
    ]);
  } finally {
    Object.assign(console, { log, error });
  }
});
