import type { Info } from "../../environment.ts";
import type { NumpyRandom } from "../../numpy_random.ts";
import { addUniform, sumOfSquares, Writer } from "../vectors.ts";
import { reacher } from "../robots/reacher.ts";
import { number, type Settings, type SettingsOf, type SettingValues } from "../settings.ts";
import type { Outcome, Stage, Task, TaskDefinition, Version } from "../task.ts";
import { findBody } from "./bodies.ts";

/**
 * `Reacher-v5`, `Reacher-v4`: an arm of two links in a plane reaches for a target with its fingertip.
 *
 * Actions: torques of two joints, −1 to 1: at the root, between the links; 0.02 s each, 50 an episode.
 *
 * | observation | what                                                     | unit  |
 * | ----------- | -------------------------------------------------------- | ----- |
 * | 0, 1        | cosines of the joints' angles                            |       |
 * | 2, 3        | sines of the joints' angles                              |       |
 * | 4, 5        | x and y of the target                                    | m     |
 * | 6, 7        | angular velocities of the joints                         | rad/s |
 * | 8, 9        | x and y from the target to the fingertip                 | m     |
 *
 * Version 4 has z at the end as well, always 0.
 *
 * Reward: `−rewardDistWeight · distance − rewardControlWeight · |a|²`, with the distance of the fingertip from the
 * target as MuJoCo derived it last; version 4 takes that before the step, by mistake. No episode terminates. Start:
 * uniform noise on the angles, ±0.1, and their velocities, ±0.005; the target anywhere within 0.2 m of the root, and
 * at rest. Info: the reward's parts `reward_dist` and `reward_ctrl`.
 *
 * Source: Gymnasium's `reacher_v5`.
 */
export interface ReacherOptions {
  /** Default 1. Not in version 4. */
  readonly rewardDistWeight?: number;
  /** Default 1. Not in version 4. */
  readonly rewardControlWeight?: number;
}

type SettingsV5 = SettingsOf<ReacherOptions>;

const SETTINGS_V5: SettingsV5 = { rewardDistWeight: number(1), rewardControlWeight: number(1) };

const POSITION_NOISE = 0.1;
const VELOCITY_NOISE = 0.005;
/** Metres from the arm's root within which a target lies. */
const REACH = 0.2;

type Weights = SettingValues<SettingsV5>;

class ReacherTask implements Task {
  readonly observationSize: number;
  readonly #stage: Stage;
  readonly #weights: Weights;
  readonly #version: Version;
  /** Where the x of both is in `xpos`. */
  readonly #fingertip: number;
  readonly #target: number;
  readonly #writer = new Writer();
  #distance = 0;

  constructor(stage: Stage, weights: Weights, version: Version) {
    this.#stage = stage;
    this.#weights = weights;
    this.#version = version;
    this.#fingertip = 3 * findBody(stage.simulation, "fingertip");
    this.#target = 3 * findBody(stage.simulation, "target");
    this.observationSize = version === 4 ? 11 : 10;
  }

  drawStart(random: NumpyRandom): void {
    const { qpos, qvel } = this.#stage.simulation;
    addUniform(qpos, POSITION_NOISE, random);
    let x, y;
    do {
      x = random.uniform(-REACH, REACH);
      y = random.uniform(-REACH, REACH);
    } while (Math.sqrt(x * x + y * y) >= REACH);
    qpos[2] = x;
    qpos[3] = y;
    addUniform(qvel, VELOCITY_NOISE, random);
    qvel[2] = qvel[3] = 0;
  }

  observe(into: Float64Array): void {
    const { qpos, qvel } = this.#stage.simulation;
    const writer = this.#writer.start(into)
      .add(Math.cos(qpos[0])).add(Math.cos(qpos[1]))
      .add(Math.sin(qpos[0])).add(Math.sin(qpos[1]))
      .add(qpos[2]).add(qpos[3]).add(qvel[0]).add(qvel[1])
      .add(this.#offset(0)).add(this.#offset(1));
    if (this.#version === 4) writer.add(this.#offset(2));
  }

  remember(): void {
    this.#distance = this.#measure();
  }

  judge(action: ArrayLike<number>): Outcome {
    const { rewardDistWeight, rewardControlWeight } = this.#weights;
    // Version 4 takes the distance before the step for that after it: a mistake, kept under its name.
    const distance = this.#version === 4 ? this.#distance : this.#measure();
    const reward_dist = -distance * rewardDistWeight;
    const reward_ctrl = -sumOfSquares(action) * rewardControlWeight;
    const info = { reward_dist, reward_ctrl };
    return { reward: reward_dist + reward_ctrl, terminated: false, info };
  }

  startInfo(): Info {
    return {};
  }

  #offset(axis: number): number {
    const { xpos } = this.#stage.simulation;
    return xpos[this.#fingertip + axis] - xpos[this.#target + axis];
  }

  #measure(): number {
    const [x, y, z] = [this.#offset(0), this.#offset(1), this.#offset(2)];
    return Math.sqrt(x * x + y * y + z * z);
  }
}

function define<S extends Settings>(
  version: Version,
  settings: S,
  weigh: (stage: Stage<S>) => Weights,
): TaskDefinition<S> {
  return {
    id: `Reacher-v${version}`,
    robot: reacher,
    frameSkip: 2,
    settings,
    maxEpisodeSteps: 50,
    rewardThreshold: -3.75,
    create: (stage) => new ReacherTask(stage, weigh(stage), version),
  };
}

/** Reach a target with the tip of an arm. */
export function reacherTaskV4(): TaskDefinition {
  return define(4, {}, () => ({ rewardDistWeight: 1, rewardControlWeight: 1 }));
}

/** Reach a target with the tip of an arm. */
export function reacherTaskV5(): TaskDefinition<SettingsV5> {
  return define(5, SETTINGS_V5, ({ settings }) => settings);
}
