import type { Action, Environment, StepResult } from "../environment.ts";
import { Box, checkAction, type Space } from "../spaces.ts";
import { Wrapper } from "./wrapper.ts";

/** A wrapper that changes continuous actions. */
export abstract class ActionWrapper extends Wrapper {
  /** The box of the environment inside. */
  protected readonly box: Box;
  readonly #space: Box;
  readonly #action: Float64Array;

  /**
   * Wraps an environment.
   *
   * @param makeSpace From its box to the one that actions lie in
   * @throws TypeError if its actions are no box.
   */
  constructor(inner: Environment, makeSpace: (box: Box) => Box) {
    const { actionSpace } = inner;
    if (actionSpace.kind !== "box") {
      throw new TypeError(`${inner.id}: expected actions in a Box, found ${actionSpace}`);
    }
    super(inner);
    this.box = actionSpace;
    this.#space = makeSpace(actionSpace);
    this.#action = new Float64Array(actionSpace.size);
  }

  /** Where actions lie. */
  override get actionSpace(): Space {
    return this.#space;
  }

  /** Acts; see {@linkcode Environment.step}. */
  override step(action: Action, into?: Float64Array): StepResult {
    checkAction(this.id, this.#space, action);
    for (let i = 0; i < this.#action.length; i++) {
      this.#action[i] = this.change((action as ArrayLike<number>)[i], i);
    }
    return this.inner.step(this.#action, into);
  }

  /** The number that the environment inside gets. */
  protected abstract change(x: number, i: number): number;
}

/** Clips actions to the box of the environment inside; any vector is an action then. */
export class ClipAction extends ActionWrapper {
  /** @internal */
  protected override readonly name = "ClipAction";

  /**
   * Wraps an environment.
   *
   * @throws TypeError if its actions are no box.
   */
  constructor(inner: Environment) {
    super(
      inner,
      ({ shape, precision }) => new Box({ low: -Infinity, high: Infinity, shape, precision }),
    );
  }

  /** @internal */
  protected override change(x: number, i: number): number {
    return Math.max(this.box.low[i], Math.min(this.box.high[i], x));
  }
}

/** Bounds of {@linkcode RescaleAction}. */
export interface RescaleActionOptions {
  /** Of an action; default −1. */
  readonly low?: number | ArrayLike<number>;
  /** Of an action; default 1. */
  readonly high?: number | ArrayLike<number>;
}

/** Spreads actions from bounds of one's choice over the box of the environment inside, linearly. */
export class RescaleAction extends ActionWrapper {
  /** @internal */
  protected override readonly name = "RescaleAction";
  readonly #outer: Box;

  /**
   * Wraps an environment.
   *
   * @throws TypeError if its actions are no box, or bounds do not fit it.
   * @throws RangeError if bounds are not finite and apart.
   */
  constructor(inner: Environment, { low = -1, high = 1 }: RescaleActionOptions = {}) {
    super(inner, ({ shape, precision }) => new Box({ low, high, shape, precision }));
    this.#outer = this.actionSpace as Box;
    for (const box of [this.box, this.#outer]) {
      for (let i = 0; i < box.size; i++) {
        const width = box.high[i] - box.low[i];
        if (!(width > 0 && Number.isFinite(width))) {
          throw new RangeError(
            `${inner.id}: expected finite bounds that differ, found ${box.low[i]} and ${
              box.high[i]
            } at ${i}`,
          );
        }
      }
    }
  }

  /** @internal */
  protected override change(x: number, i: number): number {
    const share = (x - this.#outer.low[i]) / (this.#outer.high[i] - this.#outer.low[i]);
    return this.box.low[i] + share * (this.box.high[i] - this.box.low[i]);
  }
}
