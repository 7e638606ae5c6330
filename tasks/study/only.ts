import { didYouMean } from "../../mod.ts";
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
      throw new UsageError(
        `--only must name a part of the configuration, found "${written}"` +
          didYouMean(written, [...Object.keys(shortNames), ...names]),
      );
    }
    const values = [...new Set(runs.map((run) => textOf(run, name)))];
    const found = values.find((text) => text.toLowerCase() === value.toLowerCase());
    if (found === undefined) {
      throw new UsageError(
        `--only ${written} must be one of ${values.join(", ")}, found "${value}"` +
          didYouMean(value, values),
      );
    }
    wanted.set(name, [...wanted.get(name) ?? [], found]);
  }
  return runs.filter((run) =>
    [...wanted].every(([name, values]) => values.includes(textOf(run, name)))
  );
}

function textOf({ method, options }: StudyRun, name: string): string {
  const value = name === "method" ? method : ({ ...options } as Record<string, unknown>)[name];
  return typeof value === "number" && value < 0.01 && value > 0
    ? value.toExponential()
    : String(value);
}
