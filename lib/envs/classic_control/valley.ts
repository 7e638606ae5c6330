import type { Action, Info } from "../environment.ts";
import type { Scene } from "../scene.ts";
import { Box } from "../spaces.ts";
import { clamp, ClassicControl, NO_INFO } from "./classic_control.ts";
import { numberOption, resetBounds } from "./options.ts";
import { mountainCarScene } from "./scenes/mountain_car.ts";

const LEFT_END = -1.2;
const RIGHT_END = 0.6;
/** Per step. */
const TOP_SPEED = 0.07;
const GRAVITY = 0.0025;

/** What distinguishes one task in the valley from another, beside its action. */
export interface ValleyTask {
  /** The name that it is registered under. */
  readonly id: string;
  /** The place to reach. */
  readonly goal: number;
}

/** A car in the valley whose height is `sin 3x`; its state is place and velocity. */
export abstract class CarInValley<A extends Action> extends ClassicControl<A> {
  /** The name that it is registered under. */
  readonly id: string;
  /** Where observations lie. */
  readonly observationSpace: Box = new Box({
    low: [LEFT_END, -TOP_SPEED],
    high: [RIGHT_END, TOP_SPEED],
    precision: "float32",
  });
  /** What it looks like. */
  readonly scene: Scene;
  /** @internal */
  protected override readonly resetOptionNames: readonly string[] = ["low", "high"];
  readonly #goal: number;
  readonly #goalVelocity: number;

  /**
   * Makes the task.
   *
   * @throws RangeError for an option that is not finite.
   */
  constructor({ id, goal }: ValleyTask, options: { readonly goalVelocity?: number }) {
    super(2);
    this.id = id;
    this.scene = mountainCarScene(goal, this.state);
    this.#goal = goal;
    this.#goalVelocity = numberOption(id, options, "goalVelocity", 0);
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

  /**
   * Moves the car for one step, and tells whether it has arrived.
   *
   * @param push By how much the motor changes the velocity
   * @internal
   */
  protected roll(push: number): boolean {
    const place = this.state[0];
    const velocity = this.state[1];
    const speed = clamp(velocity + push - GRAVITY * Math.cos(3 * place), -TOP_SPEED, TOP_SPEED);
    const next = clamp(place + speed, LEFT_END, RIGHT_END);
    this.state[0] = next;
    this.state[1] = next === LEFT_END && speed < 0 ? 0 : speed;
    return next >= this.#goal && this.state[1] >= this.#goalVelocity;
  }

  /** @internal */
  protected override observe(observation: Float64Array): void {
    observation[0] = Math.fround(this.state[0]);
    observation[1] = Math.fround(this.state[1]);
  }
}
