/**
 * `Ant-v5`, `Ant-v4`: a ball on four legs of two joints each walks forward, free in space.
 *
 * Actions: torques of eight joints, −1 to 1: hip and ankle of leg 4, then of 1, 2 and 3; 0.05 s each, 1000 an
 * episode. In observations the legs are in order from 1 to 4.
 *
 * | observation | what                                                                           | unit   |
 * | ----------- | ------------------------------------------------------------------------------ | ------ |
 * | 0           | height of the torso                                                            | m      |
 * | 1–4         | orientation of the torso, a quaternion (w, x, y, z)                            |        |
 * | 5–12        | angles: hip 1, ankle 1, hip 2, …                                               | rad    |
 * | 13–15       | velocity of the torso                                                          | m/s    |
 * | 16–18       | angular velocity of the torso                                                  | rad/s  |
 * | 19–26       | angular velocities of the joints, in the order of 5–12                         | rad/s  |
 * | 27–104      | forces from outside on 13 bodies: torque, force, clipped to `contactForceRange` | N m, N |
 *
 * Version 4 has the first 27; with `useContactForces` 84 forces more, six zeros of the world first.
 *
 * Reward: `forwardRewardWeight · Δx/Δt + healthyReward − ctrlCostWeight · |a|² − contactCostWeight · Σ f²`, where x
 * is that of the main body as MuJoCo derived it last, f the clipped forces; in version 4 the forces cost only with
 * `useContactForces`. Health: all numbers finite, and a height in `healthyZRange`. Without it the episode terminates,
 * and there is no `healthyReward`; version 4 pays it on the terminating step as well. Start: uniform noise,
 * ±`resetNoiseScale`, on positions and quaternion (which is then no unit one until the first step), normal velocities
 * with that deviation. The ankles start outside of their range. Info: `x_position`, `y_position`,
 * `distance_from_origin`, `x_velocity`, `y_velocity` and the reward's parts `reward_forward`, `reward_ctrl`,
 * `reward_contact`, `reward_survive`. In version 4 the positions are those that MuJoCo derived last, `reward_forward`
 * comes once more as `forward_reward`, and with `useContactForces` `reward_ctrl` holds the contact cost, a mistake.
 *
 * Source: J. Schulman, P. Moritz, S. Levine, M. Jordan, P. Abbeel, *High-dimensional continuous control using
 * generalized advantage estimation*, 2015; Gymnasium's `ant_v5`.
 */
export interface AntOptions {
  /** Default 1. Not in version 4. */
  readonly forwardRewardWeight?: number;
  /** Default 0.5. */
  readonly ctrlCostWeight?: number;
  /** Default 5·10⁻⁴. */
  readonly contactCostWeight?: number;
  /** For each step in health; default 1. */
  readonly healthyReward?: number;
  /** Whether an episode ends when the robot is not in health; default true. */
  readonly terminateWhenUnhealthy?: boolean;
  /** Heights in health, in metres, both ends inside; default 0.2 to 1. */
  readonly healthyZRange?: readonly [number, number];
  /** Default −1 to 1. */
  readonly contactForceRange?: readonly [number, number];
  /** Default 0.1. */
  readonly resetNoiseScale?: number;
  /** Whether x and y, which the task does not depend on, are left out; default true. */
  readonly excludeCurrentPositionsFromObservation?: boolean;
  /** The body whose velocity is rewarded, by name or number; default 1, the torso. Not in version 4. */
  readonly mainBody?: string | number;
  /** Whether forces are observed; default true. Not in version 4. */
  readonly includeCfrcExtInObservation?: boolean;
  /** Whether forces are observed and cost; default false. In version 4 alone. */
  readonly useContactForces?: boolean;
}
