import type { Environment } from "../environment.ts";
import type { Visible } from "../scene.ts";

/** Position and velocity of all joints, in the order of the model: metres, radians, unit quaternions. */
export interface JointState {
  /** Generalised positions `[nq]`. */
  readonly qpos: ArrayLike<number>;
  /** Generalised velocities `[nv]`. */
  readonly qvel: ArrayLike<number>;
}

/** What a task on MuJoCo can do beside what every environment can: {@linkcode unwrapMujoco} gives it. */
export interface MujocoEnvironment extends Environment<ArrayLike<number>>, Visible {
  /** Seconds of a step. */
  readonly dt: number;
  /** Bytes that the simulation has for contacts and constraints, and the most that it has used of them. */
  readonly memory: { readonly size: number; readonly used: number };

  /**
   * Sets the joints by hand, as Gymnasium's `set_state` does, and goes on from there: the next call may be `step`.
   *
   * @throws TypeError unless there are `nq` positions and `nv` velocities
   * @throws RangeError if one is not finite
   */
  setState(state: JointState): void;

  /** Copies of the joints' positions and velocities. */
  readState(): { qpos: Float64Array; qvel: Float64Array };

  /**
   * Simulates a step and nothing else: no observation, no reward, no end. It is what of a step is MuJoCo's own work.
   */
  simulate(action: ArrayLike<number>): void;

  /** What the agent sees now, in a new array or in `into`. */
  observe(into?: Float64Array): Float64Array;
}

/**
 * The task on MuJoCo inside of all wrappers.
 *
 * @throws TypeError if the environment is none
 *
 * @example A cheetah on its back
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { makeEnvironment, unwrapMujoco } from "@hesscale/hesscale/envs";
 *
 * using environment = await makeEnvironment("HalfCheetah-v5");
 * environment.reset({ seed: 1 });
 * const cheetah = unwrapMujoco(environment);
 * const { qpos, qvel } = cheetah.readState();
 * qpos[2] = Math.PI;
 * cheetah.setState({ qpos, qvel });
 * assertAlmostEquals(cheetah.observe()[1], Math.PI);
 * ```
 */
export function unwrapMujoco({ id, unwrapped }: Environment): MujocoEnvironment {
  if ("setState" in unwrapped && "readState" in unwrapped) return unwrapped as MujocoEnvironment;
  throw new TypeError(`${id}: expected a task on MuJoCo, found another one`);
}
