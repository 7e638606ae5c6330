import { plane } from "../mjcf/parts.ts";
import type { Robot } from "../mjcf/robot.ts";
import { COLORS } from "./colors.ts";
import { leg, planarTorso } from "./legged.ts";

/**
 * A planar hopper on one leg. After T. Erez, Y. Tassa, E. Todorov, *Infinite-horizon model predictive control for
 * periodic tasks with contacts*, 2011.
 */
export function hopper(): Robot {
  const geom = { friction: [0.9], condim: 1, rgba: COLORS.body };
  const foot = { toe: 0.26, heel: 0.13, frame: 0.13, friction: 2 };
  return {
    name: "hopper",
    simulation: { timestep: 0.002, integrator: "RK4" },
    defaults: {
      joint: { armature: 1, damping: 1 },
      geom: { margin: 0.001, solimp: [0.8, 0.8, 0.01] },
    },
    world: [
      plane("floor", { size: [20, 20, 0.125], rgba: COLORS.floor }),
      planarTorso(geom, [leg("", foot, geom)]),
    ],
    motors: ["thigh_joint", "leg_joint", "foot_joint"].map((joint) => ({
      joint,
      gear: 200,
      ctrlrange: [-1, 1],
    })),
  };
}
