import type { Scene } from "../../scene.ts";
import { cameraAt, COLORS, floorAt, writePlanarPose } from "./planar.ts";

/** Of the pole, over the middle of the cart, in metres. */
const AXLE = 0.05;

/**
 * A cart on a rail as long as it may go, and a pole of one metre on it.
 *
 * @param state The task's, read whenever it is drawn: place x in metres, velocity, angle θ in radians
 */
export function cartPoleScene(state: ArrayLike<number>): Scene {
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
      writePlanarPose(into, 0, state[0], 0);
      writePlanarPose(into, 1, state[0], AXLE, state[2]);
    },
  };
}
