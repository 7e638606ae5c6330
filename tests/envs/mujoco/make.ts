import { MUJOCO_TASKS } from "../../../lib/envs/mujoco/definitions.ts";
import { loadEngine } from "../../../lib/envs/mujoco/engine.ts";
import { RobotEnvironment } from "../../../lib/envs/mujoco/robot_environment.ts";

/** A task without wrappers. */
export async function make(
  id: string,
  options: Readonly<Record<string, unknown>> = {},
  xml?: string,
): Promise<RobotEnvironment> {
  const definition = MUJOCO_TASKS.find((one) => one.id === id);
  if (!definition) throw new RangeError(`Expected a task, found ${id}`);
  return new RobotEnvironment(await loadEngine(), definition, options, xml);
}
