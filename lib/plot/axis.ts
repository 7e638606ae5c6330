import type { Attributes } from "./figure.ts";
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
 * Refuses values that cannot be drawn.
 *
 * @param values The values.
 * @param what Names them in the error, for instance `y of "adam"`.
 * @throws {RangeError} If a value is not finite.
 */
export function checkFinite(values: Iterable<number>, what: string): void {
  let index = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) {
      throw new RangeError(`Expected finite numbers in ${what}, found ${value} at index ${index}`);
    }
    index += 1;
  }
}

/** The part of an axis that data lie on. */
export interface Extent {
  /** Whether positions on the axis are logarithms to the base 10. */
  readonly log: boolean;
  /** The smallest value shown, in the data's units; positive on a logarithmic axis. */
  readonly low: number;
  /** The largest value shown, in the data's units. */
  readonly high: number;
  /**
   * Where a logarithmic axis draws what lies below it, in the data's units: zeros, negative numbers and what is smaller than the
   * axis's range. Absent if there is no such value.
   */
  readonly floor?: { readonly value: number; readonly label: string };
}

/** Share of an axis that stays empty beyond the outermost values. */
const PADDING = 0.04;

/**
 * Finds out what an axis has to show. On a logarithmic axis, zeros and what lies below the range are drawn on a line of their own,
 * a little below the rest.
 *
 * @param values All values, finite.
 * @param axis The axis.
 * @param options `include`: a linear axis reaches this value in any case (bars begin at 0).
 * @returns The extent.
 * @throws {RangeError} If the axis's range is not increasing, or a logarithmic axis has nothing positive to show.
 */
export function extentOf(
  values: readonly number[],
  axis: Axis,
  { include }: { readonly include?: number } = {},
): Extent {
  const log = axis.scale === "log";
  if (axis.range && !(axis.range[0] < axis.range[1] && (!log || axis.range[0] > 0))) {
    throw new RangeError(
      `Expected an increasing range${
        log ? " of positive numbers" : ""
      } for axis "${axis.title}", found [${axis.range}]`,
    );
  }
  return log ? logExtent(values, axis) : linearExtent(values, axis, include);
}

function linearExtent(
  values: readonly number[],
  { range }: Axis,
  include: number | undefined,
): Extent {
  if (range) return { log: false, low: range[0], high: range[1] };
  const shown = include === undefined ? values : [...values, include];
  let low = minimum(shown), high = maximum(shown);
  if (shown.length === 0) [low, high] = [0, 1];
  const padding = high > low ? PADDING * (high - low) : Math.abs(high) / 2 || 1;
  return {
    log: false,
    low: low === include ? low : low - padding,
    high: high === include ? high : high + padding,
  };
}

function logExtent(values: readonly number[], { title, range }: Axis): Extent {
  const positive = values.filter((value) => value > 0);
  if (!range && positive.length === 0 && values.length > 0) {
    throw new RangeError(
      `Expected a positive value on the logarithmic axis "${title}", found none`,
    );
  }
  const smallest = range?.[0] ?? (positive.length > 0 ? minimum(positive) : 1);
  const largest = range?.[1] ?? (positive.length > 0 ? maximum(positive) : 10);
  const decades = Math.log10(largest / smallest);
  const padding = range ? 0 : PADDING * Math.max(1, decades);
  const extent = { log: true, low: smallest / 10 ** padding, high: largest * 10 ** padding };
  if (!values.some((value) => value < smallest)) return extent;
  const gap = Math.max(0.4, 0.08 * decades);
  const label = positive.some((value) => value < smallest) ? `< ${powerLabel(smallest)}` : "0";
  return {
    ...extent,
    low: smallest / 10 ** (1.5 * gap),
    floor: { value: smallest / 10 ** gap, label },
  };
}

function powerLabel(value: number): string {
  const exponent = Math.log10(value);
  const isDecade = Math.abs(exponent - Math.round(exponent)) < 1e-9;
  return isDecade ? decadeLabel(Math.round(exponent)) : String(Number(value.toPrecision(3)));
}

/**
 * Where a value stands on its axis, in Plotly's terms of the data: the value itself, or the floor if it is too small for a
 * logarithmic axis.
 *
 * @param value The value.
 * @param extent What the axis shows.
 * @returns The value to draw.
 */
export function clip(value: number, { log, low, floor }: Extent): number {
  if (!log) return value;
  return Math.max(value, floor?.value ?? low);
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

function numberLabel(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 6 });
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
 * A power of ten as a tick label: 1, 10, 10², …
 *
 * @param exponent The exponent.
 * @returns Plotly's markup.
 */
export function decadeLabel(exponent: number): string {
  if (exponent === 0) return "1";
  if (exponent === 1) return "10";
  return `10<sup>${String(exponent).replace("-", "−")}</sup>`;
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
    })
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

/**
 * The smallest of many numbers.
 *
 * @param values The numbers; unlike `Math.min(...)` there may be any number of them.
 * @returns `Infinity` for no numbers.
 */
export function minimum(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

/**
 * The largest of many numbers.
 *
 * @param values The numbers; unlike `Math.max(...)` there may be any number of them.
 * @returns `-Infinity` for no numbers.
 */
export function maximum(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}
