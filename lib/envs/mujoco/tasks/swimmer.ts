import type { Info } from "../../environment.ts";
import type { NumpyRandom } from "../../numpy_random.ts";
import { addUniform, sumOfSquares, Writer } from "../parts.ts";
import { swimmer } from "../robots/swimmer.ts";
import { flag, number } from "../settings.ts";
import type { Outcome, Stage, Task, TaskDefinition, Version } from "../task.ts";

const SETTINGS = {
  forwardRewardWeight: number(1),
  ctrlCostWeight: number(1e-4),
  resetNoiseScale: number(0.1),
  excludeCurrentPositionsFromObservation: flag(true),
};

class SwimmerTask implements Task {
  readonly observationSize: number;
  readonly #stage: Stage<typeof SETTINGS>;
  readonly #version: Version;
  readonly #hidden: number;
  readonly #writer = new Writer();
  #xBefore = 0;
  #yBefore = 0;

  constructor(stage: Stage<typeof SETTINGS>, version: Version) {
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
export function swimmerTask(version: Version): TaskDefinition<typeof SETTINGS> {
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
