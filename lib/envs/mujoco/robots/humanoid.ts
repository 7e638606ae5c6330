import { body, capsule, degrees, freeJoint, hinge, plane, sphere } from "../mjcf/parts.ts";
import type { JointAttributes, Vector } from "../mjcf/parts.ts";
import type { Element } from "../mjcf/element.ts";
import type { Robot } from "../mjcf/robot.ts";
import { COLORS } from "./colors.ts";

type Side = "right" | "left";

/** y is positive on the left. */
const SIGN = { right: -1, left: 1 } as const;

const COLOR = { right: COLORS.body, left: COLORS.other } as const;

/** Newton metres for each unit of control; all others have 100. */
const GEARS: Readonly<Record<string, number>> = {
  hip_y: 300,
  knee: 200,
  shoulder1: 25,
  shoulder2: 25,
  elbow: 25,
};

function joint(
  name: string,
  axis: Vector,
  [least, most]: readonly [number, number],
  rest: JointAttributes,
): Element {
  return hinge(name, { axis, range: [degrees(least), degrees(most)], ...rest });
}

/** A capsule across the body. */
function across(name: string, [x, y, z]: Vector, radius: number): Element {
  return capsule(name, { from: [x, -y, z], to: [x, y, z], radius, rgba: COLORS.frame });
}

/** The legs mirror each other, but for the armature of the hips' pitch and the spring of the knees. */
function leg(side: Side): Element {
  const y = SIGN[side];
  const out = -y;
  const rgba = COLOR[side];
  const hip = { stiffness: 10, damping: 5, armature: 0.01 };
  return body(`${side}_thigh`, { pos: [0, 0.1 * y, -0.04] }, [
    joint(`${side}_hip_x`, [out, 0, 0], [-25, 5], hip),
    joint(`${side}_hip_z`, [0, 0, out], [-60, 35], hip),
    joint(`${side}_hip_y`, [0, 1, 0], [-110, 20], {
      ...hip,
      stiffness: 20,
      armature: side === "right" ? 0.008 : 0.01,
    }),
    capsule(`${side}_thigh1`, { from: [0, 0, 0], to: [0, -0.01 * y, -0.34], radius: 0.06, rgba }),
    body(`${side}_shin`, { pos: [0, -0.01 * y, -0.403] }, [
      joint(`${side}_knee`, [0, -1, 0], [-160, -2], {
        pos: [0, 0, 0.02],
        stiffness: side === "right" ? 0 : 1,
        armature: 0.006,
      }),
      capsule(`${side}_shin1`, { from: [0, 0, 0], to: [0, 0, -0.3], radius: 0.049, rgba }),
      body(`${side}_foot`, { pos: [0, 0, -0.45] }, [
        sphere(`${side}_foot`, { pos: [0, 0, 0.1], radius: 0.075, rgba }),
      ]),
    ]),
  ]);
}

function arm(side: Side): Element {
  const y = SIGN[side];
  const rgba = COLOR[side];
  const shoulder = side === "right" ? [-85, 60] as const : [-60, 85] as const;
  const along = (length: number): Vector => [length, -length * y, length];
  return body(`${side}_upper_arm`, { pos: [0, 0.17 * y, 0.06] }, [
    joint(`${side}_shoulder1`, [2, -y, 1], shoulder, { stiffness: 1, armature: 0.0068 }),
    joint(`${side}_shoulder2`, [0, y, 1], shoulder, { stiffness: 1, armature: 0.0051 }),
    capsule(`${side}_uarm1`, { from: [0, 0, 0], to: [0.16, 0.16 * y, -0.16], radius: 0.04, rgba }),
    body(`${side}_lower_arm`, { pos: [0.18, 0.18 * y, -0.18] }, [
      joint(`${side}_elbow`, [0, -1, -y], [-90, 50], { armature: 0.0028 }),
      capsule(`${side}_larm`, { from: along(0.01), to: along(0.17), radius: 0.031, rgba }),
      sphere(`${side}_hand`, { pos: along(0.18), radius: 0.04, rgba }),
    ]),
  ]);
}

/**
 * A humanoid of 42 kg, free in space. After Y. Tassa, T. Erez, E. Todorov, *Synthesis and stabilization of complex
 * behaviors through online trajectory optimization*, 2012.
 */
export function humanoid(): Robot {
  // Both joints of the spine lean back by a trifle.
  const lean = [1, 0, -0.002, 0];
  const spine = { damping: 5, armature: 0.02 };
  const limbs = ["hip_x", "hip_z", "hip_y", "knee"];
  const arms = ["shoulder1", "shoulder2", "elbow"];
  const sides = (names: readonly string[]) =>
    (["right", "left"] as const).flatMap((side) => names.map((name) => ({ side, name })));
  return {
    name: "humanoid",
    simulation: { timestep: 0.003, integrator: "RK4", solver: "PGS", iterations: 50 },
    defaults: {
      joint: { armature: 1, damping: 1 },
      geom: { condim: 1, margin: 0.001 },
    },
    world: [
      plane("floor", {
        size: [20, 20, 0.125],
        condim: 3,
        friction: [1, 0.1, 0.1],
        rgba: COLORS.floor,
      }),
      body("torso", { pos: [0, 0, 1.4] }, [
        freeJoint("root"),
        across("torso1", [0, 0.07, 0], 0.07),
        sphere("head", { pos: [0, 0, 0.19], radius: 0.09, rgba: COLORS.frame }),
        across("uwaist", [-0.01, 0.06, -0.12], 0.06),
        body("lwaist", { pos: [-0.01, 0, -0.26], quat: lean }, [
          across("lwaist", [0, 0.06, 0], 0.06),
          joint("abdomen_z", [0, 0, 1], [-45, 45], { pos: [0, 0, 0.065], stiffness: 20, ...spine }),
          joint("abdomen_y", [0, 1, 0], [-75, 30], { pos: [0, 0, 0.065], stiffness: 10, ...spine }),
          body("pelvis", { pos: [0, 0, -0.165], quat: lean }, [
            joint("abdomen_x", [1, 0, 0], [-35, 35], {
              pos: [0, 0, 0.1],
              stiffness: 10,
              ...spine,
            }),
            across("butt", [-0.02, 0.07, 0], 0.09),
            leg("right"),
            leg("left"),
          ]),
        ]),
        arm("right"),
        arm("left"),
      ]),
    ],
    tendons: (["left", "right"] as const).map((side) => ({
      name: `${side}_hipknee`,
      joints: { [`${side}_hip_y`]: -1, [`${side}_knee`]: 1 },
    })),
    motors: [
      ...["abdomen_y", "abdomen_z", "abdomen_x"].map((joint) => ({ joint, gear: 100 })),
      ...[...sides(limbs), ...sides(arms)].map(({ side, name }) => ({
        joint: `${side}_${name}`,
        gear: GEARS[name] ?? 100,
      })),
    ].map((motor) => ({ ...motor, ctrlrange: [-0.4, 0.4] })),
    keyframes: 5,
  };
}
