import type { Info } from "../environment.ts";
import type { NumpyRandom } from "../numpy_random.ts";
import type { Robot } from "./mjcf/robot.ts";
import type { Settings, SettingValues } from "./settings.ts";
import type { Simulation } from "./simulation.ts";

/** What a step was worth. */
export interface Outcome {
  readonly reward: number;
  readonly terminated: boolean;
  readonly info: Info;
}

/**
 * What makes a task of a simulated robot. A task keeps nothing from one step to the next: all it knows is in the
 * simulation.
 */
export interface Task {
  /** Numbers in an observation. */
  readonly observationSize: number;
  /** Whether forces from outside on the bodies, `cfrc_ext`, are observed or cost; default no. */
  readonly usesContactForces?: boolean;
  /** Draws where an episode starts: `qpos` and `qvel` hold the initial state of the model. */
  drawStart(random: NumpyRandom): void;
  /** Writes an observation of the present. */
  observe(into: Float64Array): void;
  /** Remembers what the outcome of the coming step compares with. */
  remember(): void;
  /** Judges the step that has been simulated. */
  judge(action: ArrayLike<number>): Outcome;
  /** Facts about a start. */
  startInfo(): Info;
}

/** Where in a simulation a task plays: what {@linkcode TaskDefinition.create} gets. */
export interface Stage<S extends Settings = Settings> {
  readonly simulation: Simulation;
  /** Seconds of a step of the environment: some steps of the physics. */
  readonly dt: number;
  readonly settings: SettingValues<S>;
}

/** A task as it is registered. */
export interface TaskDefinition<S extends Settings = Settings> {
  /** Such as `Hopper-v5`. */
  readonly id: string;
  readonly robot: () => Robot;
  /** Steps of the physics in one of the environment. */
  readonly frameSkip: number;
  readonly settings: S;
  readonly maxEpisodeSteps: number;
  /** The mean return from which the task counts as solved. */
  readonly rewardThreshold?: number;
  create(stage: Stage<S>): Task;
}

/** The two versions of Gymnasium's tasks. */
export type Version = 4 | 5;
