import type { Info } from "../../environment.ts";
import type { NumpyRandom } from "../../numpy_random.ts";
import { addUniform, isInside, sumOfSquares, Writer } from "../vectors.ts";
import { hopper } from "../robots/hopper.ts";
import { walker2d } from "../robots/walker2d.ts";
import { flag, number, range, type SettingsOf } from "../settings.ts";
import type { HopperOptions, PlanarOptions, Walker2dOptions } from "./planar_options.ts";
import type { Outcome, Stage, Task, TaskDefinition, Version } from "../task.ts";

/** Observed velocities are clipped to this: metres or radians per second. */
const VELOCITY_RANGE = [-10, 10] as const;

type PlanarSettings = SettingsOf<PlanarOptions>;

const EVERY_STATE = [-Infinity, Infinity] as const;

/** Go forward in a plane without falling: what Hopper and Walker2d have in common. */
class PlanarTask implements Task {
  readonly observationSize: number;
  readonly #stage: Stage<PlanarSettings>;
  readonly #version: Version;
  readonly #stateRange: readonly [number, number];
  readonly #startHeight: number;
  readonly #writer = new Writer();
  #xBefore = 0;

  constructor(
    stage: Stage<PlanarSettings>,
    version: Version,
    stateRange: readonly [number, number] = EVERY_STATE,
  ) {
    this.#stage = stage;
    this.#version = version;
    this.#stateRange = stateRange;
    this.#startHeight = stage.simulation.model.qpos0[1];
    const { nq, nv } = stage.simulation;
    this.observationSize = nq + nv - this.#hidden;
  }

  get #hidden(): number {
    return this.#stage.settings.excludeCurrentPositionsFromObservation ? 1 : 0;
  }

  drawStart(random: NumpyRandom): void {
    const { simulation, settings } = this.#stage;
    addUniform(simulation.qpos, settings.resetNoiseScale, random);
    addUniform(simulation.qvel, settings.resetNoiseScale, random);
  }

  observe(into: Float64Array): void {
    const { qpos, qvel } = this.#stage.simulation;
    this.#writer.start(into).copy(qpos, this.#hidden).copyClipped(qvel, VELOCITY_RANGE);
  }

  remember(): void {
    this.#xBefore = this.#stage.simulation.qpos[0];
  }

  judge(action: ArrayLike<number>): Outcome {
    const { simulation: { qpos }, settings, dt } = this.#stage;
    const healthy = this.#isHealthy();
    const x_velocity = (qpos[0] - this.#xBefore) / dt;
    const forward = settings.forwardRewardWeight * x_velocity;
    const control = settings.ctrlCostWeight * sumOfSquares(action);
    const survives = healthy || this.#version === 4 && settings.terminateWhenUnhealthy;
    const survive = survives ? settings.healthyReward : 0;
    return {
      reward: forward + survive - control,
      terminated: !healthy && settings.terminateWhenUnhealthy,
      info: this.#version === 4 ? { x_position: qpos[0], x_velocity } : {
        x_position: qpos[0],
        z_distance_from_origin: qpos[1] - this.#startHeight,
        x_velocity,
        reward_forward: forward,
        reward_ctrl: -control,
        reward_survive: survive,
      },
    };
  }

  startInfo(): Info {
    const { qpos } = this.#stage.simulation;
    return this.#version === 4
      ? {}
      : { x_position: qpos[0], z_distance_from_origin: qpos[1] - this.#startHeight };
  }

  #isHealthy(): boolean {
    const { simulation: { qpos, qvel }, settings } = this.#stage;
    return isInside(qpos[1], settings.healthyZRange) &&
      isInside(qpos[2], settings.healthyAngleRange) &&
      this.#allInside(qpos, 2) && this.#allInside(qvel, 0);
  }

  #allInside(values: Float64Array, from: number): boolean {
    const range = this.#stateRange;
    if (range === EVERY_STATE) return true;
    for (let i = from; i < values.length; i++) if (!isInside(values[i], range)) return false;
    return true;
  }
}

const SETTINGS = {
  forwardRewardWeight: number(1),
  ctrlCostWeight: number(1e-3),
  healthyReward: number(1, { least: -Infinity }),
  terminateWhenUnhealthy: flag(true),
  resetNoiseScale: number(5e-3),
  excludeCurrentPositionsFromObservation: flag(true),
};

const HOPPER_SETTINGS: SettingsOf<HopperOptions> = {
  ...SETTINGS,
  healthyZRange: range(0.7, Infinity),
  healthyAngleRange: range(-0.2, 0.2),
  healthyStateRange: range(-100, 100),
};

/** Hop forward on one leg. */
export function hopperTask(version: Version): TaskDefinition<SettingsOf<HopperOptions>> {
  return {
    id: `Hopper-v${version}`,
    robot: hopper,
    frameSkip: 4,
    settings: HOPPER_SETTINGS,
    maxEpisodeSteps: 1000,
    rewardThreshold: 3800,
    create: (stage) => new PlanarTask(stage, version, stage.settings.healthyStateRange),
  };
}

const WALKER_SETTINGS: SettingsOf<Walker2dOptions> = {
  ...SETTINGS,
  healthyZRange: range(0.8, 2),
  healthyAngleRange: range(-1, 1),
};

/** Walk forward on two legs. */
export function walker2dTask(version: Version): TaskDefinition<SettingsOf<Walker2dOptions>> {
  return {
    id: `Walker2d-v${version}`,
    robot: () => walker2d(version === 4 ? { rightFootFriction: 0.9 } : {}),
    frameSkip: 4,
    settings: WALKER_SETTINGS,
    maxEpisodeSteps: 1000,
    create: (stage) => new PlanarTask(stage, version),
  };
}
