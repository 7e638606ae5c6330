import type { Tensor } from "../backend/backend.ts";
import { placesOf } from "../backend/geometry.ts";
import type { Leaf, Pass } from "./layer.ts";
import {
  Normalisation,
  type NormalisationOptions,
  type NormalisedInput,
  normaliseSets,
} from "./normalisation.ts";
import { GroupSets } from "./normalised_sets.ts";
import { checkWhole, spaceOf } from "./spatial.ts";

class LayerNorm extends Normalisation {
  readonly name: string;
  readonly #features: readonly number[];

  constructor(features: number | readonly number[], options: NormalisationOptions) {
    const shape = [features].flat();
    checkWhole("layerNorm", "features", shape, 1);
    super("layerNorm", shape, options);
    this.name = `layerNorm(${shape.join("×")})`;
    this.#features = shape;
  }

  override outputShape(input: readonly number[]): readonly number[] {
    if (input.join() !== this.#features.join()) {
      throw new TypeError(
        `expected features [${this.#features.join(", ")}], found [${input.join(", ")}]`,
      );
    }
    return input;
  }

  protected override normalise({ backend }: Pass, x: Tensor): NormalisedInput {
    const sets = new GroupSets(1, 1, placesOf(this.#features));
    return normaliseSets(backend, sets, x, this.epsilon);
  }
}

class GroupNorm extends Normalisation {
  readonly name: string;
  override readonly parametersReachOneOutput = false;
  readonly #groups: number;
  readonly #channels: number;

  constructor(groups: number, channels: number, options: NormalisationOptions) {
    checkWhole("groupNorm", "groups", groups, 1);
    checkWhole("groupNorm", "channels", channels, 1);
    if (channels % groups !== 0) {
      throw new RangeError(
        `groupNorm: expected channels to be a multiple of groups (=${groups}), found ${channels}`,
      );
    }
    super("groupNorm", [channels], options);
    this.name = `groupNorm(${groups}, ${channels})`;
    this.#groups = groups;
    this.#channels = channels;
  }

  override outputShape(input: readonly number[]): readonly number[] {
    if (input.length > 1 || input[0] !== this.#channels) {
      spaceOf(input, { channels: this.#channels });
    }
    return input;
  }

  protected override normalise({ backend }: Pass, x: Tensor, rows: number): NormalisedInput {
    const sets = new GroupSets(this.#groups, x.shape[0] / rows, this.#channels);
    return normaliseSets(backend, sets, x, this.epsilon);
  }
}

/**
 * Layer normalisation (Ba et al. 2016): all features of a sample have mean 0 and variance 1, then each
 * has a weight and a bias, `[...features]`.
 *
 * HesScale's rule is exact for this layer alone: the squared Jacobian, which is dense, and the
 * second derivatives' diagonal have closed forms of linear cost.
 *
 * @param features Lengths of the features, channels last.
 * @throws RangeError for lengths that are not whole numbers of at least 1, or ε that is not positive.
 */
export function layerNorm(
  features: number | readonly number[],
  options: NormalisationOptions = {},
): Leaf {
  return new LayerNorm(features, options);
}

/**
 * Group normalisation (Wu & He 2018): each of several groups of a sample's channels has mean 0 and
 * variance 1 over all places, then each channel has a weight and a bias `[channels]`. As many groups
 * as channels is instance normalisation. See {@linkcode layerNorm} for its rule.
 *
 * @throws RangeError for numbers that are not whole and at least 1, channels that groups do not divide, or
 * ε that is not positive.
 */
export function groupNorm(
  groups: number,
  channels: number,
  options: NormalisationOptions = {},
): Leaf {
  return new GroupNorm(groups, channels, options);
}
