import type { Scene } from "../../scene.ts";
import { cameraAt, COLORS, writePlanarPose } from "./planar.ts";

/**
 * A rod of one metre on an axle.
 *
 * @param state The task's, read whenever it is drawn: angle θ in radians, counterclockwise from the upright
 */
export function pendulumScene(state: ArrayLike<number>): Scene {
  return {
    geoms: [
      {
        shape: "capsule",
        color: COLORS.body,
        body: 0,
        radius: 0.08,
        halfLength: 0.5,
        position: [0, 0, 0.5],
      },
      {
        shape: "cylinder",
        color: COLORS.frame,
        radius: 0.05,
        halfLength: 0.12,
        orientation: [Math.SQRT1_2, Math.SQRT1_2, 0, 0],
      },
    ],
    camera: cameraAt([0, 0, 0], 3.4),
    bodies: 1,
    stepSeconds: 0.05,
    writePoses: (into) => writePlanarPose(into, 0, 0, 0, -state[0]),
  };
}
