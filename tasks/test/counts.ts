import { SaxesParser } from "saxes";

/** How many tests came out how. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The counts of two sets of tests together. */
export function addCounts(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** The line that ends every run: `12 passed, 0 failed, 1 skipped`. */
export function formatCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

type Verdict = keyof Counts;

/**
 * Counts the tests in a JUnit report of `deno test`. Steps do not count beside their test, which fails
 * with them.
 *
 * @param xml The report
 * @throws {Error} If it is not well-formed
 */
export function countTests(xml: string): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  let suite = new Map<string, Verdict>();
  let name = "";
  const parser = new SaxesParser();
  parser.on("opentag", (tag) => {
    switch (tag.name) {
      case "testsuite":
        suite = new Map();
        break;
      case "testcase":
        name = String(tag.attributes.name);
        while (suite.has(name)) name += "'"; // two tests may have the same name
        suite.set(name, "passed");
        break;
      case "failure":
      case "error":
        suite.set(name, "failed");
        break;
      case "skipped":
        suite.set(name, "skipped");
    }
  });
  parser.on("closetag", (tag) => {
    if (tag.name !== "testsuite") return;
    for (const [test, verdict] of suite) {
      if (!isStep(test, suite)) counts[verdict]++;
    }
  });
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
  return counts;
}

/** Whether a name is a test's name with a step's name behind it. */
function isStep(name: string, suite: ReadonlyMap<string, Verdict>): boolean {
  const ends = [...name.matchAll(/ > /g)].map(({ index }) => index);
  return ends.some((end) => suite.has(name.slice(0, end)));
}
