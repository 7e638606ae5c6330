import type { Point } from "./view.ts";

/**
 * The convex hull of points in the plane, by A. M. Andrew, *Another efficient algorithm for convex hulls in two
 * dimensions*, Information Processing Letters 9(5), 1979.
 *
 * @returns Its corners in order
 */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = points.toSorted(([x, y], [v, w]) => x - v || y - w);
  return [...chain(sorted), ...chain(sorted.toReversed())];
}

/** One side of the hull, without its last point, which begins the other. */
function chain(sorted: readonly Point[]): Point[] {
  const corners: Point[] = [];
  for (const point of sorted) {
    while (corners.length >= 2 && turnsBack(corners.at(-2)!, corners.at(-1)!, point)) corners.pop();
    corners.push(point);
  }
  return corners.slice(0, -1);
}

function turnsBack([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): boolean {
  return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax) <= 0;
}
