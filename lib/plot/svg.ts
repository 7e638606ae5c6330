import { findPixels, forgetPixels } from "./dom/canvas.ts";
import { compactSvg } from "./dom/compact.ts";
import { mosaic } from "./dom/mosaic.ts";
import { openWindow } from "./dom/window.ts";
import type { Figure } from "./figure.ts";

const DRAWABLE: ReadonlySet<string> = new Set(["bar", "box", "contour", "heatmap", "scatter"]);

let queue: Promise<unknown> = Promise.resolve();

/**
 * Draws a figure as SVG without a browser, on white paper. The same figure gives the same text
 * every time. Loads jsdom and Plotly when it is called for the first time, which takes about a
 * second.
 *
 * @param figure The figure.
 * @returns An SVG document.
 * @throws {TypeError} If a trace is of another type than {@linkcode TraceType} allows, for instance
 * a WebGL trace.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { lines, toSvg } from "@hesscale/hesscale/plot";
 *
 * const figure = lines([{ name: "adam", x: [0, 1], y: [2, 1] }], { x: { title: "epoch" }, y: { title: "loss" } });
 * assert((await toSvg(figure)).startsWith("<svg"));
 * ```
 */
export function toSvg(figure: Figure): Promise<string> {
  const type = figure.data.map((trace) => trace.type).find((type) => !DRAWABLE.has(type));
  if (type !== undefined) {
    const reason = type.endsWith("gl") ? `"${type}", which needs WebGL` : `"${type}"`;
    return Promise.reject(
      new TypeError(`Expected traces of type ${[...DRAWABLE].join(", ")}, found ${reason}`),
    );
  }
  // One after the other: figures share a window and its random numbers.
  const drawing = queue.then(() => draw(figure));
  queue = drawing.catch(() => {});
  return drawing;
}

async function draw(figure: Figure): Promise<string> {
  const window = await openWindow();
  const { width, height } = figure.layout;
  const text = JSON.stringify(figure);
  const seed = hash(text);
  window.Math.random = seededRandom(seed);
  const svg = await window.Plotly.toImage(JSON.parse(text), {
    format: "svg",
    imageDataOnly: true,
    width,
    height,
  });
  const drawing = replaceImages(compactSvg(svg, `shape${seed.toString(16)}`));
  forgetPixels();
  return drawing;
}

function replaceImages(svg: string): string {
  return svg.replaceAll(/<image\b[^>]*?\/>/g, (element) => {
    const attribute = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(element)?.[1] ?? "";
    const pixels = findPixels(attribute("xlink:href"));
    if (!pixels) return element;
    const [x, y, width, height] = ["x", "y", "width", "height"].map((name) =>
      Number(attribute(name))
    );
    return mosaic(pixels, { x, y, width, height });
  });
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

/** Mulberry32: Plotly takes the names of clip paths from random numbers. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let value = Math.imul(state ^ state >>> 15, 1 | state);
    value = value + Math.imul(value ^ value >>> 7, 61 | value) ^ value;
    return ((value ^ value >>> 14) >>> 0) / 2 ** 32;
  };
}
