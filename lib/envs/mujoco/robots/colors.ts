import type { GeomAttributes } from "../mjcf/parts.ts";

type Color = NonNullable<GeomAttributes["rgba"]>;

/** The colours of all robots, told apart also by the colour-blind (after Okabe and Ito). */
export const COLORS = {
  floor: [0.85, 0.87, 0.9, 1],
  body: [0.9, 0.62, 0, 1],
  /** A limb on the far side of a planar robot, or the second of two parts. */
  other: [0.34, 0.71, 0.91, 1],
  frame: [0.55, 0.57, 0.6, 1],
  target: [0.84, 0.37, 0, 1],
} as const satisfies Record<string, Color>;
