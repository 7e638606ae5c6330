/** What one test or check found wrong. */
export interface Failure {
  /** Which test, and where it is. */
  readonly name: string;
  /** What was wrong, of any length. */
  readonly message: string;
}

/** How tests came out. */
export interface Outcome {
  readonly passed: number;
  readonly failures: readonly Failure[];
  readonly skipped: number;
}

/** How much of each message {@linkcode describeFailures} shows. */
const SHOWN_LINES = 6;

/** More failures than these are shown with one line of their message each. */
const FEW_FAILURES = 20;

const SHOWN_COLUMNS = 200;

/** Nothing was tested. */
export const NONE: Outcome = { passed: 0, failures: [], skipped: 0 };

/** One thing was tested and holds. */
export const PASSED: Outcome = { ...NONE, passed: 1 };

/** One thing was tested and does not hold. */
export function failure(name: string, message: string): Outcome {
  return { ...NONE, failures: [{ name, message }] };
}

/** The outcomes of two sets of tests together. */
export function addOutcomes(a: Outcome, b: Outcome): Outcome {
  return {
    passed: a.passed + b.passed,
    failures: [...a.failures, ...b.failures],
    skipped: a.skipped + b.skipped,
  };
}

/** The line that ends every run: `12 passed, 0 failed, 1 skipped`. */
export function formatCounts({ passed, failures, skipped }: Outcome): string {
  return `${passed} passed, ${failures.length} failed, ${skipped} skipped`;
}

/** The names of all failures, each with the first lines of its message below it. */
export function describeFailures(failures: readonly Failure[]): string {
  const lines = failures.length > FEW_FAILURES ? 1 : SHOWN_LINES;
  return failures.map(({ name, message }) => {
    const shown = message.split("\n").filter((line) => line.trim() !== "").slice(0, lines);
    return [name, ...shown.map((line) => `    ${line.slice(0, SHOWN_COLUMNS)}`)].join("\n");
  }).join("\n");
}
