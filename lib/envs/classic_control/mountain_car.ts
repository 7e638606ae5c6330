import type { Info, StepResult } from "../environment.ts";
import type { Scene } from "../scene.ts";
import { Box, Discrete } from "../spaces.ts";
import { ClassicControl, NO_INFO } from "./classic_control.ts";
import { numberOption, resetBounds } from "./options.ts";
import { roll, valleySpace } from "./valley.ts";
import { mountainCarScene } from "./scenes/mountain_car.ts";

const FORCE = 0.001;
const GOAL = 0.5;

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
export class MountainCar extends ClassicControl<number> {
  /** The name that it is registered under. */
  readonly id = "MountainCar-v0";
  /** Where observations lie. */
  readonly observationSpace: Box = valleySpace();
  /** Where actions lie. */
  readonly actionSpace: Discrete = new Discrete(3);
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
  constructor(options: MountainCarOptions = {}) {
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
  protected override advance(action: number, observation: Float64Array): StepResult {
    roll(this.state, (action - 1) * FORCE);
    const arrived = this.state[0] >= GOAL && this.state[1] >= this.#goalVelocity;
    return this.result(observation, -1, arrived);
  }

  /** @internal */
  protected override observe(observation: Float64Array): void {
    observation[0] = Math.fround(this.state[0]);
    observation[1] = Math.fround(this.state[1]);
  }
}
