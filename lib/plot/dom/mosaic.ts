import type { Pixels } from "./canvas.ts";
import type { Rectangle } from "./transform.ts";

/**
 * Channels are rounded to multiples of this, so that fewer paths are needed; nobody sees the
 * difference.
 */
const STEP = 4;

/**
 * Draws pixels as SVG paths, one for each colour. Unlike an embedded image they stay sharp at any
 * size, and they are shown where images inside of images are forbidden, as on GitHub.
 *
 * @param pixels The pixels; transparent ones are left out.
 * @param box Where to draw them.
 * @returns SVG markup of one group.
 */
export function mosaic(pixels: Pixels, box: Rectangle): string {
  const { width, height } = pixels;
  const paths = new Map<string, { moves: string; x: number; y: number }>();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width;) {
      const color = colorAt(pixels, x, y);
      let end = x + 1;
      while (end < width && colorAt(pixels, end, y) === color) end += 1;
      if (color !== "") {
        const last = paths.get(color) ?? { moves: "", x: 0, y: 0 };
        // After z the pen is back where the last run began, so moves are counted from there.
        const moves = `${last.moves}m${x - last.x} ${y - last.y}h${end - x}v1h${x - end}z`;
        paths.set(color, { moves, x, y });
      }
      x = end;
    }
  }
  const shapes = [...paths].map(([color, { moves }]) => `<path fill="${color}" d="${moves}"/>`);
  const scale = `translate(${box.x} ${box.y}) scale(${box.width / width} ${box.height / height})`;
  return `<g transform="${scale}" shape-rendering="crispEdges">${shapes.join("")}</g>`;
}

function colorAt({ width, data }: Pixels, x: number, y: number): string {
  const start = 4 * (y * width + x);
  if (data[start + 3] === 0) return "";
  const channels = data.subarray(start, start + 3);
  return `#${
    Array.from(channels, (value) => hexadecimal(Math.min(255, Math.round(value / STEP) * STEP)))
      .join("")
  }`;
}

function hexadecimal(value: number): string {
  return value.toString(16).padStart(2, "0");
}
