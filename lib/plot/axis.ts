import type { Extent } from "./extent.ts";
import type { Attributes } from "./figure.ts";
import { decadeLabel, numberLabel } from "./number_labels.ts";
import { markupWidth, textWidth } from "./text_metrics.ts";
import { fontFamily, fontSizes, ink } from "./theme.ts";

/** What an axis or a colour bar shows. */
export interface Axis {
  /** The quantity, for instance `time per update`. */
  readonly title: string;
  /** Its unit, for instance `ms`; nothing for a pure number. */
  readonly unit?: string;
  /** `linear` unless told. */
  readonly scale?: "linear" | "log";
  /** The smallest and the largest value shown; what the data span unless told. */
  readonly range?: readonly [number, number];
  /** Where ticks stand; round numbers unless told. */
  readonly ticks?: readonly number[];
}

/**
 * Title and unit as one label.
 *
 * @param quantity An axis or a colour scale.
 * @returns `title (unit)`, or the title alone.
 */
export function axisTitle({ title, unit }: Pick<Axis, "title" | "unit">): string {
  return unit === undefined ? title : `${title} (${unit})`;
}

/**
 * A Plotly axis for numbers.
 *
 * @param axis What it shows.
 * @param extent The part it shows.
 * @param length How long it is drawn, about, in pixels.
 * @returns Plotly's attributes.
 */
export function numberAxis(axis: Axis, extent: Extent, length: number): Attributes {
  const { log, low, high } = extent;
  return {
    ...axisFrame,
    title: axisHeading(axisTitle(axis)),
    type: log ? "log" : "linear",
    range: log ? [Math.log10(low), Math.log10(high)] : [low, high],
    tickangle: 0,
    ...(log ? logTicks(extent, length) : linearTicks(extent)),
    ...(axis.ticks &&
      { tickmode: "array", tickvals: axis.ticks, ticktext: axis.ticks.map(numberLabel), tickfont }),
  };
}

function linearTicks({ low, high }: Extent): Attributes {
  const large = Math.max(Math.abs(low), Math.abs(high)) >= 1e5;
  return {
    nticks: 8,
    ...(large
      ? { exponentformat: "B" }
      : { exponentformat: "power", minexponent: 4, separatethousands: true }),
  };
}

/** Pixels between the ticks of neighbouring decades at the least. */
const DECADE = 36;
/** Plotly draws powers of ten larger than other tick labels by this factor. */
const POWER = 1.25;

function logTicks({ low, high, floor }: Extent, length: number): Attributes {
  const decades = Math.log10(high / low);
  const step = Math.max(1, Math.ceil(decades * DECADE / length));
  if (floor) {
    const exponents = wholeNumbers(Math.log10(floor.value) + 0.25, Math.log10(high)).filter((it) =>
      it % step === 0
    );
    return {
      tickmode: "array",
      tickvals: [floor.value, ...exponents.map((exponent) => 10 ** exponent)],
      ticktext: [floor.label, ...exponents.map(decadeLabel)],
    };
  }
  if (decades >= 1.3) {
    return {
      dtick: step,
      exponentformat: "power",
      tickfont: { ...tickfont, size: fontSizes.tick / POWER },
    };
  }
  const ticks = wholeNumbers(Math.log10(low) - 1, Math.log10(high))
    .flatMap((exponent) => [1, 2, 5].map((digit) => Number(`${digit}e${exponent}`)))
    .filter((tick) => tick >= low && tick <= high);
  return { tickmode: "array", tickvals: ticks, ticktext: ticks.map(numberLabel) };
}

function wholeNumbers(from: number, to: number): number[] {
  const first = Math.ceil(from);
  return Array.from(
    { length: Math.max(0, Math.floor(to) - first + 1) },
    (_, index) => first + index,
  );
}

const tickfont: Attributes = { size: fontSizes.tick, color: ink.text, family: fontFamily };

/** Attributes that all axes share. */
export const axisFrame: Attributes = {
  automargin: false,
  gridcolor: ink.grid,
  linecolor: ink.axis,
  showline: true,
  ticks: "outside",
  ticklen: 4,
  tickcolor: ink.axis,
  tickfont,
  zeroline: false,
};

/**
 * A heading that keeps clear of the tick labels.
 *
 * @param text The heading.
 * @returns Plotly's attributes of a title.
 */
export function axisHeading(text: string): Attributes {
  return { text, standoff: 8, font: { size: fontSizes.axis, color: ink.text, family: fontFamily } };
}

/**
 * The width of the widest tick label of an axis, estimated where Plotly chooses the labels.
 *
 * @param axis Plotly's attributes of the axis.
 * @returns Pixels.
 */
export function tickLabelWidth(axis: Attributes): number {
  if (axis.showticklabels === false) return 0;
  if (Array.isArray(axis.ticktext)) {
    return Math.max(0, ...axis.ticktext.map((label) => markupWidth(String(label), fontSizes.tick)));
  }
  if (axis.type === "log") {
    return textWidth("10", fontSizes.tick) + textWidth("−10", 0.7 * fontSizes.tick);
  }
  const [low, high] = (axis.range as [number, number]).toSorted((a, b) => a - b);
  const unit = axis.exponentformat === "B"
    ? 10 ** (3 * Math.floor(Math.log10(Math.max(-low, high)) / 3))
    : 1;
  const step = roundStep((high - low) / unit / 6);
  const labels = [Math.ceil(low / unit / step), Math.floor(high / unit / step)].map((count) =>
    (count * step).toLocaleString("en-US", {
      minimumFractionDigits: Math.min(20, Math.max(0, -Math.floor(Math.log10(step)))),
    }).replace("-", "−")
  );
  const plain = Math.max(
    ...labels.map((label) => textWidth(label + (unit > 1 ? "M" : ""), fontSizes.tick)),
  );
  return Math.min(
    plain,
    textWidth("−0.5×10", fontSizes.tick) + textWidth("−10", 0.7 * fontSizes.tick),
  );
}

/** The largest of 1, 2 and 5 times a power of ten that is not above a number. */
function roundStep(largest: number): number {
  const power = 10 ** Math.floor(Math.log10(largest));
  return power * [5, 2, 1].find((digit) => digit * power <= largest * (1 + 1e-9))!;
}
