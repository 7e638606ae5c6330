import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  compose,
  cross,
  dot,
  inverse,
  length,
  perpendiculars,
  rotate,
  turn,
} from "../../../lib/envs/render/vectors.ts";
import type { Quaternion, Vector3 } from "../../../lib/envs/scene.ts";
import { checkCases } from "../../properties/cases.ts";

const number = fc.double({ min: -3, max: 3, noNaN: true });
const vector = fc.tuple(number, number, number) as fc.Arbitrary<Vector3>;
const rotation: fc.Arbitrary<Quaternion> = fc.tuple(vector, number)
  .filter(([axis]) => length(axis) > 0.1)
  .map(([[x, y, z], angle]) => {
    const scale = 1 / Math.hypot(x, y, z);
    return turn([x * scale, y * scale, z * scale], angle);
  });

function assertClose(found: readonly number[], expected: readonly number[]): void {
  assertEquals(found.length, expected.length);
  for (const [i, value] of expected.entries()) assertAlmostEquals(found[i], value, 1e-12);
}

Deno.test("a quarter turn around y takes z to x", () => {
  assertClose(rotate(turn([0, 1, 0], Math.PI / 2), [0, 0, 1]), [1, 0, 0]);
});

Deno.test("a rotation keeps lengths and handedness, and its inverse takes it back", () => {
  checkCases(fc.tuple(rotation, vector, vector), 200, ([q, a, b]) => {
    assertAlmostEquals(dot(rotate(q, a), rotate(q, b)), dot(a, b), 1e-12);
    assertClose(rotate(q, cross(a, b)), cross(rotate(q, a), rotate(q, b)));
    assertClose(rotate(inverse(q), rotate(q, a)), a);
  });
});

Deno.test("a composed rotation is one after the other", () => {
  checkCases(fc.tuple(rotation, rotation, vector), 200, ([p, q, a]) => {
    assertClose(rotate(compose(p, q), a), rotate(p, rotate(q, a)));
  });
});

Deno.test("perpendiculars are unit vectors at right angles", () => {
  checkCases(vector.filter((v) => length(v) > 0.1), 200, (v) => {
    const [a, b] = perpendiculars(v);
    assertClose([length(a), length(b), dot(a, b), dot(a, v), dot(b, v)], [1, 1, 0, 0, 0]);
  });
});
