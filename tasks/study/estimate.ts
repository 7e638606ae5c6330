import { join } from "node:path";
import { a2c, type A2cConfiguration, ppo, type PpoConfiguration } from "../../lib/rl/mod.ts";
import { formatDuration, startProgress } from "../support/progress.ts";
import { formatTable } from "../support/table.ts";
import type { StudyRun } from "./grid.ts";
import { progressOf } from "../support/run_progress.ts";

/** Milliseconds of each measurement, at least: updates are not cut short. */
const MEASURE_FOR = 1_500;

/** Runs that differ in step size and seed alone: they take the same time. */
export interface Estimate {
  readonly algorithm: string;
  readonly environment: string;
  readonly method: string;
  readonly runs: number;
  /** Steps of all these runs that are not done. */
  readonly stepsLeft: number;
  /** Measured on this machine, now. */
  readonly stepsPerSecond: number;
}

/**
 * Measures the speed of every combination of algorithm, environment and method in a short run.
 *
 * @param runs A study's runs
 * @param folder The study's folder: what is done there costs nothing more
 */
export async function estimate(
  runs: readonly StudyRun[],
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<Estimate[]> {
  const groups = Map.groupBy(
    runs,
    ({ method, options: { algorithm, environment } }) => [algorithm, environment, method].join(),
  );
  const estimates: Estimate[] = [];
  using progress = startProgress({ label: "Measuring", unit: "speeds", total: groups.size });
  for (const group of groups.values()) {
    let stepsLeft = 0;
    for (const { name, options: { steps } } of group) {
      stepsLeft += Math.max(0, steps - (await progressOf(join(folder, name))).step);
    }
    const [{ method, options: { algorithm, environment } }] = group;
    const stepsPerSecond = await measureSpeed(group[0], signal);
    estimates.push({
      ...{ algorithm, environment, method, runs: group.length, stepsLeft, stepsPerSecond },
    });
    progress.advance();
  }
  return estimates;
}

/** Steps per second after the first report, by which time everything has been compiled. */
async function measureSpeed({ options }: StudyRun, signal: AbortSignal): Promise<number> {
  const { environment, algorithm, ...configuration } = options;
  const endless = { ...configuration, steps: 1e9 };
  const events = algorithm === "ppo"
    ? ppo(environment, endless as PpoConfiguration)
    : a2c(environment, endless as A2cConfiguration);
  let first: { readonly step: number; readonly time: number } | undefined;
  for await (const event of events) {
    if (event.kind !== "update") continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal.throwIfAborted();
    const time = performance.now();
    if (first === undefined) first = { step: event.step, time };
    else if (time - first.time >= MEASURE_FOR) {
      return 1000 * (event.step - first.step) / (time - first.time);
    }
  }
  throw new Error("Expected a run without end, found one that ended");
}

/** The estimates as a table, and what they come to. */
export function formatEstimates(estimates: readonly Estimate[], jobs: number): string {
  const seconds = ({ stepsLeft, stepsPerSecond }: Estimate) => stepsLeft / stepsPerSecond;
  const sum = (pick: (estimate: Estimate) => number) =>
    estimates.reduce((total, estimate) => total + pick(estimate), 0);
  const table = formatTable(
    [
      ...[{ title: "algorithm" }, { title: "environment" }, { title: "method" }],
      ...["runs", "steps to do", "steps/s", "time"].map((title) =>
        ({ title, align: "right" }) as const
      ),
    ],
    estimates.map((estimate) => {
      const { algorithm, environment, method, runs, stepsLeft, stepsPerSecond } = estimate;
      const numbers = [runs, stepsLeft, Math.round(stepsPerSecond)].map(String);
      return [algorithm, environment, method, ...numbers, formatDuration(1000 * seconds(estimate))];
    }),
  );
  const all = `${sum(({ runs }) => runs)} runs, ${sum(({ stepsLeft }) => stepsLeft)} steps to do`;
  const time = formatDuration(1000 * sum(seconds) / jobs);
  return `${table}\n\n${all}: about ${time} with ${jobs} at a time, ` +
    "if they are as fast beside each other as one alone was now";
}
