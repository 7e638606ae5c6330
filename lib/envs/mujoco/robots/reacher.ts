import { body, capsule, cylinder, hinge, plane, slide, sphere } from "../mjcf/parts.ts";
import type { Element } from "../mjcf/element.ts";
import type { Vector } from "../mjcf/parts.ts";
import type { Robot } from "../mjcf/robot.ts";
import { COLORS } from "./colors.ts";

/** Of arm, walls and target over the ground. */
const HEIGHT = 0.01;

function wall(
  name: string,
  from: readonly [number, number],
  to: readonly [number, number],
): Element {
  return capsule(name, {
    from: [...from, HEIGHT],
    to: [...to, HEIGHT],
    radius: 0.02,
    conaffinity: 0,
    rgba: COLORS.frame,
  });
}

/** An arm of two links in a plane, and a target that stays where a reset puts it. Nothing collides. */
export function reacher(): Robot {
  const at: Vector = [0.1, -0.1, HEIGHT];
  const target = { range: [-0.27, 0.27], armature: 0, damping: 0 } as const;
  const link = (name: string) =>
    capsule(name, { from: [0, 0, 0], to: [0.1, 0, 0], radius: 0.01, rgba: COLORS.other });
  return {
    name: "reacher",
    simulation: { timestep: 0.01, integrator: "RK4" },
    defaults: {
      joint: { armature: 1, damping: 1 },
      geom: { contype: 0, friction: [1, 0.1, 0.1] },
    },
    world: [
      plane("ground", { size: [1, 1, 10], conaffinity: 0, rgba: COLORS.floor }),
      wall("sideS", [-0.3, -0.3], [0.3, -0.3]),
      wall("sideE", [0.3, -0.3], [0.3, 0.3]),
      wall("sideN", [-0.3, 0.3], [0.3, 0.3]),
      wall("sideW", [-0.3, -0.3], [-0.3, 0.3]),
      cylinder("root", {
        from: [0, 0, 0],
        to: [0, 0, 0.02],
        radius: 0.011,
        conaffinity: 0,
        rgba: COLORS.frame,
      }),
      body("body0", { pos: [0, 0, HEIGHT] }, [
        link("link0"),
        hinge("joint0", { axis: [0, 0, 1] }),
        body("body1", { pos: [0.1, 0, 0] }, [
          hinge("joint1", { axis: [0, 0, 1], range: [-3, 3] }),
          link("link1"),
          body("fingertip", { pos: [0.11, 0, 0] }, [
            sphere("fingertip", { radius: 0.01, rgba: COLORS.body }),
          ]),
        ]),
      ]),
      body("target", { pos: at }, [
        slide("target_x", { axis: [1, 0, 0], ref: at[0], ...target }),
        slide("target_y", { axis: [0, 1, 0], ref: at[1], ...target }),
        sphere("target", { radius: 0.009, conaffinity: 0, rgba: COLORS.target }),
      ]),
    ],
    motors: ["joint0", "joint1"].map((joint) => ({ joint, gear: 200, ctrlrange: [-1, 1] })),
  };
}
