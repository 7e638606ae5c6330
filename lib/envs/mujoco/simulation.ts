import type { MjData, MjModel } from "@mujoco/mujoco";
import type { Engine } from "./engine.ts";

/** What is read of a simulation: MuJoCo's own arrays, row-major, under MuJoCo's names. */
const FIELDS = [
  ...["qpos", "qvel", "ctrl", "xpos", "xipos", "site_xpos", "cinert", "cvel", "qfrc_actuator"],
  ...["qfrc_constraint", "cfrc_ext", "ten_length", "ten_velocity", "xquat"],
] as const;

/**
 * What MuJoCo derives from position and velocity. After a step these are of the last evaluation inside of it and not
 * of the state it ends in; they cannot be computed again from that state, so a saved state holds them.
 */
const DERIVED = FIELDS.slice(3);

/** A warning of MuJoCo: something went wrong, and the simulation goes on. */
export interface SimulationWarning {
  /** MuJoCo's name, as `mjWARN_BADQACC`. */
  readonly name: string;
  /** What it says. */
  readonly text: string;
}

const WARNINGS = [
  "mjWARN_BADQPOS",
  "mjWARN_BADQVEL",
  "mjWARN_BADQACC",
  "mjWARN_CONTACTFULL",
  "mjWARN_CNSTRFULL",
  "mjWARN_INERTIA",
  "mjWARN_BADCTRL",
] as const;

/** The magnitude beyond which a state is bad, MuJoCo's `mjMAXVAL`. */
const TOO_LARGE = 1e10;

function isBad(value: number): boolean {
  return !(Math.abs(value) <= TOO_LARGE);
}

/** A model and its data in MuJoCo's memory, held until {@linkcode Simulation.close}. */
export class Simulation {
  readonly model: MjModel;
  /** Seconds of one step of the physics. */
  readonly timestep: number;
  readonly nq: number;
  readonly nv: number;
  readonly nu: number;
  readonly nbody: number;
  qpos!: Float64Array;
  qvel!: Float64Array;
  ctrl!: Float64Array;
  /** Origins of the bodies `[nbody, 3]`. */
  xpos!: Float64Array;
  /** Mass centres of the bodies `[nbody, 3]`. */
  xipos!: Float64Array;
  site_xpos!: Float64Array;
  /** Inertia and mass of the bodies around the mass centre of their tree `[nbody, 10]`. */
  cinert!: Float64Array;
  /** Velocities of the bodies there: rotation, translation `[nbody, 6]`. */
  cvel!: Float64Array;
  qfrc_actuator!: Float64Array;
  qfrc_constraint!: Float64Array;
  /** Forces from outside on the bodies: torque, force `[nbody, 6]`. */
  cfrc_ext!: Float64Array;
  ten_length!: Float64Array;
  ten_velocity!: Float64Array;
  /** Orientations of the bodies, unit quaternions `[nbody, 4]`. */
  xquat!: Float64Array;
  readonly #engine: Engine;
  readonly #data: MjData;
  readonly #integrationState: number;
  #arenaUse: number;
  #closed = false;

  /**
   * @param xml A model in MJCF
   * @throws Error with MuJoCo's message if it is none
   */
  constructor(engine: Engine, xml: string) {
    this.#engine = engine;
    this.model = compile(engine, xml);
    this.#data = new engine.MjData(this.model);
    this.#integrationState = engine.mjtState.mjSTATE_INTEGRATION.value;
    ({ nq: this.nq, nv: this.nv, nu: this.nu, nbody: this.nbody } = this.model);
    this.timestep = this.model.opt.timestep;
    this.#arenaUse = this.#data.narena / 2;
    this.#view();
  }

  /** Bytes for contacts and constraints, and the most that were used of them. */
  get memory(): { readonly size: number; readonly used: number } {
    return { size: this.#data.narena, used: this.#data.maxuse_arena };
  }

  /**
   * Takes the arrays again if MuJoCo's memory has grown since, which leaves views of it empty. That happens when
   * anything is allocated in it, by another environment as well: call this before and after what enters MuJoCo.
   */
  refresh(): void {
    if (this.qpos.length === 0) this.#view();
  }

  #view(): void {
    for (const name of FIELDS) this[name] = this.#data[name];
  }

  /** The initial state, at time 0, as if nothing had been simulated. `forward` is to follow. */
  reset(): void {
    this.#engine.mj_resetData(this.model, this.#data);
    this.#arenaUse = this.#data.narena / 2;
    this.refresh();
  }

  /** Derives everything from position and velocity. */
  forward(): void {
    this.#engine.mj_forward(this.model, this.#data);
    this.refresh();
  }

  /**
   * Simulates `count` steps.
   *
   * @param contactForces Whether to find the forces on the bodies (`cfrc_ext`) afterwards: nothing else depends on them
   * @returns A warning that MuJoCo gave, or will give as soon as it looks at the state
   * @throws Error if MuJoCo cannot go on, for want of memory say
   */
  advance(count: number, contactForces: boolean): SimulationWarning | undefined {
    const engine = this.#engine;
    const { model } = this;
    const data = this.#data;
    // The clock, which nothing here depends on, is never at 0, for a restart to show.
    if (data.time === 0) data.time = this.timestep;
    const end = data.time + (count - 0.5) * this.timestep;
    for (let i = 0; i < count; i++) engine.mj_step(model, data);
    if (contactForces) engine.mj_rnePostConstraint(model, data);
    this.refresh();
    // Reading the warnings leaks some bytes, so they are read where there is a sign of one: MuJoCo restarts at time
    // 0 when a state is no number, and its arena gets full before contacts are dropped.
    const restarted = data.time < end;
    if (restarted || data.maxuse_arena > this.#arenaUse) {
      this.#arenaUse = Math.max(data.maxuse_arena, this.#arenaUse);
      return this.#readWarning();
    }
    // MuJoCo looks at the state when a step begins: what the last one ends in is ours to look at.
    const bad = this.qpos.findIndex(isBad);
    return bad < 0 ? undefined : this.#warning("mjWARN_BADQPOS", bad);
  }

  /** Simulates `count` steps, whatever comes of it. */
  run(count: number): void {
    for (let i = 0; i < count; i++) this.#engine.mj_step(this.model, this.#data);
  }

  #readWarning(): SimulationWarning | undefined {
    const warnings = this.#data.warning;
    for (const name of WARNINGS) {
      const { number, lastinfo } = warnings.get(this.#engine.mjtWarning[name].value)!;
      if (number > 0) return this.#warning(name, lastinfo);
    }
    return undefined;
  }

  #warning(name: typeof WARNINGS[number], detail: number): SimulationWarning {
    return {
      name,
      text: this.#engine.mju_warningText(this.#engine.mjtWarning[name].value, detail),
    };
  }

  /** Everything that the future depends on, and everything derived that can be read. */
  saveState(): Float64Array {
    const { model } = this;
    const size = this.#engine.mj_stateSize(model, this.#integrationState);
    const buffer = new this.#engine.DoubleBuffer(size);
    this.#engine.mj_getState(model, this.#data, buffer, this.#integrationState);
    this.refresh();
    const parts: Float64Array[] = [buffer.GetView(), ...DERIVED.map((name) => this[name])];
    const state = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      state.set(part, offset);
      offset += part.length;
    }
    buffer.delete();
    return state;
  }

  /**
   * Goes on from a saved state, bit for bit.
   *
   * @throws RangeError if the state is one of another model
   */
  loadState(state: Float64Array): void {
    this.refresh();
    const { model } = this;
    const size = this.#engine.mj_stateSize(model, this.#integrationState);
    const derived = DERIVED.reduce((length, name) => length + this[name].length, 0);
    if (state.length !== size + derived) {
      throw new RangeError(
        `Expected a state of ${size + derived} numbers, found ${state.length}: of another model`,
      );
    }
    this.reset();
    // MuJoCo's bindings take an array here, and no typed one.
    const numbers = [...state.subarray(0, size)];
    this.#engine.mj_setState(model, this.#data, numbers, this.#integrationState);
    this.refresh();
    let offset = size;
    for (const name of DERIVED) {
      const view = this[name];
      view.set(state.subarray(offset, offset + view.length));
      offset += view.length;
    }
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Frees MuJoCo's memory; again is harmless. Nothing else may be called afterwards. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#data.delete();
    this.model.delete();
  }
}

function compile(engine: Engine, xml: string): MjModel {
  try {
    return engine.MjModel.from_xml_string(xml);
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : String(error);
    throw new Error(`Expected a model in MJCF that MuJoCo compiles, found: ${reason}`, {
      cause: error,
    });
  }
}
