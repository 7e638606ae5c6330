import { Box } from "../spaces.ts";
import { clamp } from "./classic_control.ts";

const LEFT_END = -1.2;
const RIGHT_END = 0.6;
/** Per step. */
const TOP_SPEED = 0.07;
const GRAVITY = 0.0025;

/** Where place and velocity of a car in the valley lie. */
export function valleySpace(): Box {
  return new Box({
    low: [LEFT_END, -TOP_SPEED],
    high: [RIGHT_END, TOP_SPEED],
    precision: "float32",
  });
}

/**
 * Moves a car for one step in the valley whose height is `sin 3x`.
 *
 * @param state Place and velocity; changed
 * @param push By how much the motor changes the velocity
 */
export function roll(state: Float64Array, push: number): void {
  const velocity = clamp(state[1] + push - GRAVITY * Math.cos(3 * state[0]), -TOP_SPEED, TOP_SPEED);
  const place = clamp(state[0] + velocity, LEFT_END, RIGHT_END);
  state[0] = place;
  state[1] = place === LEFT_END && velocity < 0 ? 0 : velocity;
}
