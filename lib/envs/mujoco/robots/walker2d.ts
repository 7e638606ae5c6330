import { plane } from "../mjcf/parts.ts";
import type { Robot } from "../mjcf/robot.ts";
import { COLORS } from "./colors.ts";
import { leg, planarTorso } from "./legged.ts";

const FRICTION = { left: 1.9, right: 1.9 };

/**
 * A planar walker on two legs. After T. Erez, Y. Tassa, E. Todorov, *Infinite-horizon model predictive control for
 * periodic tasks with contacts*, 2011.
 *
 * @param options `rightFootFriction`: 0.9 in the tasks of version 4, an oversight; as that of the left foot since
 */
export function walker2d({ rightFootFriction = FRICTION.right } = {}): Robot {
  const geom = { friction: [0.9], rgba: COLORS.body };
  const foot = { toe: 0.2, heel: 0, frame: 0.2 };
  return {
    name: "walker2d",
    simulation: { timestep: 0.002, integrator: "RK4" },
    defaults: {
      joint: { armature: 0.01, damping: 0.1 },
      geom: { conaffinity: 0, friction: [0.7, 0.1, 0.1] },
    },
    world: [
      plane("floor", { size: [40, 40, 40], conaffinity: 1, rgba: COLORS.floor }),
      planarTorso(geom, [
        leg("", { ...foot, friction: rightFootFriction }, geom),
        leg("_left", { ...foot, friction: FRICTION.left }, { ...geom, rgba: COLORS.other }),
      ]),
    ],
    motors: ["", "_left"].flatMap((side) =>
      ["thigh", "leg", "foot"].map((limb) => ({
        joint: `${limb}${side}_joint`,
        gear: 100,
        ctrlrange: [-1, 1],
      }))
    ),
  };
}
