import { Random } from "../backend/random.ts";
import { exactDiagonal } from "../curvature/exact.ts";
import type { ImageDataset } from "../data/image_dataset.ts";
import type { Network } from "../layers/network.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import type { Phase } from "./quality.ts";
import { beforeAndAfter, rowsOf, type Setting } from "./setting.ts";

/** One network of the heat-map experiment. */
export interface HeatmapSetting extends Setting {
  /** Widths from the size of an image to the number of classes. */
  readonly network: readonly number[];
  /** Images, one at a time, that magnitudes are averaged over. */
  readonly samples: number;
}

/** The Hessian of the loss with respect to the pre-activations of one layer. */
export interface LayerHessian {
  /** Index of the linear layer, from 0. */
  readonly layer: number;
  /** Mean of `|∂²L/∂a_i∂a_j|` over samples, `[size][size]`. */
  readonly magnitude: readonly (readonly number[])[];
  /** Share of the sum of magnitudes that lies on the diagonal: 1 if diagonal (or all zero), 1/size if uniform. */
  readonly dominance: number;
}

/** What one network gives. */
export interface HeatmapRun {
  /** The activation function. */
  readonly activation: string;
  /** The seed. */
  readonly seed: number;
  /** Mean training loss over the last tenth of the steps; null without steps. */
  readonly trainingLoss: number | null;
  /** One Hessian per layer in each phase. */
  readonly phases: Readonly<Record<Phase, readonly LayerHessian[]>>;
}

/**
 * Trains one network and gives the exact Hessians with respect to the pre-activations of its layers
 * before and after (arXiv 2406.03276, Fig. 3).
 *
 * @throws RangeError for more samples than images.
 */
export function measureHeatmaps(setting: HeatmapSetting, images: ImageDataset): HeatmapRun {
  return beforeAndAfter(setting, images, (network) => hessiansOf(network, setting, images));
}

function hessiansOf(
  network: Network,
  setting: HeatmapSetting,
  images: ImageDataset,
): LayerHessian[] {
  const { samples, seed } = setting;
  const rows = rowsOf(network, setting, images);
  const order = new Random(seed).split("samples").permutation(images.count);
  const sums: Float64Array[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const { input, labels } = rows([order[sample]]);
    const { activations } = exactDiagonal(network, input, crossEntropy(labels), {
      activations: true,
    });
    const linear = activations.filter(({ layer }) => layer.startsWith("linear"));
    for (const [layer, { tensor }] of linear.entries()) {
      const hessian = network.backend.read(tensor);
      sums[layer] ??= new Float64Array(hessian.length);
      for (let i = 0; i < hessian.length; i++) sums[layer][i] += Math.abs(hessian[i]) / samples;
    }
  }
  return sums.map((sum, layer) => {
    const size = Math.sqrt(sum.length);
    const matrix = Array.from(
      { length: size },
      (_, i) => [...sum.subarray(i * size, (i + 1) * size)],
    );
    const all = sum.reduce((total, value) => total + value, 0);
    const diagonal = matrix.reduce((total, row, i) => total + row[i], 0);
    return { layer, magnitude: matrix, dominance: all === 0 ? 1 : diagonal / all };
  });
}
