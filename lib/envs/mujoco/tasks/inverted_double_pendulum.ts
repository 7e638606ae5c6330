import type { Info } from "../../environment.ts";
import type { NumpyRandom } from "../../numpy_random.ts";
import { addNormal, addUniform, clip, Writer } from "../vectors.ts";
import { invertedDoublePendulum } from "../robots/pendulums.ts";
import { number, type Settings, type SettingsOf, type SettingValues } from "../settings.ts";
import type { Outcome, Stage, Task, TaskDefinition, Version } from "../task.ts";

/**
 * `InvertedDoublePendulum-v5`, `InvertedDoublePendulum-v4`: a cart on a rail balances a pole on a pole.
 *
 * Actions: the force on the cart, −1 to 1; 0.05 s each, 1000 an episode.
 *
 * | observation | what                                                             | unit       |
 * | ----------- | ---------------------------------------------------------------- | ---------- |
 * | 0           | position of the cart                                             | m          |
 * | 1, 2        | sines of the angles: lower pole, upper pole against the lower    |            |
 * | 3, 4        | cosines of these angles                                          |            |
 * | 5           | velocity of the cart, clipped to ±10                             | m/s        |
 * | 6, 7        | angular velocities of the poles, clipped to ±10                  | rad/s      |
 * | 8           | force of the rail's ends on the cart, clipped to ±10             | N          |
 *
 * Version 4 has two more, the constraint forces of the poles, always 0.
 *
 * Reward: `healthyReward − (0.01 x² + (z − 2)²) − (10⁻³ ω₁² + 5·10⁻³ ω₂²)` with x and z of the upper pole's tip as
 * MuJoCo derived them last, and the poles' angular velocities ω. On the terminating step there is no
 * `healthyReward`; version 4 pays it there as well. The episode terminates when the tip is at 1 m or below. Start:
 * uniform noise, ±`resetNoiseScale`, on positions, normal velocities with that deviation. Info: since version 5 the
 * reward's parts `reward_survive`, `distance_penalty`, `velocity_penalty`.
 *
 * Source: Gymnasium's `inverted_double_pendulum_v5`.
 */
export interface InvertedDoublePendulumOptions {
  /** Default 10. Not in version 4. */
  readonly healthyReward?: number;
  /** Default 0.1. Not in version 4. */
  readonly resetNoiseScale?: number;
}

type SettingsV5 = SettingsOf<InvertedDoublePendulumOptions>;

const DEFAULTS = { healthyReward: 10, resetNoiseScale: 0.1 };
const SETTINGS_V5: SettingsV5 = {
  healthyReward: number(DEFAULTS.healthyReward, { least: -Infinity }),
  resetNoiseScale: number(DEFAULTS.resetNoiseScale),
};

/** Observed velocities and forces are clipped to this. */
const OBSERVED_RANGE = [-10, 10] as const;

type Values = SettingValues<SettingsV5>;

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
export function invertedDoublePendulumTaskV4(): TaskDefinition {
  return define(4, {}, () => DEFAULTS);
}

/** Balance a pole on a pole on a cart. */
export function invertedDoublePendulumTaskV5(): TaskDefinition<SettingsV5> {
  return define(5, SETTINGS_V5, ({ settings }) => settings);
}
