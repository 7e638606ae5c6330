import type { Info, StepResult } from "../environment.ts";
import type { Scene } from "../scene.ts";
import { Box } from "../spaces.ts";
import { clamp, ClassicControl, NO_INFO } from "./classic_control.ts";
import { numberOption } from "./options.ts";
import { pendulumScene } from "./scenes/pendulum.ts";

/** rad/s */
const TOP_SPEED = 8;
/** N m */
const MOST_TORQUE = 2;
/** s */
const TIME_STEP = 0.05;
/** kg */
const MASS = 1;
/** m */
const LENGTH = 1;

/** Options of {@linkcode Pendulum}. */
export interface PendulumOptions {
  /** In m/s²; default 10. */
  readonly gravity?: number;
}

/**
 * `Pendulum-v1`: swing a rod up and hold it there, with a torque too weak to lift it.
 *
 * | observation | quantity                                 | unit      |
 * | ----------- | ---------------------------------------- | --------- |
 * | 0           | cos θ, θ = 0 upright                     | 1         |
 * | 1           | sin θ                                    | 1         |
 * | 2           | θ̇, angular velocity                      | rad/s, ±8 |
 *
 * The action is a torque u, clipped to ±2 N m: `θ̇ ← θ̇ + (3g/2l sin θ + 3/ml² u) 0.05 s`, kept in ±8 rad/s, then
 * `θ ← θ + θ̇ 0.05 s` (a rod of 1 kg and 1 m). The reward is `−(θ² + 0.1 θ̇² + 0.001 u²)` of the state before the step, θ in
 * [−π, π). It never terminates; truncated after 200 steps. An episode starts with θ uniform in ±π and θ̇ in ±1 (reset
 * options `angle`, `velocity`: the bounds).
 *
 * Source: Gymnasium's `Pendulum-v1`.
 */
export class Pendulum extends ClassicControl<ArrayLike<number>> {
  /** The name that it is registered under. */
  readonly id = "Pendulum-v1";
  /** Where observations lie. */
  readonly observationSpace: Box = new Box({
    low: [-1, -1, -TOP_SPEED],
    high: [1, 1, TOP_SPEED],
    precision: "float32",
  });
  /** Where actions lie. */
  readonly actionSpace: Box = new Box({
    low: [-MOST_TORQUE],
    high: [MOST_TORQUE],
    precision: "float32",
  });
  /** What it looks like. */
  readonly scene: Scene = pendulumScene(this.state);
  /** @internal */
  protected override readonly resetOptionNames: readonly string[] = ["angle", "velocity"];
  readonly #gravity: number;

  /**
   * Makes the task.
   *
   * @throws RangeError for an option that is not finite.
   */
  constructor(options: PendulumOptions = {}) {
    super(2);
    this.#gravity = numberOption(this.id, options, "gravity", 10);
  }

  /** @internal */
  protected override checkResetOptions(options: object): void {
    for (const name of this.resetOptionNames) numberOption(this.id, options, name, 0);
  }

  /** @internal */
  protected override begin(observation: Float64Array, options: object): Info {
    const angle = numberOption(this.id, options, "angle", Math.PI);
    const velocity = numberOption(this.id, options, "velocity", 1);
    this.state[0] = this.random.uniform(-angle, angle);
    this.state[1] = this.random.uniform(-velocity, velocity);
    this.observe(observation);
    return NO_INFO;
  }

  /** @internal */
  protected override advance(
    action: ArrayLike<number>,
    observation: Float64Array,
  ): StepResult {
    const { state } = this;
    const [angle, velocity] = [state[0], state[1]];
    const torque = clamp(action[0], -MOST_TORQUE, MOST_TORQUE);
    const turn = angle - 2 * Math.PI * Math.floor((angle + Math.PI) / (2 * Math.PI));
    const cost = turn * turn + 0.1 * velocity * velocity + 0.001 * torque * torque;
    const acceleration = 3 * this.#gravity / (2 * LENGTH) * Math.sin(angle) +
      3 / (MASS * LENGTH * LENGTH) * torque;
    state[1] = clamp(velocity + acceleration * TIME_STEP, -TOP_SPEED, TOP_SPEED);
    state[0] = angle + state[1] * TIME_STEP;
    return this.result(observation, -cost, false);
  }

  /** @internal */
  protected override observe(observation: Float64Array): void {
    observation[0] = Math.fround(Math.cos(this.state[0]));
    observation[1] = Math.fround(Math.sin(this.state[0]));
    observation[2] = Math.fround(this.state[1]);
  }
}
