import type { Info } from "../../environment.ts";
import type { NumpyRandom } from "../../numpy_random.ts";
import { addNormal, addUniform, clip, Writer } from "../parts.ts";
import { invertedDoublePendulum } from "../robots/pendulums.ts";
import { number, type Settings } from "../settings.ts";
import type { Outcome, Stage, Task, TaskDefinition, Version } from "../task.ts";

const DEFAULTS = { healthyReward: 10, resetNoiseScale: 0.1 };
const SETTINGS_V4 = {};
const SETTINGS_V5 = {
  healthyReward: number(DEFAULTS.healthyReward, { least: -Infinity }),
  resetNoiseScale: number(DEFAULTS.resetNoiseScale),
};

/** Observed velocities and forces are clipped to this. */
const OBSERVED_RANGE = [-10, 10] as const;

interface Values {
  readonly healthyReward: number;
  readonly resetNoiseScale: number;
}

class InvertedDoublePendulumTask implements Task {
  readonly observationSize: number;
  readonly #stage: Stage;
  readonly #values: Values;
  readonly #version: Version;
  readonly #writer = new Writer();

  constructor(stage: Stage, values: Values, version: Version) {
    this.#stage = stage;
    this.#values = values;
    this.#version = version;
    this.observationSize = version === 4 ? 11 : 9;
  }

  drawStart(random: NumpyRandom): void {
    const { qpos, qvel } = this.#stage.simulation;
    addUniform(qpos, this.#values.resetNoiseScale, random);
    addNormal(qvel, this.#values.resetNoiseScale, random);
  }

  observe(into: Float64Array): void {
    const { qpos, qvel, qfrc_constraint } = this.#stage.simulation;
    const writer = this.#writer.start(into)
      .add(qpos[0])
      .add(Math.sin(qpos[1])).add(Math.sin(qpos[2]))
      .add(Math.cos(qpos[1])).add(Math.cos(qpos[2]))
      .copyClipped(qvel, OBSERVED_RANGE);
    // The poles' two entries are always zero; version 5 leaves them out.
    if (this.#version === 4) writer.copyClipped(qfrc_constraint, OBSERVED_RANGE);
    else writer.add(clip(qfrc_constraint[0], OBSERVED_RANGE));
  }

  remember(): void {}

  judge(): Outcome {
    const { site_xpos, qvel } = this.#stage.simulation;
    const [x, , height] = site_xpos;
    const terminated = height <= 1;
    const distance = 0.01 * x ** 2 + (height - 2) ** 2;
    const velocity = 1e-3 * qvel[1] ** 2 + 5e-3 * qvel[2] ** 2;
    const survives = !terminated || this.#version === 4;
    const survive = survives ? this.#values.healthyReward : 0;
    return {
      reward: survive - distance - velocity,
      terminated,
      info: this.#version === 4
        ? {}
        : { reward_survive: survive, distance_penalty: -distance, velocity_penalty: -velocity },
    };
  }

  startInfo(): Info {
    return {};
  }
}

function define<S extends Settings>(
  version: Version,
  settings: S,
  values: (stage: Stage<S>) => Values,
): TaskDefinition<S> {
  return {
    id: `InvertedDoublePendulum-v${version}`,
    robot: invertedDoublePendulum,
    frameSkip: 5,
    settings,
    maxEpisodeSteps: 1000,
    rewardThreshold: 9100,
    create: (stage) => new InvertedDoublePendulumTask(stage, values(stage), version),
  };
}

/** Balance a pole on a pole on a cart. */
export function invertedDoublePendulumTaskV4(): TaskDefinition<typeof SETTINGS_V4> {
  return define(4, SETTINGS_V4, () => DEFAULTS);
}

/** Balance a pole on a pole on a cart. */
export function invertedDoublePendulumTaskV5(): TaskDefinition<typeof SETTINGS_V5> {
  return define(5, SETTINGS_V5, ({ settings }) => settings);
}
