import type { Quaternion, Vector3 } from "../scene.ts";

/** a + s b. */
export function add(a: Vector3, b: Vector3, s = 1): Vector3 {
  return [a[0] + s * b[0], a[1] + s * b[1], a[2] + s * b[2]];
}

/** a − b. */
export function subtract(a: Vector3, b: Vector3): Vector3 {
  return add(a, b, -1);
}

/** The scalar product. */
export function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** The vector product. */
export function cross(a: Vector3, b: Vector3): Vector3 {
  return [
    a[1] * b[2] - a[2] * b[1],
    a[2] * b[0] - a[0] * b[2],
    a[0] * b[1] - a[1] * b[0],
  ];
}

/** The Euclidean length. */
export function length(a: Vector3): number {
  return Math.hypot(...a);
}

/** The same direction with length 1. */
export function normalize(a: Vector3): Vector3 {
  const scale = 1 / length(a);
  return [a[0] * scale, a[1] * scale, a[2] * scale];
}

/** Two unit vectors at right angles to a direction and to each other. */
export function perpendiculars(direction: Vector3): readonly [Vector3, Vector3] {
  const other: Vector3 = Math.abs(direction[2]) < 0.9 * length(direction) ? [0, 0, 1] : [1, 0, 0];
  const first = normalize(cross(direction, other));
  return [first, normalize(cross(direction, first))];
}

/** A vector, turned. */
export function rotate([w, ...axis]: Quaternion, v: Vector3): Vector3 {
  const twice = cross(axis, v);
  return add(add(v, twice, 2 * w), cross(axis, twice), 2);
}

/** The turn back. */
export function inverse([w, x, y, z]: Quaternion): Quaternion {
  return [w, -x, -y, -z];
}

/** The turn `b`, then the turn `a`. */
export function compose([w, ...a]: Quaternion, [v, ...b]: Quaternion): Quaternion {
  return [w * v - dot(a, b), ...add(add(cross(a, b), b, w), a, v)];
}

/** A turn by an angle in radians around a unit axis. */
export function turn(axis: Vector3, angle: number): Quaternion {
  const sine = Math.sin(angle / 2);
  return [Math.cos(angle / 2), axis[0] * sine, axis[1] * sine, axis[2] * sine];
}
