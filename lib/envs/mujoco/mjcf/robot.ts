import { type Element, element, toXml } from "./element.ts";
import type { GeomAttributes, JointAttributes, Vector } from "./parts.ts";

/** How a model is simulated; what is left out is MuJoCo's default. */
export interface SimulationOptions {
  /** Seconds that one call of `mj_step` advances. */
  readonly timestep: number;
  /** Default semi-implicit Euler. */
  readonly integrator?: "Euler" | "RK4";
  /** Of contact and limit forces. Default Newton. */
  readonly solver?: "PGS" | "CG" | "Newton";
  /** Of the solver, at most. Default 100. */
  readonly iterations?: number;
  /** In m/s². Default `[0, 0, -9.81]`. */
  readonly gravity?: Vector;
  /** Of the medium around the bodies, in kg/m³. Default 0, a vacuum. */
  readonly density?: number;
  /** Of the medium, in Pa·s. Default 0. */
  readonly viscosity?: number;
}

/** A motor: a torque or force on a joint, in proportion to its control. */
export interface Motor {
  readonly joint: string;
  /** Newton metre (or Newton) for each unit of control. */
  readonly gear: number;
  /** The least and the greatest control that act; what is beyond is clamped. */
  readonly ctrlrange: readonly [number, number];
  /** The joint's name if it is left out. */
  readonly name?: string;
}

/** A tendon that is a weighted sum of joint angles. */
export interface Tendon {
  readonly name: string;
  /** The weight of each joint by its name. */
  readonly joints: Readonly<Record<string, number>>;
}

/** A robot and the world around it, as a description that {@linkcode toMjcf} writes in MuJoCo's language. */
export interface Robot {
  readonly name: string;
  readonly simulation: SimulationOptions;
  /** In kg: all masses are scaled so that they sum to it. By default they follow from volumes and densities. */
  readonly totalMass?: number;
  /** What holds for every joint and geom that does not say otherwise. */
  readonly defaults?: { readonly joint?: JointAttributes; readonly geom?: GeomAttributes };
  /** Floor, walls, and bodies with all that hangs on them. */
  readonly world: readonly Element[];
  /** In the order of the action's elements. */
  readonly motors: readonly Motor[];
  readonly tendons?: readonly Tendon[];
  /** Numbers that the model carries, and that no simulation uses. */
  readonly numbers?: Readonly<Record<string, readonly number[]>>;
  /** How many keyframes of the initial position the model carries; no simulation uses them. */
  readonly keyframes?: number;
}

/**
 * A robot in MJCF, for `MjModel.from_xml_string`.
 *
 * @param robot Angles are in radians
 * @param options `memory`: bytes for contacts and constraints of a simulation, MuJoCo's own guess (4 to 14 MiB) if
 * left out. It changes no result; a simulation that runs out of it says so.
 */
export function toMjcf(robot: Robot, options: { readonly memory?: number } = {}): string {
  const { name, simulation, totalMass, defaults, world, motors } = robot;
  const { tendons = [], numbers = {}, keyframes = 0 } = robot;
  return toXml(element("mujoco", { model: name }, [
    element("compiler", { angle: "radian", inertiafromgeom: true, settotalmass: totalMass }),
    element("option", simulation),
    ...section(
      "size",
      options.memory === undefined ? [] : [options.memory],
      (memory) => ({ memory }),
    ),
    element("default", {}, [element("joint", defaults?.joint), element("geom", defaults?.geom)]),
    element("worldbody", {}, world),
    element("tendon", {}, tendons.map(fixedTendon)),
    element(
      "actuator",
      {},
      motors.map((motor) => element("motor", { name: motor.joint, ctrllimited: true, ...motor })),
    ),
    element(
      "custom",
      {},
      Object.entries(numbers).map(([name, data]) => element("numeric", { name, data })),
    ),
    element("keyframe", {}, Array.from({ length: keyframes }, () => element("key"))),
  ]));
}

function section<T>(tag: string, items: readonly T[], attributes: (item: T) => object): Element[] {
  return items.map((item) => element(tag, attributes(item)));
}

function fixedTendon({ name, joints }: Tendon): Element {
  const weights = Object.entries(joints);
  return element(
    "fixed",
    { name },
    weights.map(([joint, coef]) => element("joint", { joint, coef })),
  );
}
