import type { Info } from "../../environment.ts";
import type { NumpyRandom } from "../../numpy_random.ts";
import { addNormal, addUniform, sumOfSquares, Writer } from "../vectors.ts";
import { halfCheetah } from "../robots/half_cheetah.ts";
import { flag, number, type SettingsOf } from "../settings.ts";
import type { Outcome, Stage, Task, TaskDefinition, Version } from "../task.ts";

/**
 * `HalfCheetah-v5`, `HalfCheetah-v4`: a planar robot of 14 kg with two legs runs forward.
 *
 * Actions: torques of six joints, −1 to 1: hind thigh, shin, foot, then those in front; 0.05 s each, 1000 an episode.
 *
 * | observation | what                                                                | unit  |
 * | ----------- | ------------------------------------------------------------------- | ----- |
 * | 0           | height of the torso over its initial one                            | m     |
 * | 1           | pitch of the torso                                                  | rad   |
 * | 2–7         | angles: hind thigh, shin, foot; front thigh, shin, foot             | rad   |
 * | 8, 9        | velocity of the torso forwards, upwards                             | m/s   |
 * | 10          | angular velocity of the torso                                       | rad/s |
 * | 11–16       | angular velocities of the joints, in the order of 2–7               | rad/s |
 *
 * Reward: `forwardRewardWeight · Δx/Δt − ctrlCostWeight · |a|²`. No episode terminates. Start: the initial position
 * with uniform noise, ±`resetNoiseScale`, normal velocities with that deviation. Info: `x_position`, `x_velocity`, and
 * the reward's parts, `reward_forward` (`reward_run` in version 4) and `reward_ctrl`. The versions differ in nothing
 * else.
 *
 * Source: P. Wawrzyński, *A cat-like robot real-time learning to run*, 2009; Gymnasium's `half_cheetah_v5`.
 */
export interface HalfCheetahOptions {
  /** Default 1. */
  readonly forwardRewardWeight?: number;
  /** Default 0.1. */
  readonly ctrlCostWeight?: number;
  /** Default 0.1. */
  readonly resetNoiseScale?: number;
  /** Whether the position forwards, which the task does not depend on, is left out; default true. */
  readonly excludeCurrentPositionsFromObservation?: boolean;
}

type HalfCheetahSettings = SettingsOf<HalfCheetahOptions>;

const SETTINGS: HalfCheetahSettings = {
  forwardRewardWeight: number(1),
  ctrlCostWeight: number(0.1),
  resetNoiseScale: number(0.1),
  excludeCurrentPositionsFromObservation: flag(true),
};

class HalfCheetahTask implements Task {
  readonly observationSize: number;
  readonly #stage: Stage<HalfCheetahSettings>;
  readonly #version: Version;
  readonly #hidden: number;
  readonly #writer = new Writer();
  #xBefore = 0;

  constructor(stage: Stage<HalfCheetahSettings>, version: Version) {
    this.#stage = stage;
    this.#version = version;
    this.#hidden = stage.settings.excludeCurrentPositionsFromObservation ? 1 : 0;
    this.observationSize = stage.simulation.nq + stage.simulation.nv - this.#hidden;
  }

  drawStart(random: NumpyRandom): void {
    const { simulation, settings } = this.#stage;
    addUniform(simulation.qpos, settings.resetNoiseScale, random);
    addNormal(simulation.qvel, settings.resetNoiseScale, random);
  }

  observe(into: Float64Array): void {
    const { qpos, qvel } = this.#stage.simulation;
    this.#writer.start(into).copy(qpos, this.#hidden).copy(qvel);
  }

  remember(): void {
    this.#xBefore = this.#stage.simulation.qpos[0];
  }

  judge(action: ArrayLike<number>): Outcome {
    const { simulation: { qpos }, settings, dt } = this.#stage;
    const x_velocity = (qpos[0] - this.#xBefore) / dt;
    const forward = settings.forwardRewardWeight * x_velocity;
    const control = settings.ctrlCostWeight * sumOfSquares(action);
    const position = { x_position: qpos[0], x_velocity };
    return {
      reward: forward - control,
      terminated: false,
      info: this.#version === 4
        ? { ...position, reward_run: forward, reward_ctrl: -control }
        : { ...position, reward_forward: forward, reward_ctrl: -control },
    };
  }

  startInfo(): Info {
    return this.#version === 4 ? {} : { x_position: this.#stage.simulation.qpos[0] };
  }
}

/** Run forward. */
export function halfCheetahTask(version: Version): TaskDefinition<HalfCheetahSettings> {
  return {
    id: `HalfCheetah-v${version}`,
    robot: halfCheetah,
    frameSkip: 5,
    settings: SETTINGS,
    maxEpisodeSteps: 1000,
    rewardThreshold: 4800,
    create: (stage) => new HalfCheetahTask(stage, version),
  };
}
