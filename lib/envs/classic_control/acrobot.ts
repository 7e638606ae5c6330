import type { Info, StepResult } from "../environment.ts";
import type { Scene } from "../scene.ts";
import { Box, Discrete } from "../spaces.ts";
import { clamp, ClassicControl, NO_INFO, roundToFloat32 } from "./classic_control.ts";
import { choiceOption, numberOption, resetBounds } from "./options.ts";
import { acrobotScene } from "./scenes/acrobot.ts";

/** m/s² */
const GRAVITY = 9.8;
/** m; of the first link */
const LENGTH = 1;
/** m; from a link's joint to its centre of mass */
const CENTRE = 0.5;
/** kg; of each link */
const MASS = 1;
/** kg m²; of each link */
const INERTIA = 1;
/** rad/s */
const [TOP_SPEED_1, TOP_SPEED_2] = [4 * Math.PI, 9 * Math.PI];
/** s */
const TIME_STEP = 0.2;

/** Options of {@linkcode Acrobot}. */
export interface AcrobotOptions {
  /** The equations of motion of Sutton & Barto's book (default), or those of the paper of 1996, which lack a term. */
  readonly equations?: "book" | "nips";
  /** Each torque is changed by a uniform number up to this, in N m; default 0. */
  readonly torqueNoise?: number;
}

/**
 * `Acrobot-v1`: swing the tip of a double pendulum above a line, with a torque at the joint between the links.
 *
 * | observation | quantity                                        | unit        |
 * | ----------- | ----------------------------------------------- | ----------- |
 * | 0, 1        | cos θ₁, sin θ₁; θ₁ = 0: the first link hangs    | 1           |
 * | 2, 3        | cos θ₂, sin θ₂; θ₂ relative to the first link   | 1           |
 * | 4           | θ̇₁                                              | rad/s, ±4π  |
 * | 5           | θ̇₂                                              | rad/s, ±9π  |
 *
 * Actions 0, 1, 2 are torques of −1, 0, 1 N m, held for 0.2 s: one Runge–Kutta step of order 4; then angles are wrapped to
 * [−π, π] and velocities clipped. Reward −1 for each step, 0 for the one that arrives. It terminates when
 * `−cos θ₁ − cos(θ₁ + θ₂) > 1`; truncated after 500 steps. An episode starts with all four numbers uniform in ±0.1 (reset
 * options `low`, `high`), rounded to float32.
 *
 * Source: Sutton 1996, *Generalization in reinforcement learning*; Sutton & Barto, *Reinforcement Learning*, §11.3 of
 * the first edition; Gymnasium's `Acrobot-v1`.
 */
export class Acrobot extends ClassicControl<number> {
  /** The name that it is registered under. */
  readonly id = "Acrobot-v1";
  /** Where observations lie. */
  readonly observationSpace: Box = new Box({
    low: [-1, -1, -1, -1, -TOP_SPEED_1, -TOP_SPEED_2],
    high: [1, 1, 1, 1, TOP_SPEED_1, TOP_SPEED_2],
    precision: "float32",
  });
  /** Where actions lie. */
  readonly actionSpace: Discrete = new Discrete(3);
  /** What it looks like. */
  readonly scene: Scene = acrobotScene(this.state);
  /** @internal */
  protected override readonly resetOptionNames: readonly string[] = ["low", "high"];
  readonly #book: boolean;
  readonly #torqueNoise: number;
  readonly #point = new Float64Array(4);
  readonly #slopes = [0, 1, 2, 3].map(() => new Float64Array(4));

  /**
   * Makes the task.
   *
   * @throws RangeError for a value that an option does not have.
   */
  constructor(options: AcrobotOptions = {}) {
    super(4);
    const { equations = "book" } = options;
    this.#book = choiceOption(this.id, "equations", equations, ["book", "nips"]) === "book";
    this.#torqueNoise = numberOption(this.id, options, "torqueNoise", 0);
    if (this.#torqueNoise < 0) {
      throw new RangeError(
        `${this.id}: expected torqueNoise of at least 0, found ${this.#torqueNoise}`,
      );
    }
  }

  /** @internal */
  protected override checkResetOptions(options: object): void {
    resetBounds(this.id, options, -0.1, 0.1);
  }

  /** @internal */
  protected override begin(observation: Float64Array, options: object): Info {
    const { low, high } = resetBounds(this.id, options, -0.1, 0.1);
    for (let i = 0; i < 4; i++) this.state[i] = this.random.uniform(low, high);
    roundToFloat32(this.state);
    this.observe(observation);
    return NO_INFO;
  }

  /** @internal */
  protected override advance(action: number, observation: Float64Array): StepResult {
    const { state } = this;
    let torque = action - 1;
    if (this.#torqueNoise > 0) {
      torque += this.random.uniform(-this.#torqueNoise, this.#torqueNoise);
    }
    this.#integrate(torque);
    state[0] = wrap(state[0]);
    state[1] = wrap(state[1]);
    state[2] = clamp(state[2], -TOP_SPEED_1, TOP_SPEED_1);
    state[3] = clamp(state[3], -TOP_SPEED_2, TOP_SPEED_2);
    const arrived = -Math.cos(state[0]) - Math.cos(state[0] + state[1]) > 1;
    return this.result(observation, arrived ? 0 : -1, arrived);
  }

  /** @internal */
  protected override observe(observation: Float64Array): void {
    const { state } = this;
    observation[0] = Math.cos(state[0]);
    observation[1] = Math.sin(state[0]);
    observation[2] = Math.cos(state[1]);
    observation[3] = Math.sin(state[1]);
    observation[4] = state[2];
    observation[5] = state[3];
    roundToFloat32(observation);
  }

  /** The classical Runge–Kutta step of order 4. */
  #integrate(torque: number): void {
    const { state } = this;
    const point = this.#point;
    const [k1, k2, k3, k4] = this.#slopes;
    this.#slope(state, torque, k1);
    for (let i = 0; i < 4; i++) point[i] = state[i] + TIME_STEP / 2 * k1[i];
    this.#slope(point, torque, k2);
    for (let i = 0; i < 4; i++) point[i] = state[i] + TIME_STEP / 2 * k2[i];
    this.#slope(point, torque, k3);
    for (let i = 0; i < 4; i++) point[i] = state[i] + TIME_STEP * k3[i];
    this.#slope(point, torque, k4);
    for (let i = 0; i < 4; i++) {
      state[i] += TIME_STEP / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    }
  }

  /** The derivative of a state with respect to time, into `slope`. */
  #slope(state: Float64Array, torque: number, slope: Float64Array): void {
    const [angle1, angle2, speed1, speed2] = [state[0], state[1], state[2], state[3]];
    const [sin2, cos2] = [Math.sin(angle2), Math.cos(angle2)];
    // The names are the book's.
    const d1 = MASS * CENTRE ** 2 +
      MASS * (LENGTH ** 2 + CENTRE ** 2 + 2 * LENGTH * CENTRE * cos2) + 2 * INERTIA;
    const d2 = MASS * (CENTRE ** 2 + LENGTH * CENTRE * cos2) + INERTIA;
    const phi2 = MASS * CENTRE * GRAVITY * Math.cos(angle1 + angle2 - Math.PI / 2);
    const phi1 = -MASS * LENGTH * CENTRE * speed2 ** 2 * sin2 -
      2 * MASS * LENGTH * CENTRE * speed2 * speed1 * sin2 +
      (MASS * CENTRE + MASS * LENGTH) * GRAVITY * Math.cos(angle1 - Math.PI / 2) + phi2;
    const centrifugal = this.#book ? MASS * LENGTH * CENTRE * speed1 ** 2 * sin2 : 0;
    const acceleration2 = (torque + d2 / d1 * phi1 - centrifugal - phi2) /
      (MASS * CENTRE ** 2 + INERTIA - d2 ** 2 / d1);
    slope[0] = speed1;
    slope[1] = speed2;
    slope[2] = -(d2 * acceleration2 + phi1) / d1;
    slope[3] = acceleration2;
  }
}

/** The same angle from −π to π. */
function wrap(angle: number): number {
  let wrapped = angle;
  while (wrapped > Math.PI) wrapped -= 2 * Math.PI;
  while (wrapped < -Math.PI) wrapped += 2 * Math.PI;
  return wrapped;
}
