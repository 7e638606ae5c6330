import { body, capsule, hinge, plane, slide } from "../mjcf/parts.ts";
import type { Vector } from "../mjcf/parts.ts";
import type { Element } from "../mjcf/element.ts";
import type { Robot } from "../mjcf/robot.ts";
import { COLORS } from "./colors.ts";

const RADIUS = 0.046;

interface Limb {
  /** Where it hangs on what carries it. */
  readonly pos: Vector;
  /** Middle, half length and tilt (radians about y, from upright) of its capsule. */
  readonly middle: Vector;
  readonly halfLength: number;
  readonly tilt: number;
  readonly range: readonly [number, number];
  readonly stiffness: number;
  readonly damping: number;
}

/** A limb on a spring, and what hangs on it. */
function limb(
  name: string,
  { pos, middle, halfLength, tilt, range, stiffness, damping }: Limb,
  ...below: Element[]
): Element {
  const rgba = name.startsWith("b") ? COLORS.other : COLORS.body;
  return body(name, { pos }, [
    hinge(name, { axis: [0, 1, 0], range, stiffness, damping }),
    capsule(name, { pos: middle, axisangle: [0, 1, 0, tilt], halfLength, radius: RADIUS, rgba }),
    ...below,
  ]);
}

/** One gear for each joint, from the hind thigh to the front foot. */
const GEARS = { bthigh: 120, bshin: 90, bfoot: 60, fthigh: 120, fshin: 60, ffoot: 30 };

/**
 * A planar cheetah of 14 kg: a back with a head, a hind leg (b…) and a front leg (f…) of three limbs each, their
 * joints on springs. After P. Wawrzyński, *A cat-like robot real-time learning to run*, 2009.
 */
export function halfCheetah(): Robot {
  const free = { stiffness: 0, damping: 0, armature: 0 };
  return {
    name: "half_cheetah",
    totalMass: 14,
    simulation: { timestep: 0.01 },
    defaults: {
      joint: { armature: 0.1, solimplimit: [0, 0.8, 0.03] },
      geom: {
        conaffinity: 0,
        friction: [0.4, 0.1, 0.1],
        solimp: [0, 0.8, 0.01],
        rgba: COLORS.body,
      },
    },
    world: [
      plane("floor", { size: [40, 40, 40], conaffinity: 1, rgba: COLORS.floor }),
      body("torso", { pos: [0, 0, 0.7] }, [
        slide("rootx", { axis: [1, 0, 0], ...free }),
        slide("rootz", { axis: [0, 0, 1], ...free }),
        hinge("rooty", { axis: [0, 1, 0], ...free }),
        capsule("torso", { from: [-0.5, 0, 0], to: [0.5, 0, 0], radius: RADIUS }),
        capsule("head", {
          pos: [0.6, 0, 0.1],
          axisangle: [0, 1, 0, 0.87],
          halfLength: 0.15,
          radius: RADIUS,
        }),
        limb(
          "bthigh",
          {
            pos: [-0.5, 0, 0],
            middle: [0.1, 0, -0.13],
            halfLength: 0.145,
            tilt: -3.8,
            range: [-0.52, 1.05],
            stiffness: 240,
            damping: 6,
          },
          limb(
            "bshin",
            {
              pos: [0.16, 0, -0.25],
              middle: [-0.14, 0, -0.07],
              halfLength: 0.15,
              tilt: -2.03,
              range: [-0.785, 0.785],
              stiffness: 180,
              damping: 4.5,
            },
            limb("bfoot", {
              pos: [-0.28, 0, -0.14],
              middle: [0.03, 0, -0.097],
              halfLength: 0.094,
              tilt: -0.27,
              range: [-0.4, 0.785],
              stiffness: 120,
              damping: 3,
            }),
          ),
        ),
        limb(
          "fthigh",
          {
            pos: [0.5, 0, 0],
            middle: [-0.07, 0, -0.12],
            halfLength: 0.133,
            tilt: 0.52,
            range: [-1, 0.7],
            stiffness: 180,
            damping: 4.5,
          },
          limb(
            "fshin",
            {
              pos: [-0.14, 0, -0.24],
              middle: [0.065, 0, -0.09],
              halfLength: 0.106,
              tilt: -0.6,
              range: [-1.2, 0.87],
              stiffness: 120,
              damping: 3,
            },
            limb("ffoot", {
              pos: [0.13, 0, -0.18],
              middle: [0.045, 0, -0.07],
              halfLength: 0.07,
              tilt: -0.6,
              range: [-0.5, 0.5],
              stiffness: 60,
              damping: 1.5,
            }),
          ),
        ),
      ]),
    ],
    motors: Object.entries(GEARS).map(([joint, gear]) => ({ joint, gear, ctrlrange: [-1, 1] })),
  };
}
