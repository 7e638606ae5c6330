import { assertEquals, assertThrows } from "@std/assert";
import { findPixels, forgetPixels, installCanvas } from "../../../lib/plot/dom/canvas.ts";

interface Context {
  fillStyle: string;
  createImageData(width: number, height: number): { data: Uint8ClampedArray };
  putImageData(image: object, x: number, y: number): void;
  fillRect(x: number, y: number, width: number, height: number): void;
}

class Canvas {
  declare getContext: (kind: string) => Context;
  declare toDataURL: () => string;
  constructor(readonly width: number, readonly height: number) {}
}
installCanvas({ HTMLCanvasElement: Canvas });

/** The red channel of every pixel. */
function reds(canvas: Canvas): number[] {
  const { data } = findPixels(canvas.toDataURL())!;
  return Array.from(data).filter((_, index) => index % 4 === 0);
}

Deno.test("images and rectangles are found under the canvas's name, until they are forgotten", () => {
  const canvas = new Canvas(3, 2), context = canvas.getContext("2d");
  context.fillStyle = "rgba(7,8,9,1)";
  context.fillRect(1, 0, 5, 1);
  assertEquals(reds(canvas), [0, 7, 7, 0, 0, 0]);
  const image = context.createImageData(3, 2);
  image.data.fill(5);
  context.putImageData(image, 0, 0);
  assertEquals(reds(canvas), [5, 5, 5, 5, 5, 5]);
  const name = canvas.toDataURL();
  forgetPixels();
  assertEquals(findPixels(name), undefined);
});

Deno.test("canvases do not share pixels", () => {
  const [one, two] = [new Canvas(1, 1), new Canvas(1, 1)];
  one.getContext("2d").fillStyle = "rgb(1,1,1)";
  const context = one.getContext("2d");
  context.fillStyle = "rgb(9,9,9)";
  context.fillRect(0, 0, 1, 1);
  assertEquals([reds(one), reds(two)], [[9], [0]]);
});

Deno.test("colours that cannot be read are refused", () => {
  const context = new Canvas(1, 1).getContext("2d");
  context.fillStyle = "url(#pattern)";
  assertThrows(
    () => context.fillRect(0, 0, 1, 1),
    TypeError,
    'Expected a colour like "rgba(1, 2, 3, 1)"',
  );
});
