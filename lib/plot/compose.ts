import type { Colors } from "./colors.ts";
import type { Attributes, Figure, FigureOptions, Trace } from "./figure.ts";
import {
  type Box,
  noteHeight,
  type Panel,
  placePanels,
  shareAxes,
  type SharedAxes,
  spaceBelow,
} from "./grid.ts";
import { legendAttributes, mergeEntries, placeLegend } from "./legend.ts";
import { captionName } from "./markup.ts";
import { lineCount, lineSpacing, wrapText } from "./text_metrics.ts";
import { fontFamily, fontSizes, ink } from "./theme.ts";

/** Without the buttons that would send the data to a service or that suit other charts. */
const config: Attributes = {
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: "",
  modeBarButtonsToRemove: ["select2d", "lasso2d"],
};

/** How panels are put together. */
export interface ComposeOptions extends FigureOptions {
  /** Panels in a row; all of them unless told. */
  readonly columns?: number;
  /** Which axes are the same in all panels; none unless told. */
  readonly share?: SharedAxes;
  /** Width divided by height of each plotting area; takes the place of `panelHeight`. */
  readonly aspect?: number;
  /** A heading for every row, at its left. */
  readonly rowTitles?: readonly string[];
  /** The colour axis that heat maps and contours share. */
  readonly colors?: Colors;
}

/** Width of a page on GitHub, in pixels. */
const WIDTH = 860;
const PANEL_HEIGHT = 340;
const EDGE = 12;
/** A colour bar with its labels and heading. */
const COLOR_BAR = 100;

/**
 * Puts panels into one figure. All places are computed here from the widths of texts and nothing is left to Plotly's automatic
 * margins, so that a figure looks the same with and without a browser. Paper coordinates are those of the whole figure.
 *
 * @param panels In reading order, at least one.
 * @param options How they are put together.
 * @returns The figure.
 * @throws {RangeError} If there is no panel, or the panels do not fit into the width.
 */
export function compose(panels: readonly Panel[], options: ComposeOptions = {}): Figure {
  const { width = WIDTH, share = "none", rowTitles = [], colors } = options;
  const columns = checkColumns(panels, options.columns ?? panels.length);
  const shared = shareAxes(panels, columns, share);
  const title = wrapText(options.title ?? "", width - 2 * EDGE, fontSizes.title);
  const caption = wrapText(options.caption ?? "", width - 2 * EDGE, fontSizes.caption);
  const { legend, traces } = placeLegend(mergeEntries(numberTraces(shared)), width - 2 * EDGE);

  const belowTitle = EDGE + (title ? lineCount(title) * fontSizes.title * lineSpacing + 4 : 0);
  const top = belowTitle + (legend.side === "top" ? legend.height : 0);
  const left = EDGE + (rowTitles.length > 0 ? fontSizes.panel * lineSpacing + 8 : 0);
  const right = width - EDGE - legend.width - (colors ? COLOR_BAR : 0);
  const grid = placePanels(shared, {
    ...options,
    columns,
    left,
    right,
    top,
    panelHeight: options.panelHeight ?? PANEL_HEIGHT,
  });
  const legendBottom = legend.side === "right" ? grid.boxes[0].top + legend.height : 0;
  const bottom = Math.max(grid.bottom, legendBottom);
  const captionHeight = caption ? lineCount(caption) * fontSizes.caption * lineSpacing + 12 : 0;
  const height = Math.ceil(bottom + captionHeight + EDGE);

  const bar = boxOfColorBar(grid.boxes, right);
  const paper: Paper = { x: (pixels) => pixels / width, y: (pixels) => 1 - pixels / height };
  const texts = [
    ...shared.flatMap((panel, index) => panelTexts(panel, grid.boxes[index], paper)),
    ...(colors
      ? [textAt(colors.title, right + COLOR_BAR, bar.top + bar.height / 2, paper, colorTitleStyle)]
      : []),
    ...rowTitles.map((text, row) => rowTitle(text, grid.boxes[row * columns], paper)),
    ...(caption
      ? [
        textAt(caption, EDGE, bottom + 10, paper, {
          name: captionName,
          font: captionFont,
          align: "left",
        }),
      ]
      : []),
  ];
  return {
    data: traces,
    layout: {
      width,
      height,
      margin: { l: 0, r: 0, t: 0, b: 0, pad: 0, autoexpand: false },
      paper_bgcolor: ink.paper,
      plot_bgcolor: ink.paper,
      font: { family: fontFamily, size: fontSizes.tick, color: ink.text },
      hovermode: "closest",
      ...(traces.some(({ type }) => type === "bar") && { barmode: "overlay" }),
      ...(traces.some(({ type }) => type === "box") && { boxmode: "overlay" }),
      ...(title && { title: heading(title, paper) }),
      ...placeAxes(shared, grid.boxes, paper),
      ...(legend.side === "top" &&
        { legend: legendAttributes("top", paper.x(EDGE - 4), paper.y(belowTitle)) }),
      ...(legend.side === "right" &&
        {
          legend: legendAttributes(
            "right",
            paper.x(width - EDGE - legend.width + 8),
            paper.y(grid.boxes[0].top),
          ),
        }),
      ...(colors && { coloraxis: withColorBar(colors.axis, bar, paper) }),
      ...(texts.length > 0 && { annotations: texts }),
    },
    config,
  };
}

/** Turns pixels from the upper left corner into Plotly's paper coordinates. */
interface Paper {
  readonly x: (pixels: number) => number;
  readonly y: (pixels: number) => number;
}

/** The name of the annotation that is the colour bar's heading; Plotly would place its own heading between the tick labels. */
export const colorTitle = "color-title";

const colorTitleStyle: Attributes = {
  name: colorTitle,
  textangle: -90,
  xanchor: "right",
  yanchor: "middle",
  font: { size: fontSizes.axis },
};

const captionFont: Attributes = { size: fontSizes.caption, color: ink.faint };

function checkColumns(panels: readonly Panel[], columns: number): number {
  if (panels.length === 0) throw new RangeError("Expected at least one panel, found none");
  if (!Number.isInteger(columns) || columns < 1) {
    throw new RangeError(`Expected a positive whole number of columns, found ${columns}`);
  }
  return Math.min(columns, panels.length);
}

/** The number that Plotly puts behind an axis's name; the first has none. */
function suffix(index: number): string {
  return index === 0 ? "" : String(index + 1);
}

function numberTraces(panels: readonly Panel[]): Trace[] {
  return panels.flatMap((panel, index) =>
    panel.data.map((trace) => ({
      ...trace,
      xaxis: `x${suffix(index)}`,
      yaxis: `y${suffix(index)}`,
    }))
  );
}

function placeAxes(panels: readonly Panel[], boxes: readonly Box[], paper: Paper): Attributes {
  return Object.fromEntries(panels.flatMap((panel, index) => {
    const { left, top, width, height } = boxes[index];
    const x = {
      ...headingBelowNote(panel),
      domain: [paper.x(left), paper.x(left + width)],
      anchor: `y${suffix(index)}`,
    };
    const y = {
      ...panel.yaxis,
      domain: [paper.y(top + height), paper.y(top)],
      anchor: `x${suffix(index)}`,
    };
    return [[`xaxis${suffix(index)}`, x], [`yaxis${suffix(index)}`, y]];
  }));
}

/** Moves the heading of a horizontal axis down to make room for the panel's note. */
function headingBelowNote(panel: Panel): Attributes {
  const { xaxis } = panel;
  if (!panel.note || !xaxis.title) return xaxis;
  const title = xaxis.title as Attributes;
  return {
    ...xaxis,
    title: { ...title, standoff: (title.standoff as number) + noteHeight(panel) },
  };
}

function heading(text: string, paper: Paper): Attributes {
  return {
    text,
    x: paper.x(EDGE),
    xanchor: "left",
    xref: "container",
    y: paper.y(EDGE),
    yanchor: "top",
    yref: "container",
    font: { size: fontSizes.title, color: ink.text },
  };
}

function textAt(
  text: string,
  left: number,
  top: number,
  paper: Paper,
  more: Attributes = {},
): Attributes {
  const place = {
    x: paper.x(left),
    y: paper.y(top),
    xref: "paper",
    yref: "paper",
    xanchor: "left",
    yanchor: "top",
  };
  return { text, showarrow: false, borderpad: 0, ...place, ...more };
}

function panelTexts(
  { title, note, xaxis }: Panel,
  { left, top, width, height }: Box,
  paper: Paper,
): Attributes[] {
  const middle = left + width / 2;
  const titleStyle = { xanchor: "center", yanchor: "bottom", font: { size: fontSizes.panel } };
  return [
    ...(title ? [textAt(title, middle, top - 3, paper, titleStyle)] : []),
    ...(note
      ? [
        textAt(note, middle, top + height + spaceBelow({ ...xaxis, title: undefined }), paper, {
          xanchor: "center",
        }),
      ]
      : []),
  ];
}

function rowTitle(text: string, { top, height }: Box, paper: Paper): Attributes {
  const style = {
    textangle: -90,
    xanchor: "left",
    yanchor: "middle",
    font: { size: fontSizes.panel },
  };
  return textAt(text, EDGE, top + height / 2, paper, style);
}

function boxOfColorBar(boxes: readonly Box[], left: number): Box {
  const top = Math.min(...boxes.map((box) => box.top));
  const bottom = Math.max(...boxes.map((box) => box.top + box.height));
  return { left: left + 14, top, width: 14, height: Math.min(bottom - top, 420) };
}

/** Pixels between the labels of a colour bar at the least. */
const LABEL_DISTANCE = 20;

/** The attributes of a colour bar without the ticks for which it is too short. */
function thinOut({ colorbar = {}, cmin, cmax }: Attributes, length: number): Attributes {
  const { tickvals, ticktext, ...rest } = colorbar as Attributes;
  if (!tickvals || !ticktext) return rest;
  const labels = ticktext as readonly string[];
  const distance = LABEL_DISTANCE / length * ((cmax as number) - (cmin as number));
  const kept: { at: number; label: string }[] = [];
  (tickvals as readonly number[]).forEach((at, index) => {
    if (kept.length === 0 || at - kept.at(-1)!.at >= distance) {
      kept.push({ at, label: labels[index] });
    }
  });
  return { ...rest, tickvals: kept.map(({ at }) => at), ticktext: kept.map(({ label }) => label) };
}

function withColorBar(
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
