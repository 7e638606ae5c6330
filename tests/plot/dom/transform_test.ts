import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  identity,
  multiply,
  parseTransform,
  transformBox,
} from "../../../lib/plot/dom/transform.ts";

const box = { x: 1, y: 2, width: 10, height: 4 };

function assertBox(text: string, expected: readonly number[]): void {
  const { x, y, width, height } = transformBox(box, parseTransform(text));
  for (const [index, value] of [x, y, width, height].entries()) {
    assertAlmostEquals(value, expected[index], 1e-9);
  }
}

Deno.test("transforms move, scale and turn boxes as SVG does", () => {
  assertBox("", [1, 2, 10, 4]);
  assertBox("translate(5)", [6, 2, 10, 4]);
  assertBox("translate(5, -1.5e1)", [6, -13, 10, 4]);
  assertBox("scale(2)", [2, 4, 20, 8]);
  assertBox("scale(2 3)", [2, 6, 20, 12]);
  assertBox("rotate(90)", [-6, 1, 4, 10]);
  assertBox("rotate(-90,1,2)", [1, -8, 4, 10]);
  assertBox("matrix(1 0 0 1 3 4)", [4, 6, 10, 4]);
});

Deno.test("the last transform of a list comes first", () => {
  assertBox("translate(10,0)scale(2)", [12, 4, 20, 8]);
  assertBox("scale(2) translate(10,0)", [22, 4, 20, 8]);
  assertEquals(
    multiply(parseTransform("translate(10,0)"), parseTransform("scale(2)")),
    parseTransform("translate(10,0)scale(2)"),
  );
});

Deno.test("unknown transforms change nothing", () => {
  assertEquals(parseTransform("skewX(3)"), identity);
  assertEquals(parseTransform("matrix(1 2)"), identity);
});
