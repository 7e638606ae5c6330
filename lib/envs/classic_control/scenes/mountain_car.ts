import type { Geom, Scene } from "../../scene.ts";
import { cameraAt, COLORS, writePlanarPose } from "./planar.ts";

/** The road's height over a place; both in the task's units. */
const heightAt = (x: number) => 0.45 * Math.sin(3 * x) + 0.55;

/** Its slope as an angle from x towards z, in radians. */
const slopeAt = (x: number) => Math.atan(1.35 * Math.cos(3 * x));

const ROAD = { from: -1.2, to: 0.6, pieces: 60 };
const THICKNESS = 0.02;
const WHEEL = 0.03;

/**
 * A car in a valley, and a flag on the hill that it should climb.
 *
 * @param goal Where the flag is
 * @param state The task's, read whenever it is drawn: place x, velocity
 */
export function mountainCarScene(goal: number, state: ArrayLike<number>): Scene {
  const top = heightAt(goal) + 0.2;
  return {
    geoms: [
      ...road(),
      {
        shape: "box",
        color: COLORS.other,
        body: 0,
        halfSize: [0.07, 0.05, 0.025],
        position: [0, 0, 0.065],
      },
      ...[-0.045, 0.045].flatMap((x) => [-0.055, 0.055].map((y) => wheel(x, y))),
      {
        shape: "cylinder",
        color: COLORS.frame,
        radius: 0.006,
        halfLength: 0.1,
        position: [goal, 0, top - 0.1],
      },
      {
        shape: "box",
        color: COLORS.target,
        halfSize: [0.04, 0.004, 0.025],
        position: [goal + 0.045, 0, top - 0.025],
      },
    ],
    camera: cameraAt([-0.3, 0, 0.6], 1.9),
    bodies: 1,
    // The task's time has no unit; Gymnasium shows 30 steps a second.
    stepSeconds: 1 / 30,
    writePoses(into) {
      const x = state[0];
      writePlanarPose(into, 0, x, heightAt(x), -slopeAt(x));
    },
  };
}

function road(): Geom[] {
  const { from, to, pieces } = ROAD;
  const width = (to - from) / pieces;
  return Array.from({ length: pieces }, (_, index) => {
    const x = from + (index + 0.5) * width;
    const angle = -slopeAt(x);
    return {
      shape: "box",
      color: COLORS.frame,
      halfSize: [width / 2 / Math.cos(angle) + 0.002, 0.12, THICKNESS / 2],
      // Its upper side is the road.
      position: [
        x - THICKNESS / 2 * Math.sin(-angle),
        0,
        heightAt(x) - THICKNESS / 2 * Math.cos(angle),
      ],
      orientation: [Math.cos(angle / 2), 0, Math.sin(angle / 2), 0],
    };
  });
}

function wheel(x: number, y: number): Geom {
  return {
    shape: "cylinder",
    color: COLORS.wheel,
    body: 0,
    radius: WHEEL,
    halfLength: 0.012,
    position: [x, y, WHEEL],
    orientation: [Math.SQRT1_2, Math.SQRT1_2, 0, 0],
  };
}
