import { assertEquals } from "@std/assert";
import { join } from "node:path";
import {
  type Check,
  commandCheck,
  judgeTests,
  runChecks,
  testCheck,
} from "../../../tasks/test/checks.ts";

const { signal } = new AbortController();

const report = (cases: string) =>
  `<testsuites><testsuite name="a">${cases}</testsuite></testsuites>`;
const passed = `<testcase name="a"></testcase>`;
const failed = `<testcase name="b"><failure message="No"/></testcase>`;
const skipped = `<testcase name="c"><skipped/></testcase>`;

Deno.test("the counts of tests are those of the report, if it explains the exit code", () => {
  assertEquals(judgeTests(0, report(passed + skipped)), { passed: 1, failed: 0, skipped: 1 });
  assertEquals(judgeTests(1, report(passed + failed)), { passed: 1, failed: 1, skipped: 0 });
});

Deno.test("tests that end badly without a failed test, or none at all, are a failure", () => {
  assertEquals(judgeTests(1, report(passed)), { passed: 1, failed: 1, skipped: 0 });
  assertEquals(judgeTests(137, undefined), { passed: 0, failed: 1, skipped: 0 });
  assertEquals(judgeTests(0, undefined), { passed: 0, failed: 1, skipped: 0 });
  assertEquals(judgeTests(0, report("")), { passed: 0, failed: 1, skipped: 0 });
  assertEquals(judgeTests(0, report(skipped)), { passed: 0, failed: 1, skipped: 1 });
});

Deno.test("a command's exit code is its verdict", async () => {
  const verdict = (code: string) => commandCheck("check", ["eval", code]).run(signal);
  assertEquals(await verdict("Deno.exit(0)"), { passed: 1, failed: 0, skipped: 0 });
  assertEquals(await verdict("Deno.exit(3)"), { passed: 0, failed: 1, skipped: 0 });
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
    const counts = await testCheck([folder], { quiet: true }).run(signal);
    assertEquals(counts, { passed: 2, failed: 2, skipped: 1 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("all checks are made, and one that fails or throws makes all fail", async () => {
  const good: Check = {
    name: "good",
    run: () => Promise.resolve({ passed: 2, failed: 0, skipped: 1 }),
  };
  const bad: Check = {
    name: "bad",
    run: () => Promise.resolve({ passed: 0, failed: 1, skipped: 0 }),
  };
  const broken: Check = { name: "broken", run: () => Promise.reject(new Error("Broken")) };
  const { log, error } = console;
  const lines: string[] = [];
  console.log = (line: string) => lines.push(line);
  console.error = () => {};
  try {
    assertEquals(await runChecks([good], signal), true);
    assertEquals(lines.at(-1), "\n2 passed, 0 failed, 1 skipped");
    assertEquals(await runChecks([bad, broken, good], signal), false);
    assertEquals(lines.at(-1), "\n2 passed, 2 failed, 1 skipped");
  } finally {
    Object.assign(console, { log, error });
  }
});
