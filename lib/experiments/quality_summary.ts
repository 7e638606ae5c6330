import type { MethodName } from "./methods.ts";
import type { Phase, QualityRun } from "./quality.ts";
import { bootstrapMean, meanOf } from "./statistics.ts";

/** Errors below this share of HesScale's are rounding. */
export const roundingShare = 1e-9;

/** One row of the result: a method in a phase, on the whole network or one layer. */
export interface QualityRow {
  /** The activation function. */
  readonly activation: string;
  /** Before or after training. */
  readonly phase: Phase;
  /** The method. */
  readonly method: MethodName;
  /** Index of the layer with parameters, from 0; null for the whole network. */
  readonly layer: number | null;
  /** Error divided by HesScale's error of the whole network, averaged over seeds. */
  readonly ratio: number;
  /** Lower end of the ratio's 95 % bootstrap interval over seeds. */
  readonly low: number;
  /** Its upper end. */
  readonly high: number;
  /** L1 error, averaged over samples and seeds. */
  readonly error: number;
  /** Median time of an evaluation, the median over seeds, in milliseconds. */
  readonly time: number;
}

/** A method's error in one run, of a layer or the whole network. */
export function errorOf(
  run: QualityRun,
  phase: Phase,
  method: string,
  layer: number | null,
): number {
  const layers = run.phases[phase].find((found) => found.method === method)?.layers ?? [];
  return layer === null ? layers.reduce((sum, error) => sum + error, 0) : layers[layer];
}

/**
 * Puts the runs of all seeds together.
 *
 * @throws RangeError if a run lacks `hesscale`, which others are divided by.
 */
export function summarizeQuality(runs: readonly QualityRun[]): QualityRow[] {
  const activations = [...new Set(runs.map(({ activation }) => activation))];
  return activations.flatMap((activation) => {
    const seeds = runs.filter((run) => run.activation === activation);
    const { phases } = seeds[0];
    return (["before", "after"] as const).flatMap((phase) =>
      phases[phase].flatMap(({ method, layers }) =>
        [null, ...layers.keys()].map((layer) => summarizeRow(seeds, phase, method, layer))
      )
    );
  });
}

function summarizeRow(
  seeds: readonly QualityRun[],
  phase: Phase,
  method: MethodName,
  layer: number | null,
): QualityRow {
  const ratios = seeds.map((run) => ratioOf(run, phase, method, layer));
  const errors = seeds.map((run) => errorOf(run, phase, method, layer));
  const times = seeds.map((run) => run.phases[phase].find((found) => found.method === method)!.time)
    .sort((a, b) => a - b);
  const { mean, low, high } = bootstrapMean(ratios);
  return {
    activation: seeds[0].activation,
    phase,
    method,
    layer,
    ratio: mean,
    low,
    high,
    error: meanOf(errors),
    time: times[Math.floor(times.length / 2)],
  };
}

/** A method's error in one run divided by HesScale's error of the whole network. */
export function ratioOf(
  run: QualityRun,
  phase: Phase,
  method: string,
  layer: number | null,
): number {
  const hesscale = errorOf(run, phase, "hesscale", null);
  if (!(hesscale > 0)) {
    throw new RangeError(
      `Expected HesScale's error above 0 to divide by, found ${hesscale} (seed ${run.seed})`,
    );
  }
  return errorOf(run, phase, method, layer) / hesscale;
}
