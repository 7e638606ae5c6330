import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { convexHull } from "../../../lib/envs/render/hull.ts";
import { outline, visibleFaces } from "../../../lib/envs/render/outline.ts";
import { dot, length, subtract } from "../../../lib/envs/render/vectors.ts";
import { type Point, viewOf } from "../../../lib/envs/render/view.ts";
import type { Geom, Vector3 } from "../../../lib/envs/scene.ts";
import { checkCases } from "../../properties/cases.ts";

const number = fc.double({ min: -3, max: 3, noNaN: true });
const vector = fc.tuple(number, number, number) as fc.Arbitrary<Vector3>;
const color = [1, 0, 0, 1] as const;
const at = (geom: Geom, position: Vector3) => ({
  geom,
  position,
  orientation: [1, 0, 0, 0] as const,
});

Deno.test("rays to a sphere's outline touch it", () => {
  const eyes = vector.filter((eye) => length(eye) > 0.8);
  checkCases(eyes, 100, (eye) => {
    const center: Vector3 = [1, 2, 3];
    const from = subtract(center, eye);
    for (const point of outline(at({ shape: "sphere", color, radius: 0.7 }, center), from)) {
      assertAlmostEquals(length(subtract(point, center)), 0.7, 1e-9);
      assertAlmostEquals(dot(subtract(point, center), subtract(point, from)), 0, 1e-9);
    }
  });
});

Deno.test("rays to an ellipsoid's outline lie in its tangent planes", () => {
  const [a, b, c] = [0.3, 0.6, 0.9];
  const eye: Vector3 = [2, -1, 0.5];
  for (
    const p of outline(at({ shape: "ellipsoid", color, radii: [a, b, c] }, [0, 0, 0]), eye)
  ) {
    const normal: Vector3 = [p[0] / a ** 2, p[1] / b ** 2, p[2] / c ** 2];
    assertAlmostEquals(dot(normal, p), 1, 1e-9);
    assertAlmostEquals(dot(normal, subtract(p, eye)), 0, 1e-9);
  }
});

Deno.test("of a box one sees the faces that are turned to the eye", () => {
  const box = at({ shape: "box", color, halfSize: [1, 2, 3] }, [0, 0, 0]);
  assertEquals(visibleFaces(box, [5, 0, 0]).map(({ normal }) => normal), [[1, 0, 0]]);
  assertEquals(visibleFaces(box, [5, 5, -5]).length, 3);
  assertEquals(visibleFaces(box, [0.5, 0.5, 0.5]).length, 0);
});

Deno.test("a convex hull turns one way only and holds all points", () => {
  const points = fc.array(fc.tuple(number, number), { minLength: 3, maxLength: 40 });
  checkCases(points as fc.Arbitrary<Point[]>, 200, (points) => {
    const hull = convexHull(points);
    for (const [i, [x, y]] of hull.entries()) {
      const [v, w] = hull[(i + 1) % hull.length];
      for (const [p, q] of points) {
        assertLess(-1e-9, (v - x) * (q - y) - (w - y) * (p - x));
      }
    }
  });
});

Deno.test("a view shows its target in the middle and 45° from top to bottom", () => {
  const camera = { target: [1, 2, 3] as const, distance: 2, azimuth: 90, elevation: 0 };
  const view = viewOf(camera, [], { width: 800, height: 600 });
  const close = (found: Point, expected: Point) =>
    found.forEach((value, i) => assertAlmostEquals(value, expected[i], 1e-9));
  close(view.project([1, 2, 3]), [400, 300]);
  close(view.project([1, 2, 3 + 2 * Math.tan(Math.PI / 8)]), [400, 0]);
  // It looks along y: x is to the right.
  close(view.project([1 + 2 * Math.tan(Math.PI / 8), 2, 3]), [700, 300]);
  assertAlmostEquals(view.depth([1, 2, 3]), 2);
});

Deno.test("a camera that follows goes along in x and y, not in z", () => {
  const camera = { target: [0, 0, 1] as const, distance: 2, azimuth: 30, elevation: -20 };
  const poses = [9, 9, 9, 1, 0, 0, 0, 4, 5, 6, 1, 0, 0, 0];
  const view = viewOf({ ...camera, follow: 1 }, poses, { width: 10, height: 10 });
  assertEquals(view.target, [4, 5, 1]);
});

Deno.test("what is behind the camera is cut off", () => {
  const camera = { target: [0, 0, 0] as const, distance: 1, azimuth: 0, elevation: 0 };
  const view = viewOf(camera, [], { width: 10, height: 10 });
  const clipped = view.clip([[-5, 0, 0], [5, -1, 0], [5, 1, 0]]);
  assertEquals(clipped.length, 4);
  for (const point of clipped) assertLess(0, view.depth(point));
  assertEquals(view.clip([[-5, 0, 0], [-5, -1, 0], [-5, 1, 0]]), []);
});
