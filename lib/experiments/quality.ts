import { Random } from "../backend/random.ts";
import { exactDiagonal } from "../curvature/exact.ts";
import type { ParameterTree } from "../curvature/tree.ts";
import type { ImageDataset } from "../data/image_dataset.ts";
import type { Network } from "../layers/network.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import { type MethodName, methodOf } from "./methods.ts";
import { beforeAndAfter, rowsOf, type Setting } from "./setting.ts";

/** One seed of the approximation-quality experiment. */
export interface QualitySetting extends Setting {
  /** Images, one at a time, that errors are averaged over. */
  readonly samples: number;
  /** What to measure. */
  readonly methods: readonly MethodName[];
}

/** Before or after training. */
export type Phase = "before" | "after";

/** How far one method is from the exact Hessian diagonal. */
export interface MethodError {
  /** Its name. */
  readonly method: MethodName;
  /** `Σ |ĥ − h|` over the parameters of each layer, averaged over the samples. */
  readonly layers: readonly number[];
  /** Median time of one evaluation, gradient included, in milliseconds; 0 for `zero`. */
  readonly time: number;
}

/** What one seed gives. */
export interface QualityRun {
  /** The activation function. */
  readonly activation: string;
  /** The seed. */
  readonly seed: number;
  /** Mean training loss over the last tenth of the steps; null without steps. */
  readonly trainingLoss: number | null;
  /** The errors of all methods in each phase. */
  readonly phases: Readonly<Record<Phase, readonly MethodError[]>>;
}

/**
 * Trains one network and measures every method on it before and after: L1 distance to the exact
 * Hessian diagonal of single samples (arXiv 2406.03276, Fig. 2).
 *
 * @throws RangeError for an unknown method or activation, or more samples than images.
 */
export function measureQuality(setting: QualitySetting, images: ImageDataset): QualityRun {
  return beforeAndAfter(setting, images, (network) => measurePhase(network, setting, images));
}

function measurePhase(
  network: Network,
  setting: QualitySetting,
  images: ImageDataset,
): MethodError[] {
  const { methods, samples, seed } = setting;
  const rows = rowsOf(network, setting, images);
  const order = new Random(seed).split("samples").permutation(images.count);
  const errors = methods.map(() => new Float64Array(layersOf(network)));
  const times = methods.map((): number[] => []);
  for (let sample = 0; sample < samples; sample++) {
    const { input, labels } = rows([order[sample]]);
    const loss = crossEntropy(labels);
    const exact = exactDiagonal(network, input, loss).curvature;
    for (const [i, name] of methods.entries()) {
      const method = methodOf(name);
      const start = performance.now();
      const estimate = method?.(network, input, loss, seed * samples + sample);
      times[i].push(estimate ? performance.now() - start : 0);
      addDistances(errors[i], exact, estimate?.curvature, samples);
    }
  }
  return methods.map((method, i) => ({
    method,
    layers: [...errors[i]],
    time: times[i].sort((a, b) => a - b)[Math.floor(samples / 2)],
  }));
}

/** Layers with parameters: a weight and a bias each. */
function layersOf(network: Network): number {
  return new Set(network.parameters.map(({ name }) => layerOf(name))).size;
}

function layerOf(name: string): string {
  return name.slice(0, name.lastIndexOf("."));
}

/** Adds `Σ |ĥ − h| / samples` of each layer; without an estimate ĥ is zero. */
function addDistances(
  sums: Float64Array,
  exact: ParameterTree,
  estimate: ParameterTree | undefined,
  samples: number,
): void {
  let layer = -1;
  let previous = "";
  for (const { name } of exact) {
    if (layerOf(name) !== previous) layer++;
    previous = layerOf(name);
    const target = exact.read(name);
    const found = estimate?.read(name);
    let sum = 0;
    for (let i = 0; i < target.length; i++) sum += Math.abs((found?.[i] ?? 0) - target[i]);
    sums[layer] += sum / samples;
  }
}
