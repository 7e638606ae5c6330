import type { Info } from "../../environment.ts";
import type { NumpyRandom } from "../../numpy_random.ts";
import { addNormal, addUniform, sumOfSquares, Writer } from "../parts.ts";
import { halfCheetah } from "../robots/half_cheetah.ts";
import { flag, number } from "../settings.ts";
import type { Outcome, Stage, Task, TaskDefinition, Version } from "../task.ts";

const SETTINGS = {
  forwardRewardWeight: number(1),
  ctrlCostWeight: number(0.1),
  resetNoiseScale: number(0.1),
  excludeCurrentPositionsFromObservation: flag(true),
};

class HalfCheetahTask implements Task {
  readonly observationSize: number;
  readonly #stage: Stage<typeof SETTINGS>;
  readonly #version: Version;
  readonly #hidden: number;
  readonly #writer = new Writer();
  #xBefore = 0;

  constructor(stage: Stage<typeof SETTINGS>, version: Version) {
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
export function halfCheetahTask(version: Version): TaskDefinition<typeof SETTINGS> {
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
