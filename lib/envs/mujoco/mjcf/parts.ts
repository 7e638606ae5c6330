import { type Element, element } from "./element.ts";

/** x, y and z: metres, or a direction. */
export type Vector = readonly [number, number, number];

/** How a joint moves; names and meanings are those of MuJoCo's XML reference. */
export interface JointAttributes {
  /** A point of the axis, in the body's frame. Default the origin. */
  readonly pos?: Vector;
  /** Default `[0, 0, 1]`. */
  readonly axis?: Vector;
  /** In radians or metres; without it the joint has no limits. */
  readonly range?: readonly [number, number];
  /** Force against the velocity: N·m·s/rad or N·s/m. */
  readonly damping?: number;
  /** Rotor inertia that is added to the joint's own: kg·m² or kg. */
  readonly armature?: number;
  /** Of a spring to the reference position: N·m/rad or N/m. */
  readonly stiffness?: number;
  /** The distance from a limit at which it begins to act. */
  readonly margin?: number;
  /** What the joint's coordinate is in the position that the description shows. Default 0. */
  readonly ref?: number;
  /** Impedance of the limits: dmin, dmax, width, and optionally midpoint and power. */
  readonly solimplimit?: readonly number[];
}

/** How a geom collides, weighs and looks. */
export interface GeomAttributes {
  /** In kg/m³. Default 1000, that of water. */
  readonly density?: number;
  /** Sliding, torsional, rolling. Default `[1, 0.005, 0.0001]`. */
  readonly friction?: readonly number[];
  /** Two geoms may touch if a bit of one's `contype` is set in the other's `conaffinity`. Default 1. */
  readonly contype?: number;
  /** See `contype`. Default 1. */
  readonly conaffinity?: number;
  /** Dimensions of a contact force: 1 without friction, 3 with. Default 3. */
  readonly condim?: number;
  /** Distance at which a contact begins to act, in metres. */
  readonly margin?: number;
  /** Impedance of contacts: dmin, dmax, width, and optionally midpoint and power. */
  readonly solimp?: readonly number[];
  /** Colour: red, green, blue, opacity, each from 0 to 1. */
  readonly rgba?: readonly [number, number, number, number];
}

/** A capsule or cylinder around a segment. */
export interface Segment extends GeomAttributes {
  readonly from: Vector;
  readonly to: Vector;
  readonly radius: number;
}

/** A capsule or cylinder around a rod: upright, or turned. */
export interface Rod extends GeomAttributes {
  /** Its middle. Default the origin. */
  readonly pos?: Vector;
  /** Half of the cylinder's length, without a capsule's ends. */
  readonly halfLength: number;
  readonly radius: number;
  /** How it is turned from upright: an axis, and radians around it. */
  readonly axisangle?: readonly [number, number, number, number];
  /** How it is turned from upright: a quaternion (w, x, y, z) of any length. */
  readonly quat?: readonly number[];
}

/** A body, its joints to its parent, its geoms, and the bodies that hang on it. */
export function body(
  name: string,
  place: { readonly pos?: Vector; readonly quat?: readonly number[] },
  parts: readonly Element[],
): Element {
  return element("body", { name, ...place }, parts);
}

/** Six degrees of freedom: nothing holds the body. Seven coordinates: position and unit quaternion (w, x, y, z). */
export function freeJoint(name: string, attributes: JointAttributes = {}): Element {
  const neutral = { damping: 0, armature: 0, stiffness: 0 };
  return element("joint", { name, type: "free", ...neutral, ...attributes });
}

/** A rotation about an axis. */
export function hinge(name: string, attributes: JointAttributes): Element {
  return element("joint", { name, type: "hinge", ...attributes });
}

/** A translation along an axis. */
export function slide(name: string, attributes: JointAttributes): Element {
  return element("joint", { name, type: "slide", ...attributes });
}

/** A cylinder with half spheres at both ends. */
export function capsule(name: string, shape: Segment | Rod): Element {
  return element("geom", { name, type: "capsule", ...extent(shape) });
}

/** A cylinder. */
export function cylinder(name: string, shape: Segment | Rod): Element {
  return element("geom", { name, type: "cylinder", ...extent(shape) });
}

function extent(shape: Segment | Rod): object {
  if ("from" in shape) {
    const { from, to, radius, ...rest } = shape;
    return { fromto: [...from, ...to], size: radius, ...rest };
  }
  const { radius, halfLength, ...rest } = shape;
  return { size: [radius, halfLength], ...rest };
}

/** A ball. */
export function sphere(
  name: string,
  { radius, ...rest }: GeomAttributes & { readonly pos?: Vector; readonly radius: number },
): Element {
  return element("geom", { name, type: "sphere", size: radius, ...rest });
}

/** An infinite plane with normal z. `size`: half lengths of what is drawn of it, and the spacing of its grid. */
export function plane(
  name: string,
  attributes: GeomAttributes & { readonly pos?: Vector; readonly size: Vector },
): Element {
  return element("geom", { name, type: "plane", ...attributes });
}

/** A point of interest, which neither weighs nor collides. */
export function site(name: string, pos: Vector): Element {
  return element("site", { name, pos });
}

/** Radians. */
export function degrees(angle: number): number {
  return angle * Math.PI / 180;
}
