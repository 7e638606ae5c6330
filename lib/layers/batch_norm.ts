import type { Backend, Tensor } from "../backend/backend.ts";
import { constant, type Initializer } from "./initializers.ts";
import type { Leaf, Pass } from "./layer.ts";
import {
  inverseRoot,
  Normalisation,
  type NormalisationMemory,
  type NormalisationOptions,
  type NormalisedInput,
  normaliseSets,
} from "./normalisation.ts";
import { ChannelSets } from "./normalised_sets.ts";
import { Parameter } from "./parameter.ts";
import { checkWhole, spaceOf } from "./spatial.ts";

/** Options of {@linkcode batchNorm}. */
export interface BatchNormOptions extends NormalisationOptions {
  /** How far running statistics move towards those of each batch; 0.1 by default. */
  readonly momentum?: number;
  /** Of the running mean; zeros by default. */
  readonly meanInitializer?: Initializer;
  /** Of the running variance; ones by default. */
  readonly varianceInitializer?: Initializer;
}

/** See {@linkcode batchNorm}. */
export class BatchNorm extends Normalisation {
  readonly name: string;
  override readonly parametersReachOneOutput = false;
  override readonly buffers: readonly [mean: Parameter, variance: Parameter];
  /** How far running statistics move towards those of each batch. */
  readonly momentum: number;
  readonly #channels: number;

  constructor(channels: number, options: BatchNormOptions) {
    const { momentum = 0.1, meanInitializer, varianceInitializer } = options;
    checkWhole("batchNorm", "channels", channels, 1);
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new RangeError(`batchNorm: expected momentum in [0, 1], found ${momentum}`);
    }
    super("batchNorm", [channels], options);
    this.name = `batchNorm(${channels})`;
    this.#channels = channels;
    this.momentum = momentum;
    this.buffers = [
      new Parameter("running_mean", [channels], meanInitializer ?? constant(0)),
      new Parameter("running_var", [channels], varianceInitializer ?? constant(1)),
    ];
  }

  override samplesCoupled({ sets }: NormalisationMemory): boolean {
    return sets !== undefined;
  }

  override outputShape(input: readonly number[]): readonly number[] {
    if (input.length > 1 || input[0] !== this.#channels) {
      spaceOf(input, { channels: this.#channels });
    }
    return input;
  }

  protected override normalise(pass: Pass, x: Tensor): NormalisedInput {
    const b = pass.backend;
    const [mean, variance] = this.buffers.map(({ value }) => this.#wide(b, value));
    if (!pass.training) {
      const inverse = inverseRoot(b, variance, this.epsilon);
      return { y: b.multiply(b.subtract(x, mean), inverse), inverse };
    }
    const size = x.shape[0];
    if (size < 2) {
      throw new RangeError(
        `expected more than one number for each channel in training, found ${size}`,
      );
    }
    const found = normaliseSets(b, new ChannelSets(size), x, this.epsilon);
    // As PyTorch has it: running variances are unbiased, those that normalise are not.
    const unbiased = b.scale(found.variance, size / (size - 1));
    pass.later?.(() => {
      b.addScaled(mean, b.subtract(found.mean, mean), this.momentum);
      b.addScaled(variance, b.subtract(unbiased, variance), this.momentum);
    });
    return found;
  }

  #wide(b: Backend, numbers: Tensor): Tensor {
    return b.reshape(numbers, [1, this.#channels]);
  }
}

/**
 * Batch normalisation (Ioffe & Szegedy 2015): each channel, the last of the features, has mean 0 and
 * variance 1 over the batch and all places in training, by running statistics in evaluation; then
 * each has a weight and a bias `[channels]`. Running statistics are buffers, saved with the
 * parameters as `running_mean` and `running_var`, PyTorch's names; an estimator that is called with `training: true`
 * moves them once.
 *
 * In evaluation the layer is affine, and every rule exact as it is for a linear layer. In training it
 * couples the samples of a batch: gradients and Hessian-vector products are exact, HesScale takes the
 * batch for one large sample (the squared Jacobian has terms between samples, in closed form at linear
 * cost), `perSample` then means the part of the sum that a sample's activations make, and estimators
 * that carry columns or matrices of single samples refuse.
 *
 * @throws RangeError for a number of channels that is not whole or below 1, a momentum outside of
 * [0, 1], ε that is not positive; in training for a single number per channel.
 */
export function batchNorm(channels: number, options: BatchNormOptions = {}): Leaf {
  return new BatchNorm(channels, options);
}
