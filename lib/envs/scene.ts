import type { Environment } from "./environment.ts";

/** A point or a direction in metres: x, y, and z upwards. */
export type Vector3 = readonly [x: number, y: number, z: number];

/** A rotation as a unit quaternion. */
export type Quaternion = readonly [w: number, x: number, y: number, z: number];

/** Red, green, blue and opacity, each from 0 to 1. */
export type Color = readonly [red: number, green: number, blue: number, opacity: number];

/** Where a geom is and what it looks like. */
export interface GeomPlace {
  /** Its colour; one of opacity 0 is not drawn. */
  readonly color: Color;
  /** The row of the poses that it moves with; it stands still in the world if left out. */
  readonly body?: number;
  /** Its centre, seen from its body (or the world). Default the origin. */
  readonly position?: Vector3;
  /** How it is turned against its body (or the world). Default not at all. */
  readonly orientation?: Quaternion;
}

/**
 * A simple shape, all lengths in metres. Capsules and cylinders lie along their own z axis, a plane is
 * spanned by its own x and y axes; a plane without `halfSize` has no end.
 */
export type Geom =
  & GeomPlace
  & (
    | { readonly shape: "plane"; readonly halfSize?: readonly [x: number, y: number] }
    | { readonly shape: "sphere"; readonly radius: number }
    | { readonly shape: "capsule"; readonly radius: number; readonly halfLength: number }
    | { readonly shape: "cylinder"; readonly radius: number; readonly halfLength: number }
    | { readonly shape: "box"; readonly halfSize: Vector3 }
    | { readonly shape: "ellipsoid"; readonly radii: Vector3 }
  );

/** From where to look: as MuJoCo's free camera, 45° from top to bottom of a picture of 4 : 3 or wider. */
export interface Camera {
  /** What is in the middle of the picture. */
  readonly target: Vector3;
  /** From the camera to the target. */
  readonly distance: number;
  /** The direction of the view around z, in degrees: 0 looks along x, 90 along y. */
  readonly azimuth: number;
  /** The direction of the view against the ground, in degrees: −90 looks straight down. */
  readonly elevation: number;
  /** The row of the poses whose x and y are added to the target's: the camera goes along with it. */
  readonly follow?: number;
}

/** Numbers of a pose: a position, then a quaternion with w first. */
export const POSE_SIZE = 7;

/** What an environment looks like: geoms that stand still or move with bodies. */
export interface Scene {
  /** All shapes. */
  readonly geoms: readonly Geom[];
  /** From where it looks best. */
  readonly camera: Camera;
  /** Rows of the poses. */
  readonly bodies: number;
  /** Seconds that a step of the environment takes. */
  readonly stepSeconds: number;
  /**
   * Writes the poses of all bodies at this moment.
   *
   * @param into `[bodies, 7]`: position x y z, quaternion w x y z
   */
  writePoses(into: Float64Array): void;
}

/**
 * What an environment has that can be seen.
 *
 * @example A ball that moves along x, in a task of one's own
 * ```ts
 * import type { Scene } from "@hesscale/hesscale/envs";
 *
 * const state = { place: 0.5 };
 * const scene: Scene = {
 *   geoms: [
 *     { shape: "plane", color: [0.85, 0.87, 0.9, 1] },
 *     { shape: "sphere", radius: 0.1, color: [0.9, 0.62, 0, 1], body: 0 },
 *   ],
 *   camera: { target: [0, 0, 0.2], distance: 3, azimuth: 90, elevation: -15 },
 *   bodies: 1,
 *   stepSeconds: 0.05,
 *   writePoses: (into) => into.set([state.place, 0, 0.1, 1, 0, 0, 0]),
 * };
 * ```
 */
export interface Visible {
  /** Its look. */
  readonly scene: Scene;
}

/**
 * What an environment looks like, through all wrappers.
 *
 * @returns `undefined` if it has nothing to see
 */
export function sceneOf(environment: Pick<Environment, "unwrapped">): Scene | undefined {
  const inner = environment.unwrapped as object as Partial<Visible>;
  return inner.scene;
}
