import type { Geom, Scene } from "../../scene.ts";
import { cameraAt, COLORS, writePlanarPose } from "./planar.ts";

/**
 * Two links of one metre, the first on an axle, and a line that the free end should reach.
 *
 * @param state The task's, read whenever it is drawn: angle θ₁ in radians, counterclockwise from hanging down, and
 * θ₂ from the first link
 */
export function acrobotScene(state: ArrayLike<number>): Scene {
  const link = (body: number, color: Geom["color"], y: number): Geom => ({
    shape: "capsule",
    color,
    body,
    radius: 0.07,
    halfLength: 0.5,
    position: [0, y, -0.5],
  });
  return {
    geoms: [
      link(0, COLORS.body, 0),
      link(1, COLORS.other, -0.14),
      {
        shape: "cylinder",
        color: COLORS.frame,
        radius: 0.05,
        halfLength: 0.12,
        orientation: [Math.SQRT1_2, Math.SQRT1_2, 0, 0],
      },
      {
        shape: "capsule",
        color: COLORS.target,
        radius: 0.012,
        halfLength: 2.2,
        position: [0, 0, 1],
        orientation: [Math.SQRT1_2, 0, Math.SQRT1_2, 0],
      },
    ],
    camera: cameraAt([0, 0, 0], 5.6),
    bodies: 2,
    stepSeconds: 0.2,
    writePoses(into) {
      const [first, second] = [state[0], state[1]];
      writePlanarPose(into, 0, 0, 0, -first);
      writePlanarPose(into, 1, Math.sin(first), -Math.cos(first), -(first + second));
    },
  };
}
