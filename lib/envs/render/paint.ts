import type { Color } from "../scene.ts";
import type { Point } from "./view.ts";

/** Lighter (above 1) or darker. */
export function shade([red, green, blue, opacity]: Color, factor: number): Color {
  const part = (value: number) =>
    factor <= 1 ? value * factor : Math.min(1, value + (1 - value) * (factor - 1));
  return [part(red), part(green), part(blue), opacity];
}

/** `#rrggbb`; opacity is left out. */
export function hex(color: Color): string {
  const digits = color.slice(0, 3).map((value) =>
    Math.round(255 * Math.min(1, Math.max(0, value))).toString(16).padStart(2, "0")
  );
  return `#${digits.join("")}`;
}

/** A gradient's name follows from its colour: several pictures in a page may define it, each the same. */
export function gradientName(color: Color): string {
  return `shade-${hex(color).slice(1)}`;
}

/** A gradient that makes a shape look round, lit from the upper left. */
export function gradient(color: Color): string {
  return `<linearGradient id="${gradientName(color)}" x1="0" y1="0" x2="0.6" y2="1">` +
    `<stop offset="0" stop-color="${hex(shade(color, 1.45))}"/>` +
    `<stop offset="0.45" stop-color="${hex(color)}"/>` +
    `<stop offset="1" stop-color="${hex(shade(color, 0.72))}"/></linearGradient>`;
}

/** A closed path, in tenths of pixels. */
export function pathOf(points: readonly Point[]): string {
  if (points.length === 0) return "";
  return `M${points.map(([x, y]) => `${round(x)} ${round(y)}`).join("L")}Z`;
}

/** Few digits: a picture stays small. */
export function round(value: number): number {
  return Math.round(10 * value) / 10;
}
