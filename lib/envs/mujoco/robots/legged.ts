import { body, capsule, degrees, hinge, slide, type Vector } from "../mjcf/parts.ts";
import type { GeomAttributes } from "../mjcf/parts.ts";
import type { Element } from "../mjcf/element.ts";

/** Heights over the floor, in metres, of an upright planar body on legs. */
const HEIGHT = { crown: 1.45, torso: 1.25, hip: 1.05, knee: 0.6, shin: 0.35, ankle: 0.1 };

/** An upright capsule between two heights, in the frame of a body at a third. */
function upright(name: string, top: number, bottom: number, frame: number, geom: Looks): Element {
  const pos: Vector = [0, 0, (top + bottom) / 2 - frame];
  return capsule(name, { pos, halfLength: (top - bottom) / 2, ...geom });
}

type Looks = GeomAttributes & { readonly radius: number };

/** A foot lies along x; lengths in metres. */
export interface Foot {
  /** How far the toes are before the ankle. */
  readonly toe: number;
  /** How far the heel is behind it. */
  readonly heel: number;
  /** How far the origin of the foot's frame is before it. */
  readonly frame: number;
  readonly friction: number;
}

/**
 * A leg of thigh, shin and foot. All its joints bend backwards with a positive angle.
 *
 * @param suffix Ends each name, to tell legs apart
 */
export function leg(suffix: string, foot: Foot, geom: GeomAttributes): Element {
  const bend = (pos: Vector, least: number, most: number) => ({
    pos,
    axis: [0, -1, 0] as const,
    range: [degrees(least), degrees(most)] as const,
  });
  const { hip, knee, shin, ankle } = HEIGHT;
  return body(`thigh${suffix}`, { pos: [0, 0, hip - HEIGHT.torso] }, [
    hinge(`thigh${suffix}_joint`, bend([0, 0, 0], -150, 0)),
    upright(`thigh${suffix}_geom`, hip, knee, hip, { radius: 0.05, ...geom }),
    body(`leg${suffix}`, { pos: [0, 0, shin - hip] }, [
      hinge(`leg${suffix}_joint`, bend([0, 0, knee - shin], -150, 0)),
      upright(`leg${suffix}_geom`, knee, ankle, shin, { radius: 0.04, ...geom }),
      body(`foot${suffix}`, { pos: [foot.frame, 0, -shin] }, [
        hinge(`foot${suffix}_joint`, bend([-foot.frame, 0, ankle], -45, 45)),
        capsule(`foot${suffix}_geom`, {
          from: [-foot.heel - foot.frame, 0, ankle],
          to: [foot.toe - foot.frame, 0, ankle],
          radius: 0.06,
          ...geom,
          friction: [foot.friction],
        }),
      ]),
    ]),
  ]);
}

/** A torso that moves in the plane of x and z: its position along x, its height, its pitch. */
export function planarTorso(geom: GeomAttributes, legs: readonly Element[]): Element {
  const free = { armature: 0, damping: 0 };
  const { crown, torso, hip } = HEIGHT;
  return body("torso", { pos: [0, 0, torso] }, [
    slide("rootx", { pos: [0, 0, -torso], axis: [1, 0, 0], ...free }),
    slide("rootz", { pos: [0, 0, -torso], axis: [0, 0, 1], ref: torso, ...free }),
    hinge("rooty", { axis: [0, 1, 0], ...free }),
    upright("torso_geom", crown, hip, torso, { radius: 0.05, ...geom }),
    ...legs,
  ]);
}
