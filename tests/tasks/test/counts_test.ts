import { assertEquals, assertThrows } from "@std/assert";
import { addCounts, countTests, formatCounts } from "../../../tasks/test/counts.ts";

const report = (...suites: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="deno test">${
    suites.map((cases) => `<testsuite name="a">${cases}</testsuite>`).join("")
  }</testsuites>`;
const test = (name: string, content = "") => `<testcase name="${name}">${content}</testcase>`;
const failure = `<failure message="Uncaught">Error: &lt;failure&gt;</failure>`;

Deno.test("tests are counted by their verdicts", () => {
  const xml = report(
    test("a") + test("b", failure) + test("c", "<skipped/>"),
    test("d", `<error message="Cancelled"/>`) + test("a"),
  );
  assertEquals(countTests(xml), { passed: 2, failed: 2, skipped: 1 });
});

Deno.test("steps do not count beside their tests", () => {
  const xml = report(
    test("a", failure) + test("x &gt; y") +
      test("a &gt; b") + test("a &gt; b &gt; c", failure) + test("x &gt; y &gt; z", "<skipped/>"),
  );
  assertEquals(countTests(xml), { passed: 1, failed: 1, skipped: 0 });
});

Deno.test("two tests of one name are two tests", () => {
  assertEquals(countTests(report(test("a", failure) + test("a"))), {
    passed: 1,
    failed: 1,
    skipped: 0,
  });
});

Deno.test("a report that was cut is refused", () => {
  assertThrows(() => countTests(report(test("a")).slice(0, -20)), Error);
});

Deno.test("counts add up and read as a line", () => {
  const sum = addCounts({ passed: 1, failed: 2, skipped: 3 }, {
    passed: 10,
    failed: 20,
    skipped: 30,
  });
  assertEquals(formatCounts(sum), "11 passed, 22 failed, 33 skipped");
});
