import { body, capsule, degrees, freeJoint, hinge, plane, sphere } from "../mjcf/parts.ts";
import type { Vector } from "../mjcf/parts.ts";
import type { Element } from "../mjcf/element.ts";
import type { Robot } from "../mjcf/robot.ts";
import { COLORS } from "./colors.ts";

interface Leg {
  /** 1 to 4, counterclockwise. */
  readonly number: number;
  readonly body: string;
  /** Names the leg in those of its geoms. */
  readonly leg: string;
  readonly ankle: string;
  /** Where it points to along x and y: ±1. */
  readonly x: number;
  readonly y: number;
}

const LEGS: readonly Leg[] = [
  { number: 1, body: "front_left_leg", leg: "left", ankle: "left", x: 1, y: 1 },
  { number: 2, body: "front_right_leg", leg: "right", ankle: "right", x: -1, y: 1 },
  { number: 3, body: "back_leg", leg: "back", ankle: "third", x: -1, y: -1 },
  { number: 4, body: "right_back_leg", leg: "rightback", ankle: "fourth", x: 1, y: -1 },
];

/** A limb 0.2·√2 m long for each `length`, on the diagonal that the leg points to. */
function along({ x, y }: Leg, length: number): Vector {
  return [0.2 * length * x, 0.2 * length * y, 0];
}

function leg(one: Leg): Element {
  const limb = (name: string, length: number) =>
    capsule(name, {
      from: [0, 0, 0],
      to: along(one, length),
      radius: 0.08,
      rgba: one.number % 2 ? COLORS.body : COLORS.other,
    });
  // The ankles of opposite legs turn about the same diagonal: what bends one inwards bends the other outwards.
  const inwards = one.y > 0 === one.x > 0 ? one.x : -one.y;
  const bend = [degrees(30), degrees(70)].map((angle) => inwards * angle).sort((a, b) => a - b);
  return body(one.body, {}, [
    limb(`aux_${one.number}_geom`, 1),
    body(`aux_${one.number}`, { pos: along(one, 1) }, [
      hinge(`hip_${one.number}`, { axis: [0, 0, 1], range: [degrees(-30), degrees(30)] }),
      limb(`${one.leg}_leg_geom`, 1),
      body(`foot_${one.number}`, { pos: along(one, 1) }, [
        hinge(`ankle_${one.number}`, {
          axis: [-one.x * one.y, 1, 0],
          range: [bend[0], bend[1]],
        }),
        limb(`${one.ankle}_ankle_geom`, 2),
      ]),
    ]),
  ]);
}

/**
 * A ball on four legs, free in space. After J. Schulman, P. Moritz, S. Levine, M. Jordan, P. Abbeel,
 * *High-dimensional continuous control using generalized advantage estimation*, 2015. The ankles start outside of
 * their range, so that their limits act at once.
 */
export function ant(): Robot {
  return {
    name: "ant",
    simulation: { timestep: 0.01, integrator: "RK4" },
    defaults: {
      joint: { armature: 1, damping: 1 },
      geom: {
        conaffinity: 0,
        density: 5,
        friction: [1, 0.5, 0.5],
        margin: 0.01,
        rgba: COLORS.body,
      },
    },
    world: [
      plane("floor", { size: [40, 40, 40], conaffinity: 1, rgba: COLORS.floor }),
      body("torso", { pos: [0, 0, 0.75] }, [
        freeJoint("root", { margin: 0.01 }),
        sphere("torso_geom", { radius: 0.25, rgba: COLORS.frame }),
        ...LEGS.map(leg),
      ]),
    ],
    motors: [4, 1, 2, 3].flatMap((number) =>
      [`hip_${number}`, `ankle_${number}`].map((joint) => ({
        joint,
        gear: 150,
        ctrlrange: [-1, 1],
      }))
    ),
    numbers: { init_qpos: [0, 0, 0.55, 1, 0, 0, 0, 0, 1, 0, -1, 0, -1, 0, 1] },
  };
}
