import { type Camera, POSE_SIZE, type Vector3 } from "../scene.ts";
import { add, cross, dot, normalize, subtract } from "./vectors.ts";

/** A point of a picture: to the right and down, in pixels. */
export type Point = readonly [x: number, y: number];

/** The vertical field of view, in radians, of a picture that is wide enough. */
const FIELD_OF_VIEW = Math.PI / 4;

/** A picture that is narrower shows as much to the left and the right as one of this shape. */
const WIDE = 4 / 3;

/** What is nearer to the camera than this part of the target's distance is cut off. */
const NEAR = 0.02;

/** A camera at a place, and the picture that it takes. */
export interface View {
  /** Where the camera is. */
  readonly eye: Vector3;
  /** What is in the middle. */
  readonly target: Vector3;
  /** Metres from the camera into the picture. */
  depth(point: Vector3): number;
  /** Where a point is seen. */
  project(point: Vector3): Point;
  /** What of a convex polygon is before the camera. */
  clip(polygon: readonly Vector3[]): Vector3[];
}

/** A picture's size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Places a camera.
 *
 * @param camera From where to look
 * @param poses `[bodies, 7]`, for the body that it may follow
 * @param size Of the picture
 */
export function viewOf(camera: Camera, poses: ArrayLike<number>, size: Size): View {
  const { distance, follow } = camera;
  const moved: Vector3 = follow === undefined
    ? [0, 0, 0]
    : [poses[follow * POSE_SIZE], poses[follow * POSE_SIZE + 1], 0];
  const target = add(camera.target, moved);
  const azimuth = camera.azimuth * Math.PI / 180, elevation = camera.elevation * Math.PI / 180;
  const level = Math.cos(elevation);
  const forward: Vector3 = [
    level * Math.cos(azimuth),
    level * Math.sin(azimuth),
    Math.sin(elevation),
  ];
  // From the azimuth alone, so that a view straight down has a right side, too.
  const right: Vector3 = [Math.sin(azimuth), -Math.cos(azimuth), 0];
  const up = normalize(cross(right, forward));
  const eye = add(target, forward, -distance);
  const focal = Math.min(size.height, size.width / WIDE) / 2 / Math.tan(FIELD_OF_VIEW / 2);
  const near = NEAR * distance;
  const depth = (point: Vector3) => dot(subtract(point, eye), forward);
  return {
    eye,
    target,
    depth,
    project(point) {
      const ray = subtract(point, eye);
      const scale = focal / Math.max(dot(ray, forward), near);
      return [
        size.width / 2 + scale * dot(ray, right),
        size.height / 2 - scale * dot(ray, up),
      ];
    },
    clip(polygon) {
      return polygon.flatMap((point, index) => {
        const before = polygon.at(index - 1)!;
        const [d, e] = [depth(point) - near, depth(before) - near];
        const kept = d >= 0 ? [point] : [];
        // Where the edge to this corner goes through the plane before the camera.
        return (d >= 0) === (e >= 0)
          ? kept
          : [add(before, subtract(point, before), e / (e - d)), ...kept];
      });
    },
  };
}
