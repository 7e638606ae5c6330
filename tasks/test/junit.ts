import { SaxesParser } from "saxes";
import type { Failure, Outcome } from "./counts.ts";

/** A test or a step of one. */
interface Case {
  readonly name: string;
  readonly place: string;
  verdict: "passed" | "failed" | "skipped";
  message: string;
}

/**
 * The outcome of the tests in a JUnit report of `deno test`. Steps do not count beside their test, which
 * fails with them; what they found wrong stands in its message.
 *
 * @param xml The report
 * @throws {Error} If it is not well-formed
 */
export function readReport(xml: string): Outcome {
  let passed = 0;
  let skipped = 0;
  const failures: Failure[] = [];
  for (const suite of readSuites(xml)) {
    const names = new Set(suite.map(({ name }) => name));
    for (const test of suite.filter(({ name }) => !isStep(name, names))) {
      if (test.verdict === "passed") passed++;
      else if (test.verdict === "skipped") skipped++;
      else failures.push(describeTest(test, suite));
    }
  }
  return { passed, failures, skipped };
}

function describeTest({ name, place, message }: Case, suite: readonly Case[]): Failure {
  const steps = suite.filter((step) =>
    step.verdict === "failed" && step.name.startsWith(`${name} > `)
  );
  const found = steps.map((step) => `${step.name.slice(name.length + 3)}: ${step.message}`);
  return { name: `${place} ${name}`, message: [message, ...found].join("\n") };
}

function readSuites(xml: string): Case[][] {
  const suites: Case[][] = [];
  const parser = new SaxesParser();
  const now = () => suites.at(-1)!.at(-1)!;
  let inMessage = false;
  parser.on("opentag", ({ name: tag, attributes }) => {
    switch (tag) {
      case "testsuite":
        suites.push([]);
        break;
      case "testcase": {
        const { name, classname, line } = attributes;
        suites.at(-1)!.push({
          name,
          place: `${classname}:${line}`,
          verdict: "passed",
          message: "",
        });
        break;
      }
      case "failure":
      case "error":
        now().verdict = "failed";
        inMessage = true;
        break;
      case "skipped":
        now().verdict = "skipped";
    }
  });
  parser.on("text", (text) => {
    if (inMessage) now().message += text;
  });
  parser.on("closetag", ({ name: tag }) => {
    if (tag === "failure" || tag === "error") inMessage = false;
  });
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
  return suites;
}

/** Whether a name is a test's name with a step's name behind it. */
function isStep(name: string, names: ReadonlySet<string>): boolean {
  const ends = [...name.matchAll(/ > /g)].map(({ index }) => index);
  return ends.some((end) => names.has(name.slice(0, end)));
}
