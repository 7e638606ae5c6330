import type { Scene } from "../scene.ts";
import { cameraAt, COLORS, floorAt, writePlanarPose } from "./planar.ts";

/** A cart on a rail as long as it may go, and a pole of one metre on it. */
export function cartPoleScene(
  state: () => {
    /** Of the cart, in metres. */
    readonly position: number;
    /** Of the pole against the upright, in radians, positive to the right. */
    readonly angle: number;
  },
): Scene {
  const axle = 0.13;
  return {
    geoms: [
      floorAt(-0.3),
      {
        shape: "capsule",
        color: COLORS.frame,
        radius: 0.02,
        halfLength: 2.4,
        orientation: [Math.SQRT1_2, 0, Math.SQRT1_2, 0],
      },
      { shape: "box", color: COLORS.other, body: 0, halfSize: [0.2, 0.12, 0.12] },
      {
        shape: "capsule",
        color: COLORS.body,
        body: 1,
        radius: 0.035,
        halfLength: 0.5,
        position: [0, -0.15, 0.5],
      },
      {
        shape: "cylinder",
        color: COLORS.frame,
        body: 1,
        radius: 0.02,
        halfLength: 0.08,
        position: [0, -0.16, 0],
        orientation: [Math.SQRT1_2, Math.SQRT1_2, 0, 0],
      },
    ],
    camera: cameraAt([0, 0, 0.35], 4.2),
    bodies: 2,
    stepSeconds: 0.02,
    writePoses(into) {
      const { position, angle } = state();
      writePlanarPose(into, 0, position, 0);
      writePlanarPose(into, 1, position, axle - 0.08, angle);
    },
  };
}
