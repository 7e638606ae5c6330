import type { MjData, MjModel } from "@mujoco/mujoco";
import { type Camera, type Geom, type GeomPlace, POSE_SIZE, type Scene } from "../scene.ts";

/** `mjtGeom`: the kinds of geoms by their numbers in a compiled model. */
const GEOM_TYPES = [
  ...["plane", "height field", "sphere", "capsule", "ellipsoid", "cylinder", "box", "mesh"],
] as const;

/** What a scene of MuJoCo is made of. */
export interface ModelSceneParts {
  readonly model: MjModel;
  readonly data: MjData;
  readonly camera: Camera;
  /** Seconds that a step of the environment takes. */
  readonly stepSeconds: number;
}

/**
 * The scene of a compiled model. Bodies are MuJoCo's without the world: row `i` of the poses is body `i + 1`.
 *
 * After a step poses are those of its last evaluation of forces, a substep earlier than `qpos`.
 *
 * @throws {TypeError} If the model has a mesh or a height field
 */
export function sceneOfModel({ model, data, camera, stepSeconds }: ModelSceneParts): Scene {
  const bodies = model.nbody - 1;
  return {
    geoms: Array.from({ length: model.ngeom }, (_, index) => geomOf(model, index)),
    camera,
    bodies,
    stepSeconds,
    writePoses(into) {
      const { xpos, xquat } = data;
      for (let body = 0; body < bodies; body++) {
        const row = body * POSE_SIZE;
        for (let i = 0; i < 3; i++) into[row + i] = xpos[3 * (body + 1) + i];
        for (let i = 0; i < 4; i++) into[row + 3 + i] = xquat[4 * (body + 1) + i];
      }
    },
  };
}

function geomOf(model: MjModel, index: number): Geom {
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
    default:
      throw new TypeError(`Expected geoms of simple shapes, found a ${shape ?? "strange one"}`);
  }
}
