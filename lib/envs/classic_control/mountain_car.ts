import type { StepResult } from "../environment.ts";
import { Discrete } from "../spaces.ts";
import { CarInValley } from "./valley.ts";

const FORCE = 0.001;

/** Options of {@linkcode MountainCar}. */
export interface MountainCarOptions {
  /** The velocity that the car must have at the goal; default 0. */
  readonly goalVelocity?: number;
}

/**
 * `MountainCar-v0`: drive an underpowered car out of a valley, by swinging back and forth.
 *
 * | observation | quantity                            | unit              |
 * | ----------- | ----------------------------------- | ----------------- |
 * | 0           | x, place along the valley           | 1, −1.2 … 0.6     |
 * | 1           | v, velocity                         | 1/step, ±0.07     |
 *
 * Actions 0, 1, 2 push to the left, not at all, to the right: `v ← v + 0.001 (a − 1) − 0.0025 cos 3x`, `x ← x + v`, both
 * kept in bounds; the wall at the left stops the car. Reward −1 for each step. It terminates when `x ≥ 0.5` with
 * `v ≥ goalVelocity`; truncated after 200 steps. An episode starts at rest with x uniform in [−0.6, −0.4) (reset
 * options `low`, `high`).
 *
 * Source: Moore 1990, *Efficient memory-based learning for robot control*; Gymnasium's `MountainCar-v0`.
 */
export class MountainCar extends CarInValley<number> {
  /** Where actions lie. */
  readonly actionSpace: Discrete = new Discrete(3);

  /**
   * Makes the task.
   *
   * @throws RangeError for an option that is not finite.
   */
  constructor(options: MountainCarOptions = {}) {
    super({ id: "MountainCar-v0", goal: 0.5 }, options);
  }

  /** @internal */
  protected override advance(action: number, observation: Float64Array): StepResult {
    const arrived = this.roll((action - 1) * FORCE);
    return this.result(observation, -1, arrived);
  }
}
