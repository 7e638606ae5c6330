import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Attributes,
  contours,
  type ContoursOptions,
  methodStyle,
} from "../../lib/plot/mod.ts";

const surface = { x: [0, 1, 2], y: [0, 10], z: [[1, 2, 3], [4, 5, 100]] };
const options: ContoursOptions = {
  x: { title: "θ₁" },
  y: { title: "θ₂" },
  color: { title: "loss", scale: "log" },
};

Deno.test("the axes end where the surface does", () => {
  const { layout } = contours(surface, options);
  assertEquals((layout.xaxis as Attributes).range, [0, 2]);
  assertEquals((layout.yaxis as Attributes).range, [0, 10]);
});

Deno.test("levels divide the scale evenly", () => {
  const [{ contours: levels, z }] = contours(surface, { ...options, levels: 4 }).data;
  assertEquals(levels, { coloring: "fill", start: 0, end: 2, size: 0.5 });
  assertEquals((z as number[][])[1][2], 2);
});

Deno.test("a trajectory has its method's colour, its beginning and its end", () => {
  const trajectories = [{ name: "adam", x: [0, 1, 2], y: [0, 5, 10] }];
  const { data } = contours(surface, { ...options, trajectories });
  const own = data.filter(({ legendgroup }) => legendgroup === "adam");
  assertEquals(own.map(({ x }) => x), [[0, 1, 2], [0], [2]]);
  assertEquals((own[0].line as Attributes).color, methodStyle("adam").color);
  assertEquals(own[0].mode, "lines+markers");
  const long = Array.from({ length: 200 }, () => 1);
  const many = contours(surface, {
    ...options,
    trajectories: [{ name: "adam", x: long, y: long }],
  });
  assert(many.data.some(({ name, mode }) => name === "Adam" && mode === "lines"));
});

Deno.test("shapes that do not fit together are refused", () => {
  assertThrows(
    () => contours({ ...surface, z: [[1, 2, 3]] }, options),
    RangeError,
    "Expected 2 rows in z, one for each y, found 1",
  );
  assertThrows(
    () => contours({ ...surface, z: [[1, 2, 3], [1, 2]] }, options),
    RangeError,
    "Expected 3 columns in z, one for each x, found 2 in row 1",
  );
  assertThrows(
    () => contours({ x: [0], y: [0], z: [[1]] }, options),
    RangeError,
    "Expected a surface of at least 2 × 2 points, found 1 × 1",
  );
  assertThrows(
    () => contours(surface, { ...options, trajectories: [{ name: "adam", x: [1], y: [] }] }),
    RangeError,
    'Expected as many x as y in trajectory "adam", and at least one, found 1 and 0',
  );
});
