import type { Attributes } from "./figure.ts";
import { type Box, type Panel, spaceBelow } from "./grid.ts";
import { fontSizes, ink } from "./theme.ts";

/** Turns pixels from the upper left corner into Plotly's paper coordinates. */
export interface Paper {
  /** From pixels to shares of the width. */
  readonly x: (pixels: number) => number;
  /** From pixels to shares of the height, counted from below. */
  readonly y: (pixels: number) => number;
}

/** The names of annotations that are looked for later. */
export const textNames = { caption: "caption", colors: "colors" } as const;

/**
 * The heading of the figure.
 *
 * @param text With its line breaks.
 * @param left Left end in pixels.
 * @param top Upper end in pixels.
 * @param paper Turns pixels into Plotly's coordinates.
 * @returns Plotly's attributes.
 */
export function headline(text: string, left: number, top: number, paper: Paper): Attributes {
  return {
    text,
    x: paper.x(left),
    xanchor: "left",
    xref: "container",
    y: paper.y(top),
    yanchor: "top",
    yref: "container",
    font: { size: fontSizes.title, color: ink.text },
  };
}

/**
 * The text below the figure.
 *
 * @param text With its line breaks.
 * @param left Left end in pixels.
 * @param top Upper end in pixels.
 * @param paper Turns pixels into Plotly's coordinates.
 * @returns Plotly's attributes of an annotation.
 */
export function captionText(text: string, left: number, top: number, paper: Paper): Attributes {
  const font = { size: fontSizes.caption, color: ink.faint };
  return textAt(text, left, top, paper, { name: textNames.caption, font, align: "left" });
}

/**
 * The heading of a colour bar. Plotly's own would stand between the labels where there is room.
 *
 * @param text The heading.
 * @param right Right end in pixels.
 * @param bar The bar.
 * @param paper Turns pixels into Plotly's coordinates.
 * @returns Plotly's attributes of an annotation.
 */
export function colorTitle(text: string, right: number, bar: Box, paper: Paper): Attributes {
  const place = { name: textNames.colors, textangle: -90, xanchor: "right", yanchor: "middle" };
  const font = { size: fontSizes.axis };
  return textAt(text, right, bar.top + bar.height / 2, paper, { ...place, font });
}

/**
 * The heading above a panel and the note below it.
 *
 * @param panel The panel.
 * @param box Its plotting area.
 * @param paper Turns pixels into Plotly's coordinates.
 * @returns Plotly's attributes of annotations.
 */
export function panelTexts(
  { title, note, xaxis }: Panel,
  { left, top, width, height }: Box,
  paper: Paper,
): Attributes[] {
  const middle = left + width / 2;
  const below = top + height + spaceBelow({ ...xaxis, title: undefined });
  const titleStyle = { xanchor: "center", yanchor: "bottom", font: { size: fontSizes.panel } };
  return [
    ...(title ? [textAt(title, middle, top - 3, paper, titleStyle)] : []),
    ...(note ? [textAt(note, middle, below, paper, { xanchor: "center" })] : []),
  ];
}

/**
 * The heading at the left of a row of panels.
 *
 * @param text The heading.
 * @param left Left end in pixels.
 * @param box The row's first plotting area.
 * @param paper Turns pixels into Plotly's coordinates.
 * @returns Plotly's attributes of an annotation.
 */
export function rowTitle(text: string, left: number, box: Box, paper: Paper): Attributes {
  const style = { textangle: -90, yanchor: "middle", font: { size: fontSizes.panel } };
  return textAt(text, left, box.top + box.height / 2, paper, style);
}

function textAt(
  text: string,
  x: number,
  y: number,
  paper: Paper,
  more: Attributes,
): Attributes {
  return {
    text,
    showarrow: false,
    borderpad: 0,
    x: paper.x(x),
    y: paper.y(y),
    xref: "paper",
    yref: "paper",
    xanchor: "left",
    yanchor: "top",
    ...more,
  };
}
