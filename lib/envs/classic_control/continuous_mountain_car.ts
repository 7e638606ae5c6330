import type { Info, StepResult } from "../environment.ts";
import type { Scene } from "../scene.ts";
import { Box } from "../spaces.ts";
import { clamp, ClassicControl, NO_INFO } from "./classic_control.ts";
import { numberOption, resetBounds } from "./options.ts";
import { roll, valleySpace } from "./valley.ts";
import { mountainCarScene } from "./scenes/mountain_car.ts";

const POWER = 0.0015;
const GOAL = 0.45;

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
export class ContinuousMountainCar extends ClassicControl<ArrayLike<number>> {
  /** The name that it is registered under. */
  readonly id = "MountainCarContinuous-v0";
  /** Where observations lie. */
  readonly observationSpace: Box = valleySpace();
  /** Where actions lie. */
  readonly actionSpace: Box = new Box({ low: [-1], high: [1], precision: "float32" });
  /** What it looks like. */
  readonly scene: Scene = mountainCarScene(GOAL, this.state);
  /** @internal */
  protected override readonly resetOptionNames: readonly string[] = ["low", "high"];
  readonly #goalVelocity: number;

  /**
   * Makes the task.
   *
   * @throws RangeError for an option that is not finite.
   */
  constructor(options: ContinuousMountainCarOptions = {}) {
    super(2);
    this.#goalVelocity = numberOption(this.id, options, "goalVelocity", 0);
  }

  /** @internal */
  protected override checkResetOptions(options: object): void {
    resetBounds(this.id, options, -0.6, -0.4);
  }

  /** @internal */
  protected override begin(observation: Float64Array, options: object): Info {
    const { low, high } = resetBounds(this.id, options, -0.6, -0.4);
    this.state[0] = this.random.uniform(low, high);
    this.state[1] = 0;
    this.observe(observation);
    return NO_INFO;
  }

  /** @internal */
  protected override advance(
    action: ArrayLike<number>,
    observation: Float64Array,
  ): StepResult {
    roll(this.state, clamp(action[0], -1, 1) * POWER);
    const arrived = this.state[0] >= GOAL && this.state[1] >= this.#goalVelocity;
    return this.result(observation, (arrived ? 100 : 0) - 0.1 * action[0] * action[0], arrived);
  }

  /** @internal */
  protected override observe(observation: Float64Array): void {
    observation[0] = Math.fround(this.state[0]);
    observation[1] = Math.fround(this.state[1]);
  }
}
