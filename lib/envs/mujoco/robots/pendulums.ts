import { body, capsule, degrees, hinge, plane, site, slide } from "../mjcf/parts.ts";
import type { JointAttributes } from "../mjcf/parts.ts";
import type { Element } from "../mjcf/element.ts";
import type { Robot } from "../mjcf/robot.ts";
import { COLORS } from "./colors.ts";

const GEOM = { contype: 0, friction: [1, 0.1, 0.1], rgba: COLORS.body } as const;

/** A rail along x, and a cart on it. */
function railAndCart(slider: JointAttributes, pole: Element): Element[] {
  return [
    capsule("rail", { from: [1, 0, 0], to: [-1, 0, 0], radius: 0.02, rgba: COLORS.frame }),
    body("cart", {}, [
      slide("slider", { axis: [1, 0, 0], range: [-1, 1], ...slider }),
      capsule("cart", { from: [0.1, 0, 0], to: [-0.1, 0, 0], radius: 0.1, rgba: COLORS.other }),
      pole,
    ]),
  ];
}

/**
 * A pole on a cart. After A. Barto, R. Sutton, C. Anderson, *Neuronlike adaptive elements that can solve difficult
 * learning control problems*, 1983.
 */
export function invertedPendulum(): Robot {
  const pole = body("pole", {}, [
    hinge("hinge", { axis: [0, 1, 0], range: [degrees(-90), degrees(90)] }),
    capsule("cpole", { from: [0, 0, 0], to: [0.001, 0, 0.6], radius: 0.049 }),
  ]);
  return {
    name: "inverted_pendulum",
    simulation: { timestep: 0.02, integrator: "RK4" },
    defaults: { joint: { damping: 1 }, geom: GEOM },
    world: railAndCart({}, pole),
    motors: [{ name: "slide", joint: "slider", gear: 100, ctrlrange: [-3, 3] }],
  };
}

/**
 * A pole on a pole on a cart. A breath of gravity along x, 10⁻⁵ m/s², keeps it from balancing by itself.
 */
export function invertedDoublePendulum(): Robot {
  const pole = (body_: string, joint: string, geom: string, height: number, top: Element) =>
    body(body_, { pos: [0, 0, height] }, [
      hinge(joint, { axis: [0, 1, 0] }),
      capsule(geom, { from: [0, 0, 0], to: [0, 0, 0.6], radius: 0.045 }),
      top,
    ]);
  const upper = pole("pole2", "hinge2", "cpole2", 0.6, site("tip", [0, 0, 0.6]));
  return {
    name: "inverted_double_pendulum",
    simulation: { timestep: 0.01, integrator: "RK4", gravity: [1e-5, 0, -9.81] },
    defaults: { joint: { damping: 0.05 }, geom: GEOM },
    world: [
      plane("floor", { pos: [0, 0, -3], size: [40, 40, 40], rgba: COLORS.floor }),
      ...railAndCart({ margin: 0.01 }, pole("pole", "hinge", "cpole", 0, upper)),
    ],
    motors: [{ name: "slide", joint: "slider", gear: 500, ctrlrange: [-1, 1] }],
    numbers: { frame_skip: [2] },
  };
}
