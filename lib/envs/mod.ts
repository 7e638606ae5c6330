/**
 * Environments with Gymnasium's semantics: tasks, wrappers, vectors of environments.
 *
 * @module
 */

export { BaseEnvironment } from "./base_environment.ts";
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
export { TimeLimit } from "./wrappers/time_limit.ts";
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
