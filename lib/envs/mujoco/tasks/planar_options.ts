/** What Hopper and Walker2d have in common; the ranges' defaults are told there. */
export interface PlanarOptions {
  /** Default 1. */
  readonly forwardRewardWeight?: number;
  /** Default 10⁻³. */
  readonly ctrlCostWeight?: number;
  /** For each step in health; default 1. */
  readonly healthyReward?: number;
  /** Whether an episode ends when the robot has fallen; default true. */
  readonly terminateWhenUnhealthy?: boolean;
  /** Heights of the torso in health, in metres, both ends outside. */
  readonly healthyZRange?: readonly [number, number];
  /** Pitches of the torso in health, in radians, both ends outside. */
  readonly healthyAngleRange?: readonly [number, number];
  /** Default 0.005. */
  readonly resetNoiseScale?: number;
  /** Whether the position forwards, which the task does not depend on, is left out; default true. */
  readonly excludeCurrentPositionsFromObservation?: boolean;
}

/**
 * `Hopper-v5`, `Hopper-v4`: a planar robot hops forward on one leg and must not fall.
 *
 * Actions: torques of three joints, −1 to 1: thigh, shin, foot; 0.008 s each, 1000 an episode.
 *
 * | observation | what                                                           | unit  |
 * | ----------- | -------------------------------------------------------------- | ----- |
 * | 0           | height of the torso                                            | m     |
 * | 1           | pitch of the torso                                             | rad   |
 * | 2–4         | angles: thigh, shin, foot                                      | rad   |
 * | 5, 6        | velocity of the torso forwards, upwards, clipped to ±10        | m/s   |
 * | 7           | angular velocity of the torso, clipped to ±10                  | rad/s |
 * | 8–10        | angular velocities of the joints, clipped to ±10               | rad/s |
 *
 * Reward: `forwardRewardWeight · Δx/Δt + healthyReward − ctrlCostWeight · |a|²`. Health: a height above 0.7, a pitch
 * between ±0.2, and all numbers from the pitch on, velocities included, in `healthyStateRange`. Without it the episode
 * terminates, and there is no `healthyReward`; version 4 pays it on the terminating step as well. Start: uniform
 * noise, ±`resetNoiseScale`. Info: `x_position`, `x_velocity`, since version 5 also `z_distance_from_origin` and the
 * reward's parts `reward_forward`, `reward_ctrl`, `reward_survive`.
 *
 * Source: T. Erez, Y. Tassa, E. Todorov, *Infinite-horizon model predictive control for periodic tasks with contacts*,
 * 2011; Gymnasium's `hopper_v5`.
 */
export interface HopperOptions extends PlanarOptions {
  /** Default −100 to 100, both ends outside. */
  readonly healthyStateRange?: readonly [number, number];
}

/**
 * `Walker2d-v5`, `Walker2d-v4`: a planar robot walks forward on two legs and must not fall.
 *
 * Actions: torques of six joints, −1 to 1: right thigh, shin, foot, then left; 0.008 s each, 1000 an episode.
 *
 * | observation | what                                                           | unit  |
 * | ----------- | -------------------------------------------------------------- | ----- |
 * | 0           | height of the torso                                            | m     |
 * | 1           | pitch of the torso                                             | rad   |
 * | 2–7         | angles: right thigh, shin, foot; left thigh, shin, foot        | rad   |
 * | 8, 9        | velocity of the torso forwards, upwards, clipped to ±10        | m/s   |
 * | 10          | angular velocity of the torso, clipped to ±10                  | rad/s |
 * | 11–16       | angular velocities of the joints, clipped to ±10               | rad/s |
 *
 * Reward, end, start and info as Hopper's, with another health: a height between 0.8 and 2, a pitch between ±1. In
 * version 4 the right foot has a friction of 0.9, by mistake; since then of 1.9 as the left one.
 *
 * Source: T. Erez, Y. Tassa, E. Todorov, *Infinite-horizon model predictive control for periodic tasks with contacts*,
 * 2011; Gymnasium's `walker2d_v5`.
 */
export interface Walker2dOptions extends PlanarOptions {
  /** Default 0.8 to 2. */
  readonly healthyZRange?: readonly [number, number];
  /** Default −1 to 1. */
  readonly healthyAngleRange?: readonly [number, number];
}
