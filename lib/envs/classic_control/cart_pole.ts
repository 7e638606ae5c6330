import type { Info, StepResult } from "../environment.ts";
import type { Scene } from "../scene.ts";
import { Box, Discrete } from "../spaces.ts";
import { ClassicControl, NO_INFO } from "./classic_control.ts";
import { choiceOption, resetBounds } from "./options.ts";
import { cartPoleScene } from "./scenes/cart_pole.ts";

/** m/s² */
const GRAVITY = 9.8;
/** kg */
const CART_MASS = 1;
/** kg */
const POLE_MASS = 0.1;
const TOTAL_MASS = CART_MASS + POLE_MASS;
/** m; half of the pole */
const HALF_LENGTH = 0.5;
/** N */
const FORCE = 10;
/** s */
const TIME_STEP = 0.02;
/** m */
const WIDEST = 2.4;
/** rad; 12° */
const STEEPEST = 12 * 2 * Math.PI / 360;

/** Options of {@linkcode CartPole}. */
export interface CartPoleOptions {
  /** Reward 0, and −1 for the step that fails, as Sutton & Barto have it, instead of 1 for every step. */
  readonly suttonBartoReward?: boolean;
  /** Velocities after positions (`euler`, the default), or before them. */
  readonly integrator?: "euler" | "semi-implicit-euler";
}

/**
 * `CartPole-v1`: keep a pole upright on a cart by pushing the cart.
 *
 * | observation | quantity                                 | unit  |
 * | ----------- | ---------------------------------------- | ----- |
 * | 0           | x, position of the cart                  | m     |
 * | 1           | ẋ, its velocity                          | m/s   |
 * | 2           | θ, angle of the pole, 0 upright          | rad   |
 * | 3           | θ̇, its angular velocity                  | rad/s |
 *
 * Action 0 pushes to the left with 10 N, 1 to the right. `θ̈ = (g sin θ − cos θ f) / (l (4/3 − m cos² θ / M))` and
 * `ẍ = f − m l θ̈ cos θ / M` with `f = (F + m l θ̇² sin θ) / M`, by explicit Euler steps of 0.02 s. Reward 1 for each step.
 * It terminates when |x| > 2.4 m or |θ| > 12°; truncated after 500 steps. An episode starts with all four numbers
 * uniform in ±0.05 (reset options `low`, `high`).
 *
 * Source: Barto, Sutton & Anderson 1983, *Neuronlike adaptive elements that can solve difficult learning control
 * problems*; Gymnasium's `CartPole-v1`.
 */
export class CartPole extends ClassicControl<number> {
  /** The name that it is registered under. */
  readonly id = "CartPole-v1";
  /** Where observations lie. */
  readonly observationSpace: Box = new Box({
    low: [-2 * WIDEST, -Infinity, -2 * STEEPEST, -Infinity],
    high: [2 * WIDEST, Infinity, 2 * STEEPEST, Infinity],
    precision: "float32",
  });
  /** Where actions lie. */
  readonly actionSpace: Discrete = new Discrete(2);
  /** What it looks like. */
  readonly scene: Scene = cartPoleScene(this.state);
  /** @internal */
  protected override readonly resetOptionNames: readonly string[] = ["low", "high"];
  readonly #failureReward: boolean;
  readonly #explicit: boolean;

  /**
   * Makes the task.
   *
   * @throws RangeError for a value that an option does not have.
   */
  constructor({ suttonBartoReward = false, integrator = "euler" }: CartPoleOptions = {}) {
    super(4);
    this.#failureReward = choiceOption(this.id, "suttonBartoReward", suttonBartoReward, [
      true,
      false,
    ]);
    this.#explicit = choiceOption(this.id, "integrator", integrator, [
      "euler",
      "semi-implicit-euler",
    ]) === "euler";
  }

  /** @internal */
  protected override checkResetOptions(options: object): void {
    resetBounds(this.id, options, 0, 0);
  }

  /** @internal */
  protected override begin(observation: Float64Array, options: object): Info {
    const { low, high } = resetBounds(this.id, options, -0.05, 0.05);
    for (let i = 0; i < 4; i++) this.state[i] = this.random.uniform(low, high);
    this.observe(observation);
    return NO_INFO;
  }

  /** @internal */
  protected override advance(action: number, observation: Float64Array): StepResult {
    const { state } = this;
    const [x, dx, angle, dAngle] = [state[0], state[1], state[2], state[3]];
    const force = action === 1 ? FORCE : -FORCE;
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    const f = (force + POLE_MASS * HALF_LENGTH * (dAngle * dAngle) * sin) / TOTAL_MASS;
    const ddAngle = (GRAVITY * sin - cos * f) /
      (HALF_LENGTH * (4 / 3 - POLE_MASS * (cos * cos) / TOTAL_MASS));
    const ddx = f - POLE_MASS * HALF_LENGTH * ddAngle * cos / TOTAL_MASS;
    state[1] = dx + TIME_STEP * ddx;
    state[3] = dAngle + TIME_STEP * ddAngle;
    state[0] = x + TIME_STEP * (this.#explicit ? dx : state[1]);
    state[2] = angle + TIME_STEP * (this.#explicit ? dAngle : state[3]);
    const failed = Math.abs(state[0]) > WIDEST || Math.abs(state[2]) > STEEPEST;
    const reward = this.#failureReward ? (failed ? -1 : 0) : 1;
    return this.result(observation, reward, failed);
  }

  /** @internal */
  protected override observe(observation: Float64Array): void {
    for (let i = 0; i < 4; i++) observation[i] = Math.fround(this.state[i]);
  }
}
