import type { Info } from "../../environment.ts";
import type { NumpyRandom } from "../../numpy_random.ts";
import { addNormal, addUniform, clip, sumOfSquares, Writer } from "../vectors.ts";
import { ant } from "../robots/ant.ts";
import {
  flag,
  nameOrIndex,
  number,
  range,
  type SettingsOf,
  type SettingValues,
} from "../settings.ts";
import type { Outcome, Stage, Task, TaskDefinition, Version } from "../task.ts";
import type { AntOptions } from "./ant_options.ts";
import { findBody } from "./bodies.ts";

/** The options of version 5, those of version 4, and those of both. */
type SettingsV5 = Omit<SettingsOf<AntOptions>, "useContactForces">;
type SettingsV4 = Omit<
  SettingsOf<AntOptions>,
  "forwardRewardWeight" | "mainBody" | "includeCfrcExtInObservation"
>;

const SHARED: Omit<SettingsV4, "useContactForces"> = {
  ctrlCostWeight: number(0.5),
  contactCostWeight: number(5e-4),
  healthyReward: number(1, { least: -Infinity }),
  terminateWhenUnhealthy: flag(true),
  healthyZRange: range(0.2, 1),
  contactForceRange: range(-1, 1),
  resetNoiseScale: number(0.1),
  excludeCurrentPositionsFromObservation: flag(true),
};

const SETTINGS_V4: SettingsV4 = { ...SHARED, useContactForces: flag(false) };

const SETTINGS_V5: SettingsV5 = {
  ...SHARED,
  forwardRewardWeight: number(1),
  mainBody: nameOrIndex(1),
  includeCfrcExtInObservation: flag(true),
};

/** All values of options, and what follows from those that a version lacks. */
interface AntValues extends Omit<SettingValues<SettingsV5>, "includeCfrcExtInObservation"> {
  readonly observesContacts: boolean;
  readonly paysForContacts: boolean;
}

class AntTask implements Task {
  readonly observationSize: number;
  readonly usesContactForces: boolean;
  readonly #stage: Stage;
  readonly #settings: AntValues;
  readonly #version: Version;
  readonly #hidden: number;
  /** Where the x of the main body is in `xpos`. */
  readonly #main: number;
  /** From where on contact forces are observed: the row of the world is left out since version 5. */
  readonly #firstForce: number;
  readonly #writer = new Writer();
  #xBefore = 0;
  #yBefore = 0;

  constructor(stage: Stage, settings: AntValues, version: Version) {
    this.#stage = stage;
    this.#settings = settings;
    this.#version = version;
    const { simulation } = stage;
    this.#main = 3 * findBody(simulation, settings.mainBody);
    this.#hidden = settings.excludeCurrentPositionsFromObservation ? 2 : 0;
    this.usesContactForces = settings.observesContacts || settings.paysForContacts;
    this.#firstForce = version === 4 ? 0 : 6;
    const forces = settings.observesContacts ? 6 * simulation.nbody - this.#firstForce : 0;
    this.observationSize = simulation.nq + simulation.nv - this.#hidden + forces;
  }

  drawStart(random: NumpyRandom): void {
    const { qpos, qvel } = this.#stage.simulation;
    addUniform(qpos, this.#settings.resetNoiseScale, random);
    addNormal(qvel, this.#settings.resetNoiseScale, random);
  }

  observe(into: Float64Array): void {
    const { qpos, qvel, cfrc_ext } = this.#stage.simulation;
    const { observesContacts, contactForceRange } = this.#settings;
    this.#writer.start(into).copy(qpos, this.#hidden).copy(qvel);
    if (observesContacts) this.#writer.copyClipped(cfrc_ext, contactForceRange, this.#firstForce);
  }

  remember(): void {
    const { xpos } = this.#stage.simulation;
    this.#xBefore = xpos[this.#main];
    this.#yBefore = xpos[this.#main + 1];
  }

  judge(action: ArrayLike<number>): Outcome {
    const { simulation: { xpos }, dt } = this.#stage;
    const settings = this.#settings;
    const x = xpos[this.#main];
    const y = xpos[this.#main + 1];
    const x_velocity = (x - this.#xBefore) / dt;
    const y_velocity = (y - this.#yBefore) / dt;
    const healthy = this.#isHealthy();
    const forward = settings.forwardRewardWeight * x_velocity;
    const control = settings.ctrlCostWeight * sumOfSquares(action);
    const contact = settings.paysForContacts ? this.#contactCost() : 0;
    const survives = healthy || this.#version === 4 && settings.terminateWhenUnhealthy;
    const survive = survives ? settings.healthyReward : 0;
    const rewards = { reward_forward: forward, reward_survive: survive, x_velocity, y_velocity };
    return {
      reward: forward + survive - (control + contact),
      terminated: !healthy && settings.terminateWhenUnhealthy,
      info: this.#version === 4
        ? {
          ...rewards,
          ...place(x, y),
          forward_reward: forward,
          // The contact cost takes the place of the control cost: a mistake of version 4, kept under its name.
          reward_ctrl: settings.paysForContacts ? -contact : -control,
        }
        : { ...rewards, ...this.startInfo(), reward_ctrl: -control, reward_contact: -contact },
    };
  }

  startInfo(): Info {
    if (this.#version === 4) return {};
    const [x, y] = this.#stage.simulation.qpos;
    return place(x, y);
  }

  #contactCost(): number {
    const { cfrc_ext } = this.#stage.simulation;
    const { contactCostWeight, contactForceRange } = this.#settings;
    let sum = 0;
    for (let i = 0; i < cfrc_ext.length; i++) sum += clip(cfrc_ext[i], contactForceRange) ** 2;
    return contactCostWeight * sum;
  }

  #isHealthy(): boolean {
    const { qpos, qvel } = this.#stage.simulation;
    const [low, high] = this.#settings.healthyZRange;
    return low <= qpos[2] && qpos[2] <= high && qpos.every(Number.isFinite) &&
      qvel.every(Number.isFinite);
  }
}

function place(x: number, y: number) {
  return { x_position: x, y_position: y, distance_from_origin: Math.hypot(x, y) };
}

const LIMITS = { robot: ant, frameSkip: 5, maxEpisodeSteps: 1000, rewardThreshold: 6000 } as const;

/** Walk forward on four legs. */
export function antTaskV4(): TaskDefinition<SettingsV4> {
  return {
    ...LIMITS,
    id: "Ant-v4",
    settings: SETTINGS_V4,
    create: (stage) => {
      const contacts = stage.settings.useContactForces;
      const settings = {
        ...stage.settings,
        forwardRewardWeight: 1,
        mainBody: "torso",
        observesContacts: contacts,
        paysForContacts: contacts,
      };
      return new AntTask(stage, settings, 4);
    },
  };
}

/** Walk forward on four legs. */
export function antTaskV5(): TaskDefinition<SettingsV5> {
  return {
    ...LIMITS,
    id: "Ant-v5",
    settings: SETTINGS_V5,
    create: (stage) => {
      const observesContacts = stage.settings.includeCfrcExtInObservation;
      const settings = { ...stage.settings, observesContacts, paysForContacts: true };
      return new AntTask(stage, settings, 5);
    },
  };
}
