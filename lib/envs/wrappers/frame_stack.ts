import type { Environment, Json } from "../environment.ts";
import { Box } from "../spaces.ts";
import { ObservationWrapper } from "./observation_wrapper.ts";
import { boxOf } from "./time_aware.ts";

/** Options of {@linkcode FrameStack}. */
export interface FrameStackOptions {
  /** How many observations are shown. */
  readonly size: number;
  /** What stands for those before the first of an episode: that one again (`reset`, default), or zeros. */
  readonly padding?: "reset" | "zero";
}

/** Shows the last few observations, `[size, ...shape]`, the newest one last; Gymnasium's `FrameStackObservation`. */
export class FrameStack extends ObservationWrapper {
  /** @internal */
  protected override readonly name = "FrameStack";
  readonly #frames: Float64Array;
  readonly #zeros: boolean;

  /**
   * Wraps an environment.
   *
   * @throws RangeError for a size that is no whole number of at least 1, or an unknown padding.
   * @throws TypeError if observations are no box.
   */
  constructor(inner: Environment, { size, padding = "reset" }: FrameStackOptions) {
    if (!Number.isSafeInteger(size) || size < 1) {
      throw new RangeError(`Expected a size of at least 1, found ${size}`);
    }
    if (padding !== "reset" && padding !== "zero") {
      throw new RangeError(`Expected padding by reset or zero, found ${padding}`);
    }
    const { low, high, shape, precision } = boxOf(inner);
    const repeat = (bounds: Float64Array) => Array.from({ length: size }, () => [...bounds]).flat();
    const box = { low: repeat(low), high: repeat(high), shape: [size, ...shape], precision };
    super(inner, new Box(box));
    this.#frames = new Float64Array(size * low.length);
    this.#zeros = padding === "zero";
  }

  /** @internal */
  protected override observe(
    inner: Float64Array,
    observation: Float64Array,
    first: boolean,
  ): void {
    const frames = this.#frames;
    const newest = frames.length - inner.length;
    if (first && this.#zeros) frames.fill(0);
    if (first && !this.#zeros) {
      for (let start = 0; start < newest; start += inner.length) frames.set(inner, start);
    }
    if (!first) frames.copyWithin(0, inner.length);
    frames.set(inner, newest);
    observation.set(frames);
  }

  /** @internal */
  protected override saveOwn(): Json {
    return [...this.#frames];
  }

  /** @internal */
  protected override loadOwn(state: Json): void {
    const frames = state as readonly number[];
    if (frames?.length !== this.#frames.length) {
      throw new TypeError(`Expected ${this.#frames.length} saved numbers, found ${frames?.length}`);
    }
    this.#frames.set(frames);
  }
}
