import { assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { mosaic } from "../../../lib/plot/dom/mosaic.ts";

/** Draws the paths of a mosaic into a grid again: the colour of every cell. */
function paint(svg: string, width: number, height: number): string[] {
  const cells: string[] = Array(width * height).fill("");
  for (const [, color, path] of svg.matchAll(/<path fill="([^"]*)" d="([^"]*)"/g)) {
    let x = 0, y = 0;
    for (const [, dx, dy, length] of path.matchAll(/m(-?\d+) (-?\d+)h(\d+)v1h-\3z/g)) {
      x += Number(dx);
      y += Number(dy);
      for (let column = x; column < x + Number(length); column++) {
        assertEquals(cells[y * width + column], "", "no cell is painted twice");
        cells[y * width + column] = color;
      }
    }
  }
  return cells;
}

Deno.test("every cell gets its own colour, transparent ones none", () => {
  const palette = [[0, 0, 0, 0], [255, 0, 128, 255], [4, 8, 12, 255]];
  const colors = ["", "#ff0080", "#04080c"];
  const grids = fc.integer({ min: 1, max: 6 }).chain((width) =>
    fc.tuple(
      fc.constant(width),
      fc.array(fc.array(fc.nat(2), { minLength: width, maxLength: width }), {
        minLength: 1,
        maxLength: 5,
      }),
    )
  );
  fc.assert(fc.property(grids, ([width, rows]) => {
    const data = new Uint8ClampedArray(rows.flat().flatMap((index) => palette[index]));
    const svg = mosaic({ width, height: rows.length, data }, { x: 0, y: 0, width: 1, height: 1 });
    assertEquals(paint(svg, width, rows.length), rows.flat().map((index) => colors[index]));
  }));
});

Deno.test("colours that nobody can tell apart are one, and the grid fills its box", () => {
  const data = new Uint8ClampedArray([100, 100, 100, 255, 101, 100, 99, 255]);
  const svg = mosaic({ width: 2, height: 1, data }, { x: 5, y: 6, width: 30, height: 40 });
  assertStringIncludes(svg, `transform="translate(5 6) scale(15 40)"`);
  assertEquals(svg.match(/<path/g)?.length, 1);
});
