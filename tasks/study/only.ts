import { nearest } from "../../mod.ts";
import { UsageError } from "../command.ts";
import type { StudyRun } from "./grid.ts";

/** How parts of a run's configuration may be called beside their own names. */
const shortNames: Readonly<Record<string, string>> = {
  "env": "environment",
  "step-size": "stepSize",
  "research-code": "researchCode",
};

/**
 * The runs that `--only` leaves: of the conditions with the same name one must hold, and all of the others.
 *
 * @param conditions `NAME=VALUE`, with any part of the configuration, or `method` as tables have it
 * @throws {UsageError} If a name is not known, or no run has a value
 */
export function onlyRuns(
  runs: readonly StudyRun[],
  conditions: readonly string[],
): readonly StudyRun[] {
  const wanted = new Map<string, string[]>();
  for (const condition of conditions) {
    const [, written, value] = /^([\w-]+)=(.+)$/.exec(condition) ?? [];
    if (written === undefined) {
      throw new UsageError(`--only must be NAME=VALUE, found "${condition}"`);
    }
    const name = shortNames[written] ?? written;
    const names = ["method", ...new Set(runs.flatMap((run) => Object.keys(run.options)))];
    if (!names.includes(name)) {
      const near = nearest(written, [...Object.keys(shortNames), ...names]);
      throw new UsageError(
        `--only must name a part of the configuration, found "${written}"` +
          (near ? `, did you mean "${near}"?` : ""),
      );
    }
    const values = new Set(runs.map((run) => textOf(run, name)));
    if (!values.has(value.toLowerCase())) {
      throw new UsageError(
        `--only ${written} must be one of ${[...values].join(", ")}, found "${value}"`,
      );
    }
    wanted.set(name, [...wanted.get(name) ?? [], value.toLowerCase()]);
  }
  return runs.filter((run) =>
    [...wanted].every(([name, values]) => values.includes(textOf(run, name)))
  );
}

function textOf({ method, options }: StudyRun, name: string): string {
  const value = name === "method" ? method : ({ ...options } as Record<string, unknown>)[name];
  const text = typeof value === "number" && value < 0.01 && value > 0
    ? value.toExponential()
    : String(value);
  return text.toLowerCase();
}
