/**
 * Options that every task on MuJoCo has beside its own. Use them with `makeEnvironment`.
 *
 * What an environment does is what Gymnasium's of the same name does: with the same controls the same trajectory, to
 * the rounding of MuJoCo's compiler; from the same seed the same start. Versions 4 and 5 are Gymnasium's. Version 4
 * keeps its known mistakes, which the options of each task tell.
 *
 * An action is the control of the robot's motors, as it is: what is beyond the bounds of the action space acts like
 * the bound, and costs as much as it is.
 */
export interface MujocoOptions {
  /** Steps of the physics in one of the environment; by default the task's. */
  readonly frameSkip?: number;
  /** Path of a model in MJCF that takes the place of the task's own. */
  readonly xmlFile?: string;
  /**
   * Bytes for contacts and constraints; default 1 MiB, of which no task needs a fifth. It changes no result; if it is
   * too little, that is an error. The model of `xmlFile` says it by itself.
   */
  readonly memory?: number;
  /**
   * What happens if MuJoCo warns, of a state that is no number say, and starts again from the model's initial state:
   *
   * - `error`, the default: an error with task, step and warning; the environment must be reset.
   * - `terminate`: the episode ends with reward 0; `info.bad_state` names the warning.
   * - `ignore`: nothing, as in Gymnasium.
   */
  readonly onBadState?: "error" | "terminate" | "ignore";
}
