/**
 * `Humanoid-v5`, `Humanoid-v4`: a humanoid of 42 kg walks forward upright, free in space.
 *
 * Actions: torques of seventeen joints, −0.4 to 0.4: abdomen y, z, x; right hip x, z, y, knee; left hip x, z, y, knee;
 * right shoulder 1, 2, elbow; left shoulder 1, 2, elbow; 0.015 s each, 1000 an episode. In observations the abdomen is
 * in the order z, y, x.
 *
 * | observation | what                                                                              | unit           |
 * | ----------- | --------------------------------------------------------------------------------- | -------------- |
 * | 0           | height of the torso                                                               | m              |
 * | 1–4         | orientation of the torso, a quaternion (w, x, y, z)                               |                |
 * | 5–21        | angles of the joints                                                              | rad            |
 * | 22–24       | velocity of the torso                                                             | m/s            |
 * | 25–27       | angular velocity of the torso                                                     | rad/s          |
 * | 28–44       | angular velocities of the joints                                                  | rad/s          |
 * | 45–174      | of 13 bodies inertia (6), mass times mass centre (3), mass                        | kg m², kg m, kg |
 * | 175–252     | of 13 bodies angular velocity, velocity                                           | rad/s, m/s     |
 * | 253–269     | torques of the motors                                                             | N m            |
 * | 270–347     | forces from outside on 13 bodies: torque, force                                   | N m, N         |
 *
 * Version 4 has 376 numbers: the blocks of bodies begin with the world's zeros, the torques with six of the root.
 *
 * Reward: `forwardRewardWeight · Δx/Δt + healthyReward − ctrlCostWeight · |a|² − contact`, where x is that of the mass
 * centre as MuJoCo derived it last, and contact `contactCostWeight · Σ f²` clipped to `contactCostRange`; nothing in
 * version 4, by mistake. Health: a height in `healthyZRange`. Without it the episode terminates, and there is no
 * `healthyReward`; version 4 pays it on the terminating step as well. Start: uniform noise, ±`resetNoiseScale`, on
 * positions, quaternion (which is then no unit one until the first step) and velocities. Info: `x_position`,
 * `y_position`, `distance_from_origin`, `x_velocity`, `y_velocity`, `tendon_length`, `tendon_velocity` and the reward's
 * parts `reward_forward`, `reward_ctrl`, `reward_contact`, `reward_survive`. In version 4 positions are those of the
 * mass centre, there are no tendons, and the parts are `reward_linvel` (again as `forward_reward`),
 * `reward_quadctrl`, `reward_alive`.
 *
 * Source: Y. Tassa, T. Erez, E. Todorov, *Synthesis and stabilization of complex behaviors through online trajectory
 * optimization*, 2012; Gymnasium's `humanoid_v5`.
 */
export interface HumanoidOptions {
  /** Default 1.25. */
  readonly forwardRewardWeight?: number;
  /** Default 0.1. */
  readonly ctrlCostWeight?: number;
  /** Default 5·10⁻⁷. Not in version 4. */
  readonly contactCostWeight?: number;
  /** Default −∞ to 10. Not in version 4. */
  readonly contactCostRange?: readonly [number, number];
  /** For each step in health; default 5. */
  readonly healthyReward?: number;
  /** Whether an episode ends when the robot has fallen; default true. */
  readonly terminateWhenUnhealthy?: boolean;
  /** Heights in health, in metres, both ends outside; default 1 to 2. */
  readonly healthyZRange?: readonly [number, number];
  /** Default 0.01. */
  readonly resetNoiseScale?: number;
  /** Whether x and y, which the task does not depend on, are left out; default true. */
  readonly excludeCurrentPositionsFromObservation?: boolean;
  /** Whether inertias are observed; default true. Not in version 4. */
  readonly includeCinertInObservation?: boolean;
  /** Whether the bodies' velocities are observed; default true. Not in version 4. */
  readonly includeCvelInObservation?: boolean;
  /** Whether torques are observed; default true. Not in version 4. */
  readonly includeQfrcActuatorInObservation?: boolean;
  /** Whether forces from outside are observed; default true. Not in version 4. */
  readonly includeCfrcExtInObservation?: boolean;
}
