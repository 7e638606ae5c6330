/**
 * Environments with Gymnasium's semantics: tasks, wrappers, vectors of environments.
 *
 * @module
 */

import "./classic_control/register.ts";
import "./mujoco/register.ts";

export { BaseEnvironment } from "./base_environment.ts";
export { checkEnvironment, type CheckOptions } from "./check_environment.ts";
export { Acrobot, type AcrobotOptions } from "./classic_control/acrobot.ts";
export { CartPole, type CartPoleOptions } from "./classic_control/cart_pole.ts";
export { ClassicControl } from "./classic_control/classic_control.ts";
export {
  ContinuousMountainCar,
  type ContinuousMountainCarOptions,
} from "./classic_control/continuous_mountain_car.ts";
export { MountainCar, type MountainCarOptions } from "./classic_control/mountain_car.ts";
export { Pendulum, type PendulumOptions } from "./classic_control/pendulum.ts";
export type {
  Action,
  Environment,
  EnvironmentState,
  Info,
  InfoValue,
  Json,
  ResetOptions,
  ResetResult,
  StepResult,
} from "./environment.ts";
export { compileMujoco, loadMujoco } from "./mujoco/engine.ts";
export {
  type JointState,
  type MujocoEnvironment,
  unwrapMujoco,
} from "./mujoco/mujoco_environment.ts";
export type { MujocoOptions } from "./mujoco/mujoco_options.ts";
export type { AntOptions } from "./mujoco/tasks/ant_options.ts";
export type { HalfCheetahOptions } from "./mujoco/tasks/half_cheetah.ts";
export type { HumanoidOptions } from "./mujoco/tasks/humanoid_options.ts";
export type { InvertedDoublePendulumOptions } from "./mujoco/tasks/inverted_double_pendulum.ts";
export type { InvertedPendulumOptions } from "./mujoco/tasks/inverted_pendulum.ts";
export type {
  HopperOptions,
  PlanarOptions,
  Walker2dOptions,
} from "./mujoco/tasks/planar_options.ts";
export type { ReacherOptions } from "./mujoco/tasks/reacher.ts";
export type { SwimmerOptions } from "./mujoco/tasks/swimmer.ts";
export { NumpyRandom, type NumpyRandomState } from "./numpy_random.ts";
export {
  findRegistration,
  listEnvironments,
  makeEnvironment,
  type MakeOptions,
  registerEnvironment,
  type Registration,
} from "./registry.ts";
export { Box, type BoxOptions, Discrete, type Precision, type Space } from "./spaces.ts";
export type {
  Autoreset,
  EnvironmentVector,
  VectorReset,
  VectorResetOptions,
  VectorState,
  VectorStep,
} from "./vector/vector.ts";
export { VectorEnvironment, type VectorOptions } from "./vector/vector_environment.ts";
export { WorkerEnvironments, type WorkerOptions } from "./vector/worker_environments.ts";
export {
  ActionWrapper,
  ClipAction,
  RescaleAction,
  type RescaleActionOptions,
} from "./wrappers/actions.ts";
export { FrameStack, type FrameStackOptions } from "./wrappers/frame_stack.ts";
export {
  NormalizeObservation,
  type NormalizeObservationOptions,
} from "./wrappers/normalize_observation.ts";
export { NormalizeReward, type NormalizeRewardOptions } from "./wrappers/normalize_reward.ts";
export { ObservationWrapper } from "./wrappers/observation_wrapper.ts";
export {
  type EpisodeStatistics,
  RecordEpisodeStatistics,
  type RecordEpisodeStatisticsOptions,
} from "./wrappers/record_episode_statistics.ts";
export { RunningStatistics } from "./wrappers/running_statistics.ts";
export { TimeAware, type TimeAwareOptions } from "./wrappers/time_aware.ts";
export { TimeLimit } from "./wrappers/time_limit.ts";
export { TransformObservation, TransformReward } from "./wrappers/transforms.ts";
export { Wrapper } from "./wrappers/wrapper.ts";
export { Frame, type FrameOptions, renderFrame } from "./render/render_frame.ts";
export {
  type Camera,
  type Color,
  type Geom,
  type GeomPlace,
  POSE_SIZE,
  type Quaternion,
  type Scene,
  sceneOf,
  type Vector3,
  type Visible,
} from "./scene.ts";
