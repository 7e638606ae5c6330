import type { TaskDefinition } from "./task.ts";
import { antTaskV4, antTaskV5 } from "./tasks/ant.ts";
import { halfCheetahTask } from "./tasks/half_cheetah.ts";
import { humanoidTaskV4, humanoidTaskV5 } from "./tasks/humanoid.ts";
import {
  invertedDoublePendulumTaskV4,
  invertedDoublePendulumTaskV5,
} from "./tasks/inverted_double_pendulum.ts";
import { invertedPendulumTaskV4, invertedPendulumTaskV5 } from "./tasks/inverted_pendulum.ts";
import { hopperTask, walker2dTask } from "./tasks/planar.ts";
import { reacherTaskV4, reacherTaskV5 } from "./tasks/reacher.ts";
import { swimmerTask } from "./tasks/swimmer.ts";

/** All tasks on MuJoCo. */
export const MUJOCO_TASKS: readonly TaskDefinition[] = [
  antTaskV4(),
  antTaskV5(),
  halfCheetahTask(4),
  halfCheetahTask(5),
  hopperTask(4),
  hopperTask(5),
  humanoidTaskV4(),
  humanoidTaskV5(),
  invertedDoublePendulumTaskV4(),
  invertedDoublePendulumTaskV5(),
  invertedPendulumTaskV4(),
  invertedPendulumTaskV5(),
  reacherTaskV4(),
  reacherTaskV5(),
  swimmerTask(4),
  swimmerTask(5),
  walker2dTask(4),
  walker2dTask(5),
];
