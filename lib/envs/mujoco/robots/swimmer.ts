import { body, capsule, degrees, hinge, plane, slide } from "../mjcf/parts.ts";
import type { Vector } from "../mjcf/parts.ts";
import type { Robot } from "../mjcf/robot.ts";
import { COLORS } from "./colors.ts";

/**
 * Three links in a plane, in a fluid four times as dense as water. After R. Coulom, *Reinforcement learning using
 * neural networks, with applications to motor control*, 2002. Nothing collides.
 */
export function swimmer(): Robot {
  const link = (name: string, from: Vector, to: Vector) =>
    capsule(name, { from, to, radius: 0.1, density: 1000, rgba: COLORS.body });
  const bend = { axis: [0, 0, 1], range: [degrees(-100), degrees(100)] } as const;
  return {
    name: "swimmer",
    simulation: { timestep: 0.01, integrator: "RK4", density: 4000, viscosity: 0.1 },
    defaults: {
      joint: { armature: 0.1 },
      geom: { contype: 0, conaffinity: 0, condim: 1 },
    },
    world: [
      plane("floor", { pos: [0, 0, -0.1], size: [40, 40, 0.1], condim: 3, rgba: COLORS.floor }),
      body("torso", {}, [
        slide("slider1", { axis: [1, 0, 0] }),
        slide("slider2", { axis: [0, 1, 0] }),
        hinge("free_body_rot", { axis: [0, 0, 1] }),
        link("front_link", [1.5, 0, 0], [0.5, 0, 0]),
        body("mid", { pos: [0.5, 0, 0] }, [
          hinge("motor1_rot", bend),
          link("mid_link", [0, 0, 0], [-1, 0, 0]),
          body("back", { pos: [-1, 0, 0] }, [
            hinge("motor2_rot", bend),
            link("back_link", [0, 0, 0], [-1, 0, 0]),
          ]),
        ]),
      ]),
    ],
    motors: ["motor1_rot", "motor2_rot"].map((joint) => ({ joint, gear: 150, ctrlrange: [-1, 1] })),
  };
}
