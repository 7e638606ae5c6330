import type { Info } from "../../environment.ts";
import type { NumpyRandom } from "../../numpy_random.ts";
import { addUniform, sumOfSquares, Writer } from "../vectors.ts";
import { swimmer } from "../robots/swimmer.ts";
import { flag, number, type SettingsOf } from "../settings.ts";
import type { Outcome, Stage, Task, TaskDefinition, Version } from "../task.ts";

/**
 * `Swimmer-v5`, `Swimmer-v4`: three links swim forward in a plane, in a viscous fluid.
 *
 * Actions: torques of two joints, −1 to 1, from front to back; 0.04 s each, 1000 an episode.
 *
 * | observation | what                                      | unit  |
 * | ----------- | ----------------------------------------- | ----- |
 * | 0           | heading of the front link                 | rad   |
 * | 1, 2        | angles of the joints                      | rad   |
 * | 3, 4        | velocity of the front link along x, y     | m/s   |
 * | 5           | angular velocity of the front link        | rad/s |
 * | 6, 7        | angular velocities of the joints          | rad/s |
 *
 * Reward: `forwardRewardWeight · Δx/Δt − ctrlCostWeight · |a|²`. No episode terminates. Start: uniform noise,
 * ±`resetNoiseScale`, on positions and velocities. Info: `x_position`, `y_position`, `distance_from_origin`,
 * `x_velocity`, `y_velocity`, and the reward's parts, `reward_forward` (in version 4 `reward_fwd` and once more
 * `forward_reward`) and `reward_ctrl`. The versions differ in nothing else.
 *
 * Source: R. Coulom, *Reinforcement learning using neural networks, with applications to motor control*, 2002;
 * Gymnasium's `swimmer_v5`.
 */
export interface SwimmerOptions {
  /** Default 1. */
  readonly forwardRewardWeight?: number;
  /** Default 10⁻⁴. */
  readonly ctrlCostWeight?: number;
  /** Default 0.1. */
  readonly resetNoiseScale?: number;
  /** Whether x and y, which the task does not depend on, are left out; default true. */
  readonly excludeCurrentPositionsFromObservation?: boolean;
}

type SwimmerSettings = SettingsOf<SwimmerOptions>;

const SETTINGS: SwimmerSettings = {
  forwardRewardWeight: number(1),
  ctrlCostWeight: number(1e-4),
  resetNoiseScale: number(0.1),
  excludeCurrentPositionsFromObservation: flag(true),
};

class SwimmerTask implements Task {
  readonly observationSize: number;
  readonly #stage: Stage<SwimmerSettings>;
  readonly #version: Version;
  readonly #hidden: number;
  readonly #writer = new Writer();
  #xBefore = 0;
  #yBefore = 0;

  constructor(stage: Stage<SwimmerSettings>, version: Version) {
    this.#stage = stage;
    this.#version = version;
    this.#hidden = stage.settings.excludeCurrentPositionsFromObservation ? 2 : 0;
    this.observationSize = stage.simulation.nq + stage.simulation.nv - this.#hidden;
  }

  drawStart(random: NumpyRandom): void {
    const { simulation, settings } = this.#stage;
    addUniform(simulation.qpos, settings.resetNoiseScale, random);
    addUniform(simulation.qvel, settings.resetNoiseScale, random);
  }

  observe(into: Float64Array): void {
    const { qpos, qvel } = this.#stage.simulation;
    this.#writer.start(into).copy(qpos, this.#hidden).copy(qvel);
  }

  remember(): void {
    [this.#xBefore, this.#yBefore] = this.#stage.simulation.qpos;
  }

  judge(action: ArrayLike<number>): Outcome {
    const { simulation: { qpos }, settings, dt } = this.#stage;
    const x_velocity = (qpos[0] - this.#xBefore) / dt;
    const y_velocity = (qpos[1] - this.#yBefore) / dt;
    const forward = settings.forwardRewardWeight * x_velocity;
    const control = settings.ctrlCostWeight * sumOfSquares(action);
    const motion = { ...this.#place(), x_velocity, y_velocity, reward_ctrl: -control };
    return {
      reward: forward - control,
      terminated: false,
      info: this.#version === 4
        ? { ...motion, reward_fwd: forward, forward_reward: forward }
        : { ...motion, reward_forward: forward },
    };
  }

  startInfo(): Info {
    return this.#version === 4 ? {} : this.#place();
  }

  #place(): { x_position: number; y_position: number; distance_from_origin: number } {
    const [x, y] = this.#stage.simulation.qpos;
    return { x_position: x, y_position: y, distance_from_origin: Math.hypot(x, y) };
  }
}

/** Swim forward. */
export function swimmerTask(version: Version): TaskDefinition<SwimmerSettings> {
  return {
    id: `Swimmer-v${version}`,
    robot: swimmer,
    frameSkip: 4,
    settings: SETTINGS,
    maxEpisodeSteps: 1000,
    rewardThreshold: 360,
    create: (stage) => new SwimmerTask(stage, version),
  };
}
