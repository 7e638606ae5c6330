import type { Info } from "../../environment.ts";
import type { NumpyRandom } from "../../numpy_random.ts";
import { addUniform, Writer } from "../vectors.ts";
import { invertedPendulum } from "../robots/pendulums.ts";
import { number, type Settings, type SettingsOf } from "../settings.ts";
import type { Outcome, Stage, Task, TaskDefinition, Version } from "../task.ts";

/**
 * `InvertedPendulum-v5`, `InvertedPendulum-v4`: a cart on a rail balances a pole.
 *
 * Actions: the force on the cart, −3 to 3; 0.04 s each, 1000 an episode.
 *
 * | observation | what                             | unit  |
 * | ----------- | -------------------------------- | ----- |
 * | 0           | position of the cart             | m     |
 * | 1           | angle of the pole from upright   | rad   |
 * | 2           | velocity of the cart             | m/s   |
 * | 3           | angular velocity of the pole     | rad/s |
 *
 * Reward: 1, on the terminating step 0; in version 4 always 1. The episode terminates when the angle is beyond ±0.2.
 * Start: uniform noise, ±`resetNoiseScale`. Info: since version 5 `reward_survive`, the reward.
 *
 * Source: A. Barto, R. Sutton, C. Anderson, *Neuronlike adaptive elements that can solve difficult learning control
 * problems*, 1983; Gymnasium's `inverted_pendulum_v5`.
 */
export interface InvertedPendulumOptions {
  /** Default 0.01. Not in version 4. */
  readonly resetNoiseScale?: number;
}

type SettingsV5 = SettingsOf<InvertedPendulumOptions>;

const NOISE = 0.01;
const SETTINGS_V5: SettingsV5 = { resetNoiseScale: number(NOISE) };

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
export function invertedPendulumTaskV4(): TaskDefinition {
  return define(4, {}, () => NOISE);
}

/** Balance a pole on a cart. */
export function invertedPendulumTaskV5(): TaskDefinition<SettingsV5> {
  return define(5, SETTINGS_V5, ({ settings }) => settings.resetNoiseScale);
}
