import type { Info } from "../../environment.ts";
import type { NumpyRandom } from "../../numpy_random.ts";
import { addUniform, Writer } from "../parts.ts";
import { invertedPendulum } from "../robots/pendulums.ts";
import { number, type Settings } from "../settings.ts";
import type { Outcome, Stage, Task, TaskDefinition, Version } from "../task.ts";

const NOISE = 0.01;
const SETTINGS_V4 = {};
const SETTINGS_V5 = { resetNoiseScale: number(NOISE) };

/** Radians from upright beyond which the pole has fallen. */
const FALLEN = 0.2;

class InvertedPendulumTask implements Task {
  readonly observationSize: number;
  readonly #stage: Stage;
  readonly #noise: number;
  readonly #version: Version;
  readonly #writer = new Writer();

  constructor(stage: Stage, noise: number, version: Version) {
    this.#stage = stage;
    this.#noise = noise;
    this.#version = version;
    this.observationSize = stage.simulation.nq + stage.simulation.nv;
  }

  drawStart(random: NumpyRandom): void {
    const { qpos, qvel } = this.#stage.simulation;
    addUniform(qpos, this.#noise, random);
    addUniform(qvel, this.#noise, random);
  }

  observe(into: Float64Array): void {
    const { qpos, qvel } = this.#stage.simulation;
    this.#writer.start(into).copy(qpos).copy(qvel);
  }

  remember(): void {}

  judge(): Outcome {
    const { qpos, qvel } = this.#stage.simulation;
    const terminated = Math.abs(qpos[1]) > FALLEN || !qpos.every(Number.isFinite) ||
      !qvel.every(Number.isFinite);
    if (this.#version === 4) return { reward: 1, terminated, info: {} };
    const reward = terminated ? 0 : 1;
    return { reward, terminated, info: { reward_survive: reward } };
  }

  startInfo(): Info {
    return {};
  }
}

function define<S extends Settings>(
  version: Version,
  settings: S,
  noise: (stage: Stage<S>) => number,
): TaskDefinition<S> {
  return {
    id: `InvertedPendulum-v${version}`,
    robot: invertedPendulum,
    frameSkip: 2,
    settings,
    maxEpisodeSteps: 1000,
    rewardThreshold: 950,
    create: (stage) => new InvertedPendulumTask(stage, noise(stage), version),
  };
}

/** Balance a pole on a cart. */
export function invertedPendulumTaskV4(): TaskDefinition<typeof SETTINGS_V4> {
  return define(4, SETTINGS_V4, () => NOISE);
}

/** Balance a pole on a cart. */
export function invertedPendulumTaskV5(): TaskDefinition<typeof SETTINGS_V5> {
  return define(5, SETTINGS_V5, ({ settings }) => settings.resetNoiseScale);
}
