import type { Environment } from "../environment.ts";
import { type Camera, POSE_SIZE, sceneOf } from "../scene.ts";
import { drawScene } from "./draw.ts";

/** How {@linkcode renderFrame} draws. */
export interface FrameOptions {
  /** In pixels. Default 480. */
  readonly width?: number;
  /** In pixels. Default 360. */
  readonly height?: number;
  /** What differs from the scene's own camera. */
  readonly camera?: Partial<Camera>;
}

/** A picture; the last expression of a notebook's cell shows it. */
export class Frame {
  /** An `<svg>` element. */
  readonly svg: string;

  /** A picture of an `<svg>` element. */
  constructor(svg: string) {
    this.svg = svg;
  }

  /** The SVG. */
  toString(): string {
    return this.svg;
  }

  /** What a notebook shows. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "image/svg+xml": this.svg, "text/plain": "A picture of an environment" };
  }
}

/**
 * Draws an environment as it is at this moment, without a browser.
 *
 * @param environment One that has a scene, as all registered ones have; wrappers do not matter
 * @param options Size of the picture, and from where to look
 * @returns The picture as SVG
 * @throws {TypeError} If the environment has no scene
 * @throws {RangeError} If width or height is not a positive number
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { makeEnvironment, renderFrame } from "@hesscale/hesscale/envs";
 *
 * using environment = await makeEnvironment("CartPole-v1");
 * environment.reset({ seed: 1 });
 * const { svg } = renderFrame(environment, { width: 320, height: 240 });
 * assert(svg.startsWith("<svg"));
 * ```
 */
export function renderFrame(
  environment: Pick<Environment, "id" | "unwrapped">,
  options: FrameOptions = {},
): Frame {
  const { width = 480, height = 360, camera } = options;
  for (const [name, value] of Object.entries({ width, height })) {
    if (!(value > 0 && value < Infinity)) {
      throw new RangeError(`Expected a positive ${name}, found ${value}`);
    }
  }
  const scene = sceneOf(environment);
  if (!scene) {
    throw new TypeError(
      `Expected an environment with a scene, found ${environment.id} without one`,
    );
  }
  const poses = new Float64Array(scene.bodies * POSE_SIZE);
  scene.writePoses(poses);
  const seen = { geoms: scene.geoms, camera: { ...scene.camera, ...camera } };
  return new Frame(drawScene(seen, poses, { width, height }));
}
