import type { OptimizerRun, TimedSummary } from "../../lib/experiments/mod.ts";
import { prepareFolder } from "../support/files.ts";
import { join } from "node:path";
import { ResultStore } from "../support/store.ts";
import { formatTable } from "../support/table.ts";
import { type ComparisonValues, prepareComparison, timedSummary, trainAll } from "./comparison.ts";
import { estimate } from "./estimate.ts";
import { drawResults, type Names, writeResults } from "./report.ts";
import { columns, tableRows } from "./table.ts";

/** Compares optimizers as the command line says; started again it goes on where it was. */
export async function runComparison(
  values: ComparisonValues,
  { signal, ...names }: Names & { readonly signal: AbortSignal },
): Promise<void> {
  const { out, data, images, json, dryRun } = values;
  const started = performance.now();
  if (!dryRun) await prepareFolder(out);
  const comparison = await prepareComparison(values);
  if (dryRun) {
    console.log(await estimate(comparison));
    return;
  }
  const store = await ResultStore.open<OptimizerRun>({
    folder: out,
    configuration: { ...comparison.shared, data, images },
  });
  const runs = await trainAll(comparison, { store, signal });
  const summary = await timedSummary(comparison, runs);
  const results = { ...runs, summary };
  await writeResults(comparison, results, names);
  await drawResults(comparison, results, names);
  await store.remove();

  if (json) console.log(JSON.stringify(summary));
  else {
    console.log(`\n${formatTable(columns, tableRows(summary.best))}`);
    const edge = edgesOf(summary, values);
    if (edge.length > 0) {
      console.log(`\nBest at the end of the step sizes tried: ${edge.join(", ")}`);
    }
    const took = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`\n${took} s; see ${join(out, `${names.name}.html`)} and ${names.name}.json`);
  }
}

/** Optimizers that may be better still with a step size outside of those that were tried. */
function edgesOf({ best }: TimedSummary, { stepSizes }: ComparisonValues): string[] {
  const ends = [Math.min(...stepSizes), Math.max(...stepSizes)];
  return best.filter(({ stepSize }) => ends.includes(stepSize)).map(({ optimizer }) => optimizer);
}
