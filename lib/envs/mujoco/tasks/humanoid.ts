import type { Info } from "../../environment.ts";
import type { NumpyRandom } from "../../numpy_random.ts";
import { addUniform, clip, isInside, sumOfSquares, Writer } from "../vectors.ts";
import { humanoid } from "../robots/humanoid.ts";
import { flag, number, range, type SettingsOf, type SettingValues } from "../settings.ts";
import type { Outcome, Stage, Task, TaskDefinition, Version } from "../task.ts";
import type { HumanoidOptions } from "./humanoid_options.ts";

type SettingsV5 = SettingsOf<HumanoidOptions>;
type SettingsV4 = Pick<
  SettingsV5,
  | "forwardRewardWeight"
  | "ctrlCostWeight"
  | "healthyReward"
  | "terminateWhenUnhealthy"
  | "healthyZRange"
  | "resetNoiseScale"
  | "excludeCurrentPositionsFromObservation"
>;

const SETTINGS_V4: SettingsV4 = {
  forwardRewardWeight: number(1.25),
  ctrlCostWeight: number(0.1),
  healthyReward: number(5, { least: -Infinity }),
  terminateWhenUnhealthy: flag(true),
  healthyZRange: range(1, 2),
  resetNoiseScale: number(1e-2),
  excludeCurrentPositionsFromObservation: flag(true),
};

const SETTINGS_V5: SettingsV5 = {
  ...SETTINGS_V4,
  contactCostWeight: number(5e-7),
  contactCostRange: range(-Infinity, 10),
  includeCinertInObservation: flag(true),
  includeCvelInObservation: flag(true),
  includeQfrcActuatorInObservation: flag(true),
  includeCfrcExtInObservation: flag(true),
};

type HumanoidValues = SettingValues<SettingsV5>;

/** Degrees of freedom of the root, which no motor moves. */
const ROOT_DOFS = 6;

class HumanoidTask implements Task {
  readonly observationSize: number;
  readonly usesContactForces = true;
  readonly #stage: Stage;
  readonly #settings: HumanoidValues;
  readonly #version: Version;
  readonly #masses: Float64Array;
  readonly #totalMass: number;
  readonly #hidden: number;
  readonly #writer = new Writer();
  /** x and y of the mass centre, before the step and after it. */
  readonly #before = new Float64Array(2);
  readonly #after = new Float64Array(2);

  constructor(stage: Stage, settings: HumanoidValues, version: Version) {
    this.#stage = stage;
    this.#settings = settings;
    this.#version = version;
    const { model, nq, nv, nbody } = stage.simulation;
    this.#masses = model.body_mass.slice();
    this.#totalMass = this.#masses.reduce((sum, mass) => sum + mass, 0);
    this.#hidden = settings.excludeCurrentPositionsFromObservation ? 2 : 0;
    // Since version 5 without the world's rows and the root's forces, which are always zero.
    const bodies = version === 4 ? nbody : nbody - 1;
    const forces = version === 4 ? nv : nv - ROOT_DOFS;
    this.observationSize = nq + nv - this.#hidden +
      (settings.includeCinertInObservation ? 10 * bodies : 0) +
      (settings.includeCvelInObservation ? 6 * bodies : 0) +
      (settings.includeQfrcActuatorInObservation ? forces : 0) +
      (settings.includeCfrcExtInObservation ? 6 * bodies : 0);
  }

  drawStart(random: NumpyRandom): void {
    const { qpos, qvel } = this.#stage.simulation;
    addUniform(qpos, this.#settings.resetNoiseScale, random);
    addUniform(qvel, this.#settings.resetNoiseScale, random);
  }

  observe(into: Float64Array): void {
    const { qpos, qvel, cinert, cvel, qfrc_actuator, cfrc_ext } = this.#stage.simulation;
    const settings = this.#settings;
    const [body, root] = this.#version === 4 ? [0, 0] : [1, ROOT_DOFS];
    const writer = this.#writer.start(into).copy(qpos, this.#hidden).copy(qvel);
    if (settings.includeCinertInObservation) writer.copy(cinert, 10 * body);
    if (settings.includeCvelInObservation) writer.copy(cvel, 6 * body);
    if (settings.includeQfrcActuatorInObservation) writer.copy(qfrc_actuator, root);
    if (settings.includeCfrcExtInObservation) writer.copy(cfrc_ext, 6 * body);
  }

  remember(): void {
    this.#massCenter(this.#before);
  }

  judge(action: ArrayLike<number>): Outcome {
    const { simulation: { qpos, cfrc_ext }, dt } = this.#stage;
    const settings = this.#settings;
    this.#massCenter(this.#after);
    const [x, y] = this.#after;
    const x_velocity = (x - this.#before[0]) / dt;
    const y_velocity = (y - this.#before[1]) / dt;
    const healthy = isInside(qpos[2], settings.healthyZRange);
    const survives = healthy || this.#version === 4 && settings.terminateWhenUnhealthy;
    const survive = survives ? settings.healthyReward : 0;
    const forward = settings.forwardRewardWeight * x_velocity;
    const control = settings.ctrlCostWeight * sumOfSquares(action);
    // Without contacts in version 4: MuJoCo had stopped computing the forces that it read.
    const contact = this.#version === 4
      ? 0
      : clip(settings.contactCostWeight * sumOfSquares(cfrc_ext), settings.contactCostRange);
    return {
      reward: forward + survive - (control + contact),
      terminated: !healthy && settings.terminateWhenUnhealthy,
      info: this.#version === 4
        ? {
          reward_linvel: forward,
          reward_quadctrl: -control,
          reward_alive: survive,
          ...place(x, y),
          x_velocity,
          y_velocity,
          forward_reward: forward,
        }
        : {
          ...this.startInfo(),
          x_velocity,
          y_velocity,
          reward_survive: survive,
          reward_forward: forward,
          reward_ctrl: -control,
          reward_contact: -contact,
        },
    };
  }

  startInfo(): Info {
    if (this.#version === 4) return {};
    const { qpos, ten_length, ten_velocity } = this.#stage.simulation;
    return {
      ...place(qpos[0], qpos[1]),
      tendon_length: [...ten_length],
      tendon_velocity: [...ten_velocity],
    };
  }

  #massCenter(into: Float64Array): void {
    const { xipos } = this.#stage.simulation;
    const masses = this.#masses;
    into.fill(0);
    for (let i = 0; i < masses.length; i++) {
      into[0] += masses[i] * xipos[3 * i];
      into[1] += masses[i] * xipos[3 * i + 1];
    }
    into[0] /= this.#totalMass;
    into[1] /= this.#totalMass;
  }
}

function place(x: number, y: number) {
  return { x_position: x, y_position: y, distance_from_origin: Math.hypot(x, y) };
}

const LIMITS = { robot: humanoid, frameSkip: 5, maxEpisodeSteps: 1000 } as const;

/** Walk forward on two legs, upright. */
export function humanoidTaskV4(): TaskDefinition<SettingsV4> {
  return {
    ...LIMITS,
    id: "Humanoid-v4",
    settings: SETTINGS_V4,
    create: (stage) => {
      const settings = {
        ...stage.settings,
        contactCostWeight: 0,
        contactCostRange: [0, 0] as const,
        includeCinertInObservation: true,
        includeCvelInObservation: true,
        includeQfrcActuatorInObservation: true,
        includeCfrcExtInObservation: true,
      };
      return new HumanoidTask(stage, settings, 4);
    },
  };
}

/** Walk forward on two legs, upright. */
export function humanoidTaskV5(): TaskDefinition<SettingsV5> {
  return {
    ...LIMITS,
    id: "Humanoid-v5",
    settings: SETTINGS_V5,
    create: (stage) => new HumanoidTask(stage, stage.settings, 5),
  };
}
