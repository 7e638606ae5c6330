import { boxOfColorBar, colorBarRoom, withColorBar } from "./color_bar.ts";
import type { Colors } from "./colors.ts";
import type { Attributes, Figure, FigureOptions, Trace } from "./figure.ts";
import {
  type Box,
  noteHeight,
  type Panel,
  placePanels,
  shareAxes,
  type SharedAxes,
} from "./grid.ts";
import { legendAttributes, mergeEntries, placeLegend } from "./legend.ts";
import { lineCount, lineSpacing, wrapText } from "./text_metrics.ts";
import { captionText, colorTitle, headline, panelTexts, type Paper, rowTitle } from "./texts.ts";
import { fontFamily, fontSizes, ink, sizes } from "./theme.ts";

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

/** Pixels between the figure's edges and what it shows. */
const EDGE = 12;

/**
 * Puts panels into one figure. All places are computed here from the widths of texts and nothing is
 * left to Plotly's automatic margins, so that a figure looks the same with and without a browser.
 * Paper coordinates are those of the whole figure.
 *
 * @param panels In reading order, at least one.
 * @param options How they are put together.
 * @returns The figure.
 * @throws {RangeError} If there is no panel, or the panels do not fit into the width.
 */
export function compose(panels: readonly Panel[], options: ComposeOptions = {}): Figure {
  const { width = sizes.width, share = "none", rowTitles = [], colors } = options;
  const columns = checkColumns(panels, options.columns ?? panels.length);
  const shared = shareAxes(panels, columns, share);
  const title = wrapText(options.title ?? "", width - 2 * EDGE, fontSizes.title);
  const caption = wrapText(options.caption ?? "", width - 2 * EDGE, fontSizes.caption);
  const { legend, traces } = placeLegend(mergeEntries(numberTraces(shared)), width - 2 * EDGE);

  const belowTitle = EDGE + (title ? lineCount(title) * fontSizes.title * lineSpacing + 4 : 0);
  const right = width - EDGE - legend.width - (colors ? colorBarRoom : 0);
  const { boxes, bottom: gridBottom } = placePanels(shared, {
    columns,
    left: EDGE + (rowTitles.length > 0 ? fontSizes.panel * lineSpacing + 8 : 0),
    right,
    top: belowTitle + (legend.side === "top" ? legend.height : 0),
    panelHeight: options.panelHeight ?? sizes.panelHeight,
    aspect: options.aspect,
  });
  const legendBottom = legend.side === "right" ? boxes[0].top + legend.height : 0;
  const bottom = Math.max(gridBottom, legendBottom);
  const captionHeight = caption ? lineCount(caption) * fontSizes.caption * lineSpacing + 12 : 0;
  const height = Math.ceil(bottom + captionHeight + EDGE);

  const paper: Paper = { x: (pixels) => pixels / width, y: (pixels) => 1 - pixels / height };
  const bar = boxOfColorBar(boxes, right);
  const legendLeft = legend.side === "top" ? EDGE - 4 : width - EDGE - legend.width + 8;
  const legendTop = legend.side === "top" ? belowTitle : boxes[0].top;
  const texts = [
    ...shared.flatMap((panel, index) => panelTexts(panel, boxes[index], paper)),
    ...rowTitles.map((text, row) => rowTitle(text, EDGE, boxes[row * columns], paper)),
    ...(colors ? [colorTitle(colors.title, right + colorBarRoom, bar, paper)] : []),
    ...(caption ? [captionText(caption, EDGE, bottom + 10, paper)] : []),
  ];
  return {
    data: traces,
    layout: {
      width,
      height,
      ...appearance,
      ...(traces.some(({ type }) => type === "bar") && { barmode: "overlay" }),
      ...(traces.some(({ type }) => type === "box") && { boxmode: "overlay" }),
      ...(title && { title: headline(title, EDGE, EDGE, paper) }),
      ...placeAxes(shared, boxes, paper),
      ...(legend.side !== "none" &&
        { legend: legendAttributes(legend.side, paper.x(legendLeft), paper.y(legendTop)) }),
      ...(colors && { coloraxis: withColorBar(colors.axis, bar, paper) }),
      ...(texts.length > 0 && { annotations: texts }),
    },
    config,
  };
}

const appearance: Attributes = {
  margin: { l: 0, r: 0, t: 0, b: 0, pad: 0, autoexpand: false },
  paper_bgcolor: ink.paper,
  plot_bgcolor: ink.paper,
  font: { family: fontFamily, size: fontSizes.tick, color: ink.text },
  hovermode: "closest",
};

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
  const axes: Record<string, Attributes> = {};
  for (const [index, panel] of panels.entries()) {
    const { left, top, width, height } = boxes[index], number = suffix(index);
    axes[`xaxis${number}`] = {
      ...headingBelowNote(panel),
      domain: [paper.x(left), paper.x(left + width)],
      anchor: `y${number}`,
    };
    axes[`yaxis${number}`] = {
      ...panel.yaxis,
      domain: [paper.y(top + height), paper.y(top)],
      anchor: `x${number}`,
    };
  }
  return axes;
}

/** Moves the heading of a horizontal axis down to make room for the panel's note. */
function headingBelowNote(panel: Panel): Attributes {
  const { xaxis } = panel;
  if (!panel.note || !xaxis.title) return xaxis;
  const title = xaxis.title as Attributes;
  const standoff = (title.standoff as number) + noteHeight(panel);
  return { ...xaxis, title: { ...title, standoff } };
}
