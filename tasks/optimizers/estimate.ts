import { timeEpochs, timeEvaluation } from "../../lib/experiments/mod.ts";
import { formatDuration } from "../support/progress.ts";
import { formatTable } from "../support/table.ts";
import { type Comparison, settingOf } from "./comparison.ts";

/** Steps of a measurement, and how often it is made. */
const TURN = { steps: 25, rounds: 4 };

/** What each optimizer costs, measured now, and what the whole comparison comes to, as text. */
export async function estimate(comparison: Comparison): Promise<string> {
  const { values, split, shared, search } = comparison;
  const { optimizers, stepSizes, seeds, epochs, jobs = navigator.hardwareConcurrency } = values;
  const settings = optimizers.map((optimizer) => settingOf(comparison, optimizer));
  const times = await timeEpochs(settings, split, TURN);
  const evaluation = timeEvaluation(settings[0], split);
  const steps = Math.ceil((split.train.count - shared.validation) / shared.batch);
  const isWhole = search.seeds === seeds && search.epochs === epochs;
  const passes = [stepSizes.length * search.seeds * search.epochs, isWhole ? 0 : seeds * epochs];
  const cost = (index: number, passes: number) => passes * (times[index] + evaluation);
  const adam = times[optimizers.indexOf("adam")];
  const table = formatTable(
    [
      { title: "optimizer" },
      ...["ms per step", "÷ Adam's", "s per epoch", "search", "runs"].map((title) =>
        ({ title, align: "right" }) as const
      ),
    ],
    optimizers.map((optimizer, i) => [
      optimizer,
      (1000 * times[i] / steps).toFixed(2),
      adam === undefined ? "–" : (times[i] / adam).toFixed(2),
      times[i].toFixed(2),
      ...passes.map((count) => formatDuration(1000 * cost(i, count))),
    ]),
  );
  const total = optimizers.reduce((sum, _, i) => sum + cost(i, passes[0] + passes[1]), 0);
  return `${table}\n\n${steps} steps in an epoch, and ${
    evaluation.toFixed(2)
  } s to evaluate after it. ` +
    `All: ${formatDuration(1000 * total)} on one core, about ${
      formatDuration(1000 * total / jobs)
    } ` +
    `with ${jobs} at a time, if they are as fast beside each other as one alone was now`;
}
