import { type Camera, type Color, type Geom, POSE_SIZE, type Vector3 } from "../../scene.ts";

/** The colours that the MuJoCo tasks have, too (after Okabe and Ito). */
export const COLORS = {
  floor: [0.85, 0.87, 0.9, 1],
  body: [0.9, 0.62, 0, 1],
  other: [0.34, 0.71, 0.91, 1],
  frame: [0.55, 0.57, 0.6, 1],
  wheel: [0.27, 0.29, 0.32, 1],
  target: [0.84, 0.37, 0, 1],
} as const satisfies Record<string, Color>;

/** Straight at the x–z plane, in which all classic control takes place. */
export function cameraAt(target: Vector3, distance: number): Camera {
  return { target, distance, azimuth: 90, elevation: -8 };
}

/** The floor at a height. */
export function floorAt(z: number): Geom {
  return { shape: "plane", color: COLORS.floor, position: [0, 0, z] };
}

/**
 * Writes the pose of a body in the x–z plane.
 *
 * @param angle In radians, around y: from z towards x
 */
export function writePlanarPose(
  into: Float64Array,
  body: number,
  x: number,
  z: number,
  angle = 0,
): void {
  const pose = [x, 0, z, Math.cos(angle / 2), 0, Math.sin(angle / 2), 0];
  into.set(pose, body * POSE_SIZE);
}
