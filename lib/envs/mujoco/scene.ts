import type { MjModel } from "@mujoco/mujoco";
import type { Environment } from "../environment.ts";

/** The shapes that robots here are made of, by MuJoCo's numbers. */
const SHAPES: Readonly<Record<number, SceneGeom["type"]>> = {
  0: "plane",
  2: "sphere",
  3: "capsule",
  4: "ellipsoid",
  5: "cylinder",
  6: "box",
};

/** A shape that a body is made of. */
export interface SceneGeom {
  /** Its name in the model, or an empty text. */
  readonly name: string;
  /** The name of the body that it belongs to; `world` stands still. */
  readonly body: string;
  /** What it is. A capsule and a cylinder lie along their z, a plane is their x and y. */
  readonly type: "plane" | "sphere" | "capsule" | "ellipsoid" | "cylinder" | "box" | "other";
  /**
   * In metres: radius of a sphere; radius and half length of a capsule (without its ends) and a cylinder; half lengths
   * along x, y and z of a box, an ellipsoid, and of a plane (0: infinite), whose third is the spacing of its grid.
   */
  readonly size: readonly [number, number, number];
  /** Red, green, blue, opacity, each from 0 to 1. */
  readonly color: readonly [number, number, number, number];
}

/** What is needed to draw a robot, beside the poses of its shapes. */
export interface Scene {
  /** The environment's. */
  readonly id: string;
  /** In the order of the poses. */
  readonly geoms: readonly SceneGeom[];
  /** Index of the body that a camera may follow among `geoms`, or −1. */
  readonly follow: number;
  /** Half the size of the model, in metres: how far a camera should be. */
  readonly extent: number;
  /** Seconds between two steps. */
  readonly dt: number;
}

/** An environment that can be drawn: its shapes, and where they are. */
export interface Drawable {
  /** The shapes. */
  describeScene(): Scene;
  /** Writes position and rotation matrix of each shape, twelve numbers each. */
  readPoses(into: Float32Array): void;
}

/**
 * The shapes of a robot, for a viewer.
 *
 * @param environment A task on MuJoCo, wrapped or not
 * @throws TypeError if there is nothing to draw
 */
export function describeScene(environment: Environment): Scene {
  return drawable(environment).describeScene();
}

/**
 * Where the shapes are now: for each its position (x, y, z) and its rotation matrix (row-major), twelve numbers.
 *
 * @param environment A task on MuJoCo, wrapped or not
 * @param into `[geoms, 12]`
 * @throws TypeError if there is nothing to draw, or `into` has another length
 */
export function readPoses(environment: Environment, into: Float32Array): void {
  drawable(environment).readPoses(into);
}

function drawable({ id, unwrapped }: Environment): Drawable {
  if ("describeScene" in unwrapped && "readPoses" in unwrapped) {
    return unwrapped as Environment & Drawable;
  }
  throw new TypeError(`${id}: expected an environment with a scene, found one without`);
}

/** The scene of a compiled model. */
export function describeModel(model: MjModel, id: string, dt: number): Scene {
  const bodies = bodyNames(model);
  const geomNames = readNames(model, model.ngeom, model.name_geomadr);
  const colors: Float32Array = model.geom_rgba;
  const bodyOf: Int32Array = model.geom_bodyid;
  const geoms = geomNames.map((name, i): SceneGeom => ({
    name,
    body: bodies[bodyOf[i]],
    type: SHAPES[model.geom_type[i]] ?? "other",
    size: [model.geom_size[3 * i], model.geom_size[3 * i + 1], model.geom_size[3 * i + 2]],
    color: [colors[4 * i], colors[4 * i + 1], colors[4 * i + 2], colors[4 * i + 3]],
  }));
  return { id, geoms, follow: bodyOf.findIndex((body) => body > 0), extent: model.stat.extent, dt };
}

/** The names of a model's bodies; the first is the world. */
export function bodyNames(model: MjModel): string[] {
  return readNames(model, model.nbody, model.name_bodyadr);
}

/** Names from the model's list of texts, each of which ends with a zero. */
function readNames({ names }: MjModel, count: number, starts: Int32Array): string[] {
  const texts = new Uint8Array(names);
  return Array.from(starts.subarray(0, count), (start) => {
    return new TextDecoder().decode(texts.subarray(start, texts.indexOf(0, start)));
  });
}
