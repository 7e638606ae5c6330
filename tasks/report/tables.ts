import { type AgentResult, type AgentsSummary, type Aggregate } from "../../lib/experiments/mod.ts";
import { methodStyle, type PageTable } from "../../lib/plot/mod.ts";
import { shortly } from "../support/digits.ts";
import { meanOf } from "../support/statistics.ts";
import type { Column } from "../support/table.ts";
import { DIAGNOSTICS, type FoundRun } from "./read_runs.ts";

const right = (title: string): Column => ({ title, align: "right" });

/** The tables of a report. */
export function reportTables(summary: AgentsSummary, runs: readonly FoundRun[]): PageTable[] {
  const tables = [finalTable(summary.results)];
  if (summary.overall.length > 0) tables.push(overallTable(summary));
  if (summary.improvements.length > 0) tables.push(improvementTable(summary));
  tables.push(diagnosticsTable(summary.results, runs));
  return tables;
}

function finalTable(results: readonly AgentResult[]): PageTable {
  return {
    title: "Final returns",
    columns: [
      ...["algorithm", "environment", "method"].map((title) => ({ title })),
      ...["step size", "steps", "seeds", "mean ± standard error", "95 % interval"].map(right),
      ...["interquartile mean", "95 % interval"].map(right),
    ],
    rows: results.map((result) => {
      const { algorithm, environment, method, stepSize, steps, seeds, summary, isBest } = result;
      const { mean, standardError, interquartileMean: middle } = summary;
      const rivals = results.filter((other) =>
        other.algorithm === algorithm && other.environment === environment &&
        other.method === method
      );
      return [
        ...[algorithm, environment, labelOf(method, results)],
        `${stepSize.toExponential()}${isBest && rivals.length > 1 ? " *" : ""}`,
        ...[steps, seeds.length].map(String),
        seeds.length > 1 ? `${shortly(mean)} ± ${shortly(standardError)}` : shortly(mean),
        ...seeds.length > 1
          ? [rangeOf(summary), shortly(middle.value), rangeOf(middle)]
          : ["–", shortly(middle.value), "–"],
      ];
    }),
    note:
      "Final return of a run: mean undiscounted return of the episodes that ended in the last " +
      "10 % of its steps. Intervals by bootstrap over seeds, 2,000 resamples; the interquartile " +
      "mean leaves out a quarter of the seeds, rounded down, at either end: of less than four " +
      "seeds it is the mean. An asterisk marks a method's best of several step sizes.",
  };
}

function overallTable({ results, overall }: AgentsSummary): PageTable {
  return {
    title: "All environments together",
    columns: [
      ...["algorithm", "method"].map((title) => ({ title })),
      ...["interquartile mean", "95 % interval"].map(right),
    ],
    rows: overall.map(({ algorithm, method, interquartileMean: { value, ...range } }) => [
      ...[algorithm, labelOf(method, results), value.toFixed(3)],
      `${range.low.toFixed(3)} to ${range.high.toFixed(3)}`,
    ]),
    note:
      "Scores are 0 for the worst and 1 for the best run of all in an environment; interquartile " +
      "mean over environments and seeds, stratified bootstrap (Agarwal et al. 2021).",
  };
}

function improvementTable({ results, improvements }: AgentsSummary): PageTable {
  return {
    title: "Probability of improvement",
    columns: [
      ...["algorithm", "method", "over"].map((title) => ({ title })),
      ...["probability", "95 % interval", "seeds at least", "environments"].map(right),
    ],
    rows: improvements.map(({ algorithm, method, over, probability, environments, seeds }) => [
      ...[algorithm, labelOf(method, results), labelOf(over, results)],
      probability.value.toFixed(2),
      // A single run drawn anew is always the same.
      seeds < 2 ? "–" : `${probability.low.toFixed(2)} to ${probability.high.toFixed(2)}`,
      String(seeds),
      String(environments.length),
    ]),
    note: "How probable it is that a run of the first method ends higher than one of the second, " +
      "averaged over environments, with stratified bootstrap (Agarwal et al. 2021). Methods stand " +
      "there with their best step sizes, chosen by the same runs.",
  };
}

function diagnosticsTable(
  results: readonly AgentResult[],
  runs: readonly FoundRun[],
): PageTable {
  const byRun = new Map(runs.map((run) => [run.name, run]));
  const best = results.filter(({ isBest }) => isBest);
  return {
    title: "Updates",
    columns: [
      ...["algorithm", "environment", "method"].map((title) => ({ title })),
      ...["entropy, nats", "approximate KL", "clip fraction", "explained variance"].map(right),
    ],
    rows: best.map(({ algorithm, environment, method, names }) => [
      ...[algorithm, environment, labelOf(method, results)],
      ...DIAGNOSTICS.map((name) => {
        const values = names.flatMap((run) => byRun.get(run)?.diagnostics[name] ?? []);
        return values.length === 0 ? "–" : meanOf(values).toPrecision(3);
      }),
    ]),
    note: "Means over the updates of the last 10 % of steps, and over seeds.",
  };
}

/** What a method is called, with the δ that `scaled` stands for. */
function labelOf(method: string, results: readonly AgentResult[]): string {
  const { label } = methodStyle(method);
  const delta = results.find((result) => result.method === method)?.settings.delta;
  return label.replace(/scaled$/, `scaled, δ = ${Number(delta).toExponential()}`);
}

function rangeOf({ low, high }: Pick<Aggregate, "low" | "high">): string {
  return `${shortly(low)} to ${shortly(high)}`;
}
