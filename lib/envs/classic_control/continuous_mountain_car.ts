import type { StepResult } from "../environment.ts";
import { Box } from "../spaces.ts";
import { clamp } from "./classic_control.ts";
import { CarInValley } from "./valley.ts";

const POWER = 0.0015;

/** Options of {@linkcode ContinuousMountainCar}. */
export interface ContinuousMountainCarOptions {
  /** The velocity that the car must have at the goal; default 0. */
  readonly goalVelocity?: number;
}

/**
 * `MountainCarContinuous-v0`: {@linkcode MountainCar} with a throttle.
 *
 * | observation | quantity                            | unit              |
 * | ----------- | ----------------------------------- | ----------------- |
 * | 0           | x, place along the valley           | 1, −1.2 … 0.6     |
 * | 1           | v, velocity                         | 1/step, ±0.07     |
 *
 * The action a is one number, clipped to ±1: `v ← v + 0.0015 a − 0.0025 cos 3x`. The reward is `−0.1 a²` (not clipped),
 * and 100 on arrival. It terminates when `x ≥ 0.45` with `v ≥ goalVelocity`; truncated after 999 steps. An episode
 * starts at rest with x uniform in [−0.6, −0.4) (reset options `low`, `high`).
 *
 * Gymnasium rounds the state of this task to float32 after each step, which is not done here: trajectories agree to 1e-6.
 *
 * Source: Moore 1990, *Efficient memory-based learning for robot control*; Gymnasium's `MountainCarContinuous-v0`.
 */
export class ContinuousMountainCar extends CarInValley<ArrayLike<number>> {
  /** Where actions lie. */
  readonly actionSpace: Box = new Box({ low: [-1], high: [1], precision: "float32" });

  /**
   * Makes the task.
   *
   * @throws RangeError for an option that is not finite.
   */
  constructor(options: ContinuousMountainCarOptions = {}) {
    super({ id: "MountainCarContinuous-v0", goal: 0.45 }, options);
  }

  /** @internal */
  protected override advance(action: ArrayLike<number>, observation: Float64Array): StepResult {
    const arrived = this.roll(clamp(action[0], -1, 1) * POWER);
    return this.result(observation, (arrived ? 100 : 0) - 0.1 * action[0] * action[0], arrived);
  }
}
