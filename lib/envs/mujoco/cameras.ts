import type { MjModel } from "@mujoco/mujoco";
import type { Camera } from "../scene.ts";
import { modelName } from "./names.ts";

/** From the side, a little from above, along with the robot's first body. */
const BESIDE = { azimuth: 90, elevation: -14, follow: 0 } as const;

/** From where each robot is looked at, by the name of its model. */
const CAMERAS: Readonly<Record<string, Camera>> = {
  half_cheetah: { ...BESIDE, target: [0, 0, 0.45], distance: 3.2 },
  hopper: { ...BESIDE, target: [0, 0, 0.75], distance: 3.4 },
  walker2d: { ...BESIDE, target: [0, 0, 0.75], distance: 3.4 },
  ant: { azimuth: 110, elevation: -28, follow: 0, target: [0, 0, 0.35], distance: 4.2 },
  humanoid: { azimuth: 125, elevation: -14, follow: 0, target: [0, 0, 0.95], distance: 3.3 },
  swimmer: { azimuth: 90, elevation: -50, follow: 0, target: [0, 0, 0], distance: 4.5 },
  reacher: { azimuth: 90, elevation: -65, target: [0, 0, 0], distance: 1.05 },
  inverted_pendulum: { azimuth: 90, elevation: -10, target: [0, 0, 0.2], distance: 2.4 },
  inverted_double_pendulum: { azimuth: 90, elevation: -10, target: [0, 0, 0.5], distance: 3.2 },
};

/** From where to look at a model: one of these robots, or another one as a whole. */
export function cameraFor(model: MjModel): Camera {
  const { center: [x, y, z], extent } = model.stat;
  return CAMERAS[modelName(model)] ?? { ...BESIDE, target: [x, y, z], distance: 1.5 * extent };
}
