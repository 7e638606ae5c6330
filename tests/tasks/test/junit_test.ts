import { assertEquals, assertThrows } from "@std/assert";
import { readReport } from "../../../tasks/test/junit.ts";

const report = (...suites: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="deno test">${
    suites.map((cases) => `<testsuite name="a">${cases}</testsuite>`).join("")
  }</testsuites>`;
const test = (name: string, content = "") =>
  `<testcase name="${name}" classname="a.ts" line="7" col="6">${content}</testcase>`;
const failure = `<failure message="Uncaught">Error: &lt;failure&gt;\n  at b</failure>`;

/** Its counts, and the names of what failed. */
function read(xml: string) {
  const { failures, ...counts } = readReport(xml);
  return { ...counts, failed: failures.map(({ name }) => name) };
}

Deno.test("tests are counted by their verdicts", () => {
  const xml = report(
    test("a") + test("b", failure) + test("c", "<skipped/>"),
    test("d", `<error message="Cancelled"/>`) + test("a"),
  );
  assertEquals(read(xml), { passed: 2, failed: ["a.ts:7 b", "a.ts:7 d"], skipped: 1 });
});

Deno.test("steps do not count beside their tests", () => {
  const xml = report(
    test("a", failure) + test("x &gt; y") +
      test("a &gt; b") + test("a &gt; b &gt; c", failure) + test("x &gt; y &gt; z", "<skipped/>"),
  );
  assertEquals(read(xml), { passed: 1, failed: ["a.ts:7 a"], skipped: 0 });
});

Deno.test("a failure's message has that of the steps in it that failed", () => {
  const step = `<failure>Error: No</failure>`;
  const xml = report(
    test("a", "<failure>1 test step failed.</failure>") + test("a &gt; b", step) +
      test("a &gt; c") + test("ab &gt; c", step),
  );
  const [{ message }] = readReport(xml).failures;
  assertEquals(message, "1 test step failed.\nb: Error: No");
});

Deno.test("two tests of one name are two tests", () => {
  assertEquals(read(report(test("a", failure) + test("a"))), {
    passed: 1,
    failed: ["a.ts:7 a"],
    skipped: 0,
  });
});

Deno.test("a report that was cut is refused", () => {
  assertThrows(() => readReport(report(test("a")).slice(0, -20)), Error);
});
