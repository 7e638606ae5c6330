import type { MjModel } from "@mujoco/mujoco";
import { type Geom, type GeomPlace, POSE_SIZE, type Scene } from "../scene.ts";
import { cameraFor } from "./cameras.ts";
import type { Simulation } from "./simulation.ts";

/** `mjtGeom`: the kinds of geoms by their numbers in a compiled model; others are not drawn. */
const GEOM_TYPES: Readonly<Record<number, Geom["shape"]>> = {
  0: "plane",
  2: "sphere",
  3: "capsule",
  4: "ellipsoid",
  5: "cylinder",
  6: "box",
};

/**
 * The scene of a compiled model. Bodies are MuJoCo's without the world: row `i` of the poses is body `i + 1`.
 *
 * After a step poses are those of its last evaluation of forces, a substep earlier than `qpos`.
 *
 * @param model Read once
 * @param stepSeconds Seconds that a step of the environment takes
 * @param present Where the bodies are, read whenever it is drawn
 */
export function sceneOfModel(
  model: MjModel,
  stepSeconds: number,
  present: () => Pick<Simulation, "xpos" | "xquat">,
): Scene {
  const bodies = model.nbody - 1;
  return {
    geoms: Array.from({ length: model.ngeom }, (_, index) => geomOf(model, index))
      .filter((geom) => geom !== undefined),
    camera: cameraFor(model),
    bodies,
    stepSeconds,
    writePoses(into) {
      const { xpos, xquat } = present();
      for (let body = 0; body < bodies; body++) {
        const row = body * POSE_SIZE;
        for (let i = 0; i < 3; i++) into[row + i] = xpos[3 * (body + 1) + i];
        for (let i = 0; i < 4; i++) into[row + 3 + i] = xquat[4 * (body + 1) + i];
      }
    },
  };
}

function geomOf(model: MjModel, index: number): Geom | undefined {
  const numbers = (from: ArrayLike<number>, width: number) =>
    Array.from({ length: width }, (_, i) => from[width * index + i]) as never;
  const body = model.geom_bodyid[index];
  const place: GeomPlace = {
    color: numbers(model.geom_rgba, 4),
    body: body === 0 ? undefined : body - 1,
    position: numbers(model.geom_pos, 3),
    orientation: numbers(model.geom_quat, 4),
  };
  const [a, b, c]: number[] = numbers(model.geom_size, 3);
  const shape = GEOM_TYPES[model.geom_type[index]];
  switch (shape) {
    case "plane":
      // MuJoCo writes 0 for a plane without an end.
      return { ...place, shape, halfSize: a > 0 && b > 0 ? [a, b] : undefined };
    case "sphere":
      return { ...place, shape, radius: a };
    case "capsule":
    case "cylinder":
      return { ...place, shape, radius: a, halfLength: b };
    case "box":
      return { ...place, shape, halfSize: [a, b, c] };
    case "ellipsoid":
      return { ...place, shape, radii: [a, b, c] };
  }
}
