import { type Geom, POSE_SIZE, type Scene, type Vector3 } from "../scene.ts";
import { floorMarkup, type Ground, groundOf } from "./floor.ts";
import { convexHull } from "./hull.ts";
import { outline, type Placed, visibleFaces } from "./outline.ts";
import { gradient, gradientName, hex, pathOf, shade } from "./paint.ts";
import { add, compose, dot, normalize, rotate } from "./vectors.ts";
import { type Size, type View, viewOf } from "./view.ts";

/** Where the light is from; its shadows fall nearly straight down. */
const LIGHT: Vector3 = normalize([-0.3, -0.5, 1]);

/** So far away that all its rays are parallel. */
const LIGHT_DISTANCE = 1000;

/**
 * A picture of a scene as SVG. Each geom is the convex hull of its outline, and what is nearer is painted over
 * what is farther, by the distances of centres.
 *
 * @param scene What there is
 * @param poses `[bodies, 7]`, as `writePoses` writes them
 * @param size Of the picture, in pixels
 * @returns An `<svg>` element
 */
export function drawScene(
  scene: Pick<Scene, "geoms" | "camera">,
  poses: ArrayLike<number>,
  size: Size,
): string {
  const view = viewOf(scene.camera, poses, size);
  const placed = scene.geoms.filter(({ color }) => color[3] > 0).map((geom) => place(geom, poses));
  const planes = placed.filter(({ geom }) => geom.shape === "plane");
  const solids = placed.filter(({ geom }) => geom.shape !== "plane");
  const ground = planes.length > 0 ? groundOf(planes[0], scene.camera.distance, view) : undefined;
  const farFirst = solids
    .map((one) => ({ one, depth: view.depth(one.position) }))
    .toSorted((a, b) => b.depth - a.depth);
  const colors = new Map(solids.map(({ geom }) => [gradientName(geom.color), geom.color]));
  const { width, height } = size;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" ` +
    `height="${height}" role="img">`,
    `<defs>${[...colors.values()].map(gradient).join("")}</defs>`,
    `<rect width="${width}" height="${height}" fill="#f5f7fa"/>`,
    ...(ground ? [floorMarkup(ground, view), shadows(solids, ground, view)] : []),
    ...farFirst.map(({ one }) => solidMarkup(one, view)),
    "</svg>",
  ].join("\n");
}

function place(geom: Geom, poses: ArrayLike<number>): Placed {
  const { body, position = [0, 0, 0], orientation = [1, 0, 0, 0] } = geom;
  if (body === undefined) return { geom, position, orientation };
  const at = (index: number) => poses[body * POSE_SIZE + index];
  const turned = [at(3), at(4), at(5), at(6)] as const;
  return {
    geom,
    position: add([at(0), at(1), at(2)], rotate(turned, position)),
    orientation: compose(turned, orientation),
  };
}

function solidMarkup(placed: Placed, view: View): string {
  const { color, shape, body: moves } = placed.geom;
  // What stands still may be a chain of pieces, whose edges mean nothing.
  const line = moves === undefined ? 0.75 : 0.55;
  const edge = `stroke="${hex(shade(color, line))}" stroke-width="0.8" stroke-linejoin="round"`;
  const opacity = color[3] < 1 ? ` opacity="${color[3]}"` : "";
  const faces = visibleFaces(placed, view.eye).map(({ points, normal }) => {
    const light = 0.72 + 0.33 * dot(normal, LIGHT);
    const fill = hex(shade(color, light));
    const rim = moves === undefined ? `stroke="${fill}" stroke-width="0.8"` : edge;
    return `<path d="${pathOf(view.clip(points).map(view.project))}" fill="${fill}" ${rim}/>`;
  });
  if (shape === "box") return `<g${opacity}>${faces.join("")}</g>`;
  const hull = convexHull(outline(placed, view.eye).map(view.project));
  const body = `<path d="${pathOf(hull)}" fill="url(#${gradientName(color)})" ${edge}/>`;
  return `<g${opacity}>${body}${faces.join("")}</g>`;
}

/** The shadows on the ground, as one shape, so that they do not darken each other. */
function shadows(solids: readonly Placed[], ground: Ground, view: View): string {
  const paths = solids.filter(({ geom }) => geom.body !== undefined).map((solid) => {
    const source = add(solid.position, LIGHT, LIGHT_DISTANCE);
    const fallen = outline(solid, source).map((point): Vector3 => {
      const height = dot(add(point, ground.center, -1), ground.normal);
      return add(point, LIGHT, -height / dot(LIGHT, ground.normal));
    });
    return pathOf(convexHull(fallen.map(view.project)));
  });
  return `<path d="${paths.join("")}" fill="#1c2733" fill-opacity="0.16"/>`;
}
