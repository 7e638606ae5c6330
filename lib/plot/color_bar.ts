import type { Attributes } from "./figure.ts";
import type { Box } from "./grid.ts";
import type { Paper } from "./texts.ts";
import { fontSizes } from "./theme.ts";

/** Room for a colour bar with its labels and heading, in pixels. */
export const colorBarRoom = 100;
/** Gap between the panels and the bar, and the bar's width, in pixels. */
const THICKNESS = 14;
const LONGEST = 420;
/** Pixels between the labels at the least. */
const LABEL_DISTANCE = 20;

/**
 * The place of a colour bar at the right of the panels.
 *
 * @param panels Where the panels are.
 * @param left Where its room begins, in pixels.
 * @returns The bar without its labels.
 */
export function boxOfColorBar(panels: readonly Box[], left: number): Box {
  const top = Math.min(...panels.map((box) => box.top));
  const bottom = Math.max(...panels.map((box) => box.top + box.height));
  const height = Math.min(bottom - top, LONGEST);
  return { left: left + THICKNESS, top, width: THICKNESS, height };
}

/**
 * Gives a colour axis its bar.
 *
 * @param axis Plotly's attributes of the colour axis.
 * @param box The bar's place.
 * @param paper Turns pixels into Plotly's coordinates.
 * @returns The axis with the bar, which has no more labels than fit.
 */
export function withColorBar(
  axis: Attributes,
  { left, top, width, height }: Box,
  paper: Paper,
): Attributes {
  const colorbar = {
    ...thinOut(axis, height),
    x: paper.x(left),
    xanchor: "left",
    xpad: 0,
    y: paper.y(top),
    yanchor: "top",
    ypad: 0,
    thickness: width,
    lenmode: "fraction",
    len: paper.y(0) - paper.y(height),
    outlinewidth: 0,
    tickfont: { size: fontSizes.tick },
  };
  return { ...axis, colorbar };
}

function thinOut({ colorbar = {}, cmin, cmax }: Attributes, length: number): Attributes {
  const { tickvals, ticktext, ...rest } = colorbar as Attributes;
  if (!tickvals || !ticktext) return rest;
  const labels = ticktext as readonly string[];
  const distance = LABEL_DISTANCE / length * ((cmax as number) - (cmin as number));
  const kept: { at: number; label: string }[] = [];
  for (const [index, at] of (tickvals as readonly number[]).entries()) {
    if (kept.length === 0 || at - kept.at(-1)!.at >= distance) {
      kept.push({ at, label: labels[index] });
    }
  }
  return { ...rest, tickvals: kept.map(({ at }) => at), ticktext: kept.map(({ label }) => label) };
}
