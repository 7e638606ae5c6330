import type { Geom, Quaternion, Vector3 } from "../scene.ts";
import { add, dot, inverse, perpendiculars, rotate, subtract } from "./vectors.ts";

/** A geom in the world. */
export interface Placed {
  readonly geom: Geom;
  readonly position: Vector3;
  readonly orientation: Quaternion;
}

/** Points of a circle. */
const CORNERS = 24;

const CORNERS_OF_BOX: readonly Vector3[] = [-1, 1].flatMap((x) =>
  [-1, 1].flatMap((y) => [-1, 1].map((z): Vector3 => [x, y, z]))
);

/** A flat side of a geom. */
export interface Face {
  readonly points: readonly Vector3[];
  /** Outwards, length 1. */
  readonly normal: Vector3;
}

/** A point of the geom's own coordinates in the world. */
export function toWorld({ position, orientation }: Placed, point: Vector3): Vector3 {
  return add(position, rotate(orientation, point));
}

/**
 * Points in the world whose convex hull, seen from a place, is the outline of a geom. A plane has its
 * corners if it has an end, else none.
 */
export function outline(placed: Placed, eye: Vector3): Vector3[] {
  const { geom } = placed;
  const own = rotate(inverse(placed.orientation), subtract(eye, placed.position));
  const points = (): Vector3[] => {
    switch (geom.shape) {
      case "sphere":
        return rim([0, 0, 0], [geom.radius, geom.radius, geom.radius], own);
      case "ellipsoid":
        return rim([0, 0, 0], geom.radii, own);
      case "capsule":
        return [-geom.halfLength, geom.halfLength].flatMap((z) =>
          rim([0, 0, z], [geom.radius, geom.radius, geom.radius], own)
        );
      case "cylinder":
        return [-geom.halfLength, geom.halfLength].flatMap((z) => disc(geom.radius, z));
      case "box":
        return CORNERS_OF_BOX.map((sign) => scale(sign, geom.halfSize));
      case "plane":
        return geom.halfSize ? rectangle(geom.halfSize) : [];
    }
  };
  return points().map((point) => toWorld(placed, point));
}

/** The flat sides of a geom that are seen from a place. */
export function visibleFaces(placed: Placed, eye: Vector3): Face[] {
  return faces(placed.geom)
    .map(({ points, normal }) => ({
      points: points.map((point) => toWorld(placed, point)),
      normal: rotate(placed.orientation, normal),
    }))
    .filter(({ points, normal }) => dot(subtract(eye, points[0]), normal) > 0);
}

/**
 * The rim of an ellipsoid as seen from a place: with the axes scaled to a unit sphere, the circle where
 * the rays from the place touch it, at 1/d of its distance d, in all directions at right angles.
 */
function rim(center: Vector3, radii: Vector3, eye: Vector3): Vector3[] {
  const ray = subtract(eye, center);
  const seen: Vector3 = [ray[0] / radii[0], ray[1] / radii[1], ray[2] / radii[2]];
  const squared = dot(seen, seen);
  // From inside there is no rim; the largest circle stands in for it.
  const nearness = squared > 1 ? 1 / squared : 0;
  const radius = Math.sqrt(1 - nearness);
  const [a, b] = perpendiculars(seen);
  return around((cosine, sine) => {
    const unit = add(add([0, 0, 0], a, radius * cosine), b, radius * sine);
    return add(center, scale(add(unit, seen, nearness), radii));
  });
}

function disc(radius: number, z: number): Vector3[] {
  return around((cosine, sine) => [radius * cosine, radius * sine, z]);
}

function rectangle([x, y]: readonly [number, number]): Vector3[] {
  return [[-x, -y, 0], [x, -y, 0], [x, y, 0], [-x, y, 0]];
}

function around(point: (cosine: number, sine: number) => Vector3): Vector3[] {
  return Array.from({ length: CORNERS }, (_, index) => {
    const angle = 2 * Math.PI * index / CORNERS;
    return point(Math.cos(angle), Math.sin(angle));
  });
}

function scale(a: Vector3, b: Vector3): Vector3 {
  return [a[0] * b[0], a[1] * b[1], a[2] * b[2]];
}

function faces(geom: Geom): Face[] {
  switch (geom.shape) {
    case "cylinder":
      return [-1, 1].map((side) => ({
        points: disc(geom.radius, side * geom.halfLength),
        normal: [0, 0, side],
      }));
    case "box":
      return [0, 1, 2].flatMap((axis) =>
        [-1, 1].map((side) => ({
          points: [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([p, q]) => {
            const corner: [number, number, number] = [0, 0, 0];
            corner[axis] = side;
            corner[(axis + 1) % 3] = p;
            corner[(axis + 2) % 3] = q;
            return scale(corner, geom.halfSize);
          }),
          normal: [0, 1, 2].map((one) => one === axis ? side : 0) as unknown as Vector3,
        }))
      );
    default:
      return [];
  }
}
