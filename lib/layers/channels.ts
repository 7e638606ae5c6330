import type { Backend, Tensor } from "../backend/backend.ts";
import { placesOf } from "../backend/geometry.ts";
import { type Activation, Leaf, type Pass, type Tangent } from "./layer.ts";

interface Memory {
  /** Features of the input. */
  readonly features: readonly number[];
}

/** `[rows, a, ...] → [rows, ..., a]` or back, for features of two or more dimensions. */
function moved(b: Backend, x: Tensor, to: "last" | "first"): Tensor {
  const [rows, ...features] = x.shape;
  const height = to === "last" ? features[0] : placesOf(features.slice(0, -1));
  const blocks = b.reshape(x, [rows * height, placesOf(features) / height]);
  return b.reshape(b.transposeBlocks(blocks, rows), [rows, ...movedShape(features, to)]);
}

function movedShape(features: readonly number[], to: "last" | "first"): readonly number[] {
  return to === "last"
    ? [...features.slice(1), features[0]]
    : [features.at(-1)!, ...features.slice(0, -1)];
}

/** Moves the channels of a signal; see {@linkcode channelsLast} and {@linkcode channelsFirst}. */
export class MoveChannels extends Leaf<Memory> {
  readonly name: string;
  readonly #to: "last" | "first";

  constructor(to: "last" | "first") {
    super();
    this.#to = to;
    this.name = to === "last" ? "channelsLast" : "channelsFirst";
  }

  override outputShape(input: readonly number[]): readonly number[] {
    if (input.length < 2) {
      const names = this.#to === "last" ? "channels, ...space" : "...space, channels";
      throw new TypeError(`expected features [${names}], found [${input.join(", ")}]`);
    }
    return movedShape(input, this.#to);
  }

  override forward({ backend: b }: Pass, x: Tensor): Activation<Memory> {
    const memory = { features: x.shape.slice(1) };
    return { output: moved(b, x, this.#to), memory, holds: [] };
  }

  override vjp(b: Backend, _: Memory, v: Tensor): Tensor {
    return moved(b, v, this.#to === "last" ? "first" : "last");
  }

  override squaredVjp(b: Backend, memory: Memory, h: Tensor): Tensor {
    return this.vjp(b, memory, h);
  }

  override jvp(b: Backend, _: Memory, { input }: Tangent): Tensor {
    return moved(b, input, this.#to);
  }
}

/**
 * Moves channels from the first place to the last: `[batch, channels, ...space] → [batch, ...space,
 * channels]`. All layers of this library have channels last; a network for images as PyTorch has
 * them begins with this layer. Where such a network is flattened, `channelsFirst` before `flatten`
 * keeps PyTorch's order of features, so that the weights of linear layers travel.
 */
export const channelsLast = (): Leaf => new MoveChannels("last");

/** Moves channels from the last place to the first: `[batch, ...space, channels] → [batch, channels, ...space]`. */
export const channelsFirst = (): Leaf => new MoveChannels("first");
