import { BaseEnvironment } from "../base_environment.ts";
import type { Info, Json, StepResult } from "../environment.ts";
import type { Scene } from "../scene.ts";
import { Box } from "../spaces.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import type { Engine } from "./engine.ts";
import type { JointState, MujocoEnvironment } from "./mujoco_environment.ts";
import type { MujocoOptions } from "./mujoco_options.ts";
import { toMjcf } from "./mjcf/robot.ts";
import { sceneOfModel } from "./scene.ts";
import { choice, count, readSettings, type SettingsOf, text } from "./settings.ts";
import { Simulation, type SimulationWarning } from "./simulation.ts";
import type { Task, TaskDefinition } from "./task.ts";

/** The settings of {@linkcode MujocoOptions}; `frameSkip` is by default the task's. */
export const COMMON_SETTINGS: SettingsOf<MujocoOptions> = {
  frameSkip: count(1),
  xmlFile: text(),
  memory: count(2 ** 20),
  onBadState: choice("error", ["error", "terminate", "ignore"]),
};

/**
 * A simulated robot with a task. Use `makeEnvironment` to get one.
 *
 * What a step does is what Gymnasium's does, to the last bit where the compiler allows: the action becomes the
 * control as it is (MuJoCo clamps a copy), `frameSkip` steps are simulated, and the reward is computed from what
 * MuJoCo holds then. Positions and velocities are those after the step; what is derived from them (`xpos`, `cinert`,
 * `cfrc_ext`, …) is of the last evaluation inside the step.
 */
export class RobotEnvironment extends BaseEnvironment<ArrayLike<number>>
  implements MujocoEnvironment {
  readonly id: string;
  readonly observationSpace: Box;
  readonly actionSpace: Box;
  /** Seconds of a step. */
  readonly dt: number;
  readonly #simulation: Simulation;
  readonly #task: Task;
  readonly #frameSkip: number;
  readonly #onBadState: string;
  #scene: Scene | undefined;
  #steps = 0;
  #bad: SimulationWarning | undefined;

  /**
   * @param engine What `loadEngine` gives
   * @param definition The task
   * @param options The task's options and the common ones
   * @param xml A model in MJCF to use instead of the task's own
   * @throws RangeError for an option that there is not, or a value that is not allowed
   * @throws Error if the model cannot be compiled
   */
  constructor(
    engine: Engine,
    definition: TaskDefinition,
    options: Readonly<Record<string, unknown>> = {},
    xml?: string,
  ) {
    super();
    const { id, robot } = definition;
    const all = { ...COMMON_SETTINGS, frameSkip: count(definition.frameSkip) };
    const settings = readSettings(id, { ...definition.settings, ...all }, options);
    const { frameSkip, onBadState, memory } = readSettings(id, all, pick(options, all));
    const simulation = new Simulation(engine, xml ?? toMjcf(robot(), { memory }));
    try {
      this.id = id;
      this.dt = simulation.timestep * frameSkip;
      this.#frameSkip = frameSkip;
      this.#onBadState = onBadState;
      this.#simulation = simulation;
      this.#task = definition.create({ simulation, dt: this.dt, settings });
      const shape = [this.#task.observationSize];
      this.observationSpace = new Box({ low: -Infinity, high: Infinity, shape });
      const limits: Float64Array = simulation.model.actuator_ctrlrange;
      this.actionSpace = new Box({
        low: limits.filter((_, i) => i % 2 === 0),
        high: limits.filter((_, i) => i % 2 === 1),
        precision: "float32",
      });
    } catch (error) {
      simulation.close();
      throw error;
    }
  }

  /**
   * Sets the joints by hand, as Gymnasium's `set_state` does, and goes on from there: the next call may be `step`.
   *
   * @throws TypeError unless there are `nq` positions and `nv` velocities
   * @throws RangeError if one is not finite
   */
  setState({ qpos, qvel }: JointState): void {
    const simulation = this.#open();
    this.#check("qpos", qpos, simulation.nq);
    this.#check("qvel", qvel, simulation.nv);
    this.resume();
    this.#bad = undefined;
    simulation.qpos.set(qpos);
    simulation.qvel.set(qvel);
    simulation.forward();
  }

  /** Copies of the joints' positions and velocities. */
  readState(): { qpos: Float64Array; qvel: Float64Array } {
    const { qpos, qvel } = this.#open();
    return { qpos: qpos.slice(), qvel: qvel.slice() };
  }

  /** What the agent sees now, in a new array or in `into`. */
  observe(into: Float64Array = new Float64Array(this.observationSpace.size)): Float64Array {
    this.#open();
    const { size } = this.observationSpace;
    if (into.length !== size) {
      throw new TypeError(
        `${this.id}: expected a Float64Array of ${size}, found one of ${into.length}`,
      );
    }
    this.#task.observe(into);
    return into;
  }

  /** Bytes that the simulation has for contacts and constraints, and the most that it has used of them. */
  get memory(): { readonly size: number; readonly used: number } {
    return this.#open().memory;
  }

  /** Simulates a step and nothing else. */
  simulate(action: ArrayLike<number>): void {
    const simulation = this.#open();
    simulation.ctrl.set(action);
    simulation.run(this.#frameSkip);
  }

  /** What it looks like. */
  get scene(): Scene {
    const { model } = this.#open();
    this.#scene ??= sceneOfModel(model, this.dt, () => this.#open());
    return this.#scene;
  }

  protected override begin(observation: Float64Array): Info {
    const simulation = this.#simulation;
    simulation.reset();
    this.#task.drawStart(this.random);
    simulation.forward();
    this.#steps = 0;
    this.#bad = undefined;
    this.#task.observe(observation);
    return this.#task.startInfo();
  }

  protected override advance(action: ArrayLike<number>, observation: Float64Array): StepResult {
    if (this.#bad) throw new Error(`${this.#misfortune(this.#bad)}: expected a reset`);
    const simulation = this.#simulation;
    const task = this.#task;
    simulation.refresh();
    task.remember();
    simulation.ctrl.set(action);
    this.#steps++;
    const warning = this.#simulate();
    if (warning && this.#onBadState !== "ignore") return this.#end(warning, observation);
    task.observe(observation);
    const { reward, terminated, info } = task.judge(action);
    return { observation, reward, terminated, truncated: false, info };
  }

  protected override saveTask(): Json {
    const bad = this.#bad ? { ...this.#bad } : null;
    return { steps: this.#steps, bad, physics: toBase64(this.#simulation.saveState()) };
  }

  protected override loadTask(state: Json): void {
    const { steps, bad, physics } = Object(state);
    if (!Number.isSafeInteger(steps) || typeof physics !== "string") {
      throw new TypeError(`${this.id}: expected the state of a simulation, found another one`);
    }
    this.#simulation.loadState(fromBase64(physics));
    this.#steps = steps;
    this.#bad = bad ?? undefined;
  }

  protected override release(): void {
    this.#simulation.close();
  }

  /** A state that is no number, or contacts without room, end the episode or the run. */
  #end(warning: SimulationWarning, observation: Float64Array): StepResult {
    this.#bad = warning;
    if (this.#onBadState === "error") throw new Error(this.#misfortune(warning));
    this.#task.observe(observation);
    const info = { bad_state: warning.name };
    return { observation, reward: 0, terminated: true, truncated: false, info };
  }

  #simulate(): SimulationWarning | undefined {
    try {
      return this.#simulation.advance(this.#frameSkip, this.#task.usesContactForces ?? false);
    } catch (error) {
      const text = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
      this.#bad = { name: "an error", text };
      throw new Error(this.#misfortune(this.#bad), { cause: error });
    }
  }

  #misfortune({ name, text }: SimulationWarning): string {
    const place = `${this.id}: step ${this.#steps}`;
    return `${place}: expected a simulation without warnings, found ${name} (${
      text.replace(/\.$/, "")
    })`;
  }

  #check(name: string, values: ArrayLike<number>, size: number): void {
    if (values.length !== size) {
      throw new TypeError(
        `${this.id}: expected ${name} with ${size} numbers, found ${values.length}`,
      );
    }
    const bad = Array.from(values).findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new RangeError(`${this.id}: expected a finite ${name}, found ${values[bad]} at ${bad}`);
    }
  }

  #open(): Simulation {
    if (this.#simulation.closed) {
      throw new Error(`${this.id}: expected an open environment, found it closed`);
    }
    this.#simulation.refresh();
    return this.#simulation;
  }
}

function pick(
  options: Readonly<Record<string, unknown>>,
  among: object,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(among, name)));
}
