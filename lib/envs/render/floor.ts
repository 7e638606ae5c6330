import type { Vector3 } from "../scene.ts";
import { type Placed, toWorld } from "./outline.ts";
import { hex, pathOf, round, shade } from "./paint.ts";
import { add, inverse, rotate, subtract } from "./vectors.ts";
import type { View } from "./view.ts";

/** A plane as far as it is seen. */
export interface Ground {
  readonly plane: Placed;
  readonly center: Vector3;
  readonly normal: Vector3;
  /** Half its size along its own x and y. */
  readonly halfSize: readonly [number, number];
  /** Between lines, in metres. */
  readonly cell: number;
}

/** As far as this many distances of the camera from its target, a plane is drawn. */
const REACH = 300;

/** Beyond this many distances its edge is as good as the horizon; MuJoCo's planes collide without an end anyway. */
const ENDLESS = 4;

/** Lines are drawn so many cells to each side. */
const LINES = 14;

/** How a plane is drawn: its part around what the camera looks at. */
export function groundOf(plane: Placed, distance: number, view: View): Ground {
  const { geom, orientation } = plane;
  const reach = REACH * distance;
  const [x, y] = geom.shape === "plane" && geom.halfSize || [reach, reach];
  const endless = x >= ENDLESS * distance && y >= ENDLESS * distance;
  // The ground under the target, for a plane without an end has no other middle.
  const own = rotate(inverse(orientation), subtract(view.target, plane.position));
  const center = endless ? toWorld(plane, [own[0], own[1], 0]) : plane.position;
  return {
    plane,
    center,
    normal: rotate(orientation, [0, 0, 1]),
    halfSize: endless ? [reach, reach] : [x, y],
    cell: roundCell(distance / 6),
  };
}

/** 1, 2 or 5 times a power of ten. */
export function roundCell(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= wanted * (1 - 1e-9))!;
}

/** The plane and its grid. */
export function floorMarkup(ground: Ground, view: View): string {
  const { plane, center, halfSize: [x, y] } = ground;
  const color = plane.geom.color;
  const at = (dx: number, dy: number) => add(center, rotate(plane.orientation, [dx, dy, 0]));
  const corners = view.clip([at(-x, -y), at(x, -y), at(x, y), at(-x, y)]);
  const path = pathOf(corners.map(view.project));
  return `<path d="${path}" fill="${hex(color)}"/>` +
    `<path d="${grid(ground, view)}" fill="none" stroke="${hex(shade(color, 0.86))}"/>`;
}

/** Lines through the world's own multiples of the cell, so that they stand still when the camera moves. */
function grid({ plane, center, halfSize, cell }: Ground, view: View): string {
  const own = rotate(inverse(plane.orientation), subtract(center, plane.position));
  const line = (from: Vector3, to: Vector3) => {
    const ends = view.clip([toWorld(plane, from), toWorld(plane, to)]).map(view.project);
    if (ends.length < 2) return "";
    // Where the line was cut, the cut stands among its ends twice.
    return `M${ends.slice(-2).map(([x, y]) => `${round(x)} ${round(y)}`).join("L")}`;
  };
  const ticks = (axis: 0 | 1) => {
    const reach = Math.min(halfSize[axis], LINES * cell);
    const first = Math.ceil((own[axis] - reach) / cell - 1e-9);
    const last = Math.floor((own[axis] + reach) / cell + 1e-9);
    return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * cell);
  };
  const span = (axis: 0 | 1) => {
    const reach = Math.min(halfSize[axis], LINES * cell);
    return [own[axis] - reach, own[axis] + reach];
  };
  const [left, right] = span(0), [front, back] = span(1);
  return [
    ...ticks(0).map((x) => line([x, front, 0], [x, back, 0])),
    ...ticks(1).map((y) => line([left, y, 0], [right, y, 0])),
  ].join("");
}
