import { axisTitle } from "./axis.ts";
import type { Attributes, Json } from "./figure.ts";
import { decadeLabel } from "./number_labels.ts";
import { checkFinite, maximum, minimum } from "./numbers.ts";
import { palette } from "./theme.ts";

/** What colours stand for. */
export interface ColorScale {
  /** The quantity, the heading of the colour bar. */
  readonly title: string;
  /** Its unit; nothing for a pure number. */
  readonly unit?: string;
  /**
   * `linear` unless told; `log` for magnitudes over several decades; `diverging` for signed values,
   * with zero in the middle.
   */
  readonly scale?: "linear" | "log" | "diverging";
  /**
   * The values at the ends of the scale; what the data span unless told. Values beyond get the
   * colour of the end.
   */
  readonly range?: readonly [number, number];
  /**
   * How many decades below the largest value a logarithmic scale without a range shows; at most 6
   * unless told.
   */
  readonly decades?: number;
}

/** A colour axis for Plotly. */
export interface Colors {
  /** Plotly's attributes. */
  readonly axis: Attributes;
  /** Heading of the colour bar. */
  readonly title: string;
}

/** A colour scale, ready for use. */
export interface ColorMapping {
  /** The colour axis and its heading. */
  readonly colors: Colors;
  /** Where a value stands on the scale; rounded to what an eye can tell apart. */
  readonly toScale: (value: number) => number;
}

/** From blue over white to vermillion. */
const DIVERGING: Json = [[0, palette.blue], [0.5, "#f7f7f7"], [1, palette.vermillion]];

/**
 * Makes one colour scale for all values of a figure.
 *
 * @param values All values.
 * @param scale What colours stand for.
 * @param colors Plotly's colour scale; Viridis unless told, which colour-blind people can read too.
 * @returns The scale.
 * @throws {RangeError} If there is no value, one is not finite, or a logarithmic scale gets a
 * negative one or nothing but zeros.
 */
export function mapColors(
  values: readonly number[],
  scale: ColorScale,
  colors: Json = "Viridis",
): ColorMapping {
  if (values.length === 0) {
    throw new RangeError("Expected at least one value to colour, found none");
  }
  checkFinite(values, `the values of "${scale.title}"`);
  if (scale.range && !(scale.range[0] < scale.range[1])) {
    throw new RangeError(`Expected an increasing range of colours, found [${scale.range}]`);
  }
  return scale.scale === "log"
    ? logColors(values, scale, colors)
    : linearColors(values, scale, colors);
}

function linearColors(values: readonly number[], scale: ColorScale, colors: Json): ColorMapping {
  const diverging = scale.scale === "diverging";
  const largest = Math.max(Math.abs(minimum(values)), Math.abs(maximum(values))) || 1;
  const [low, high] = scale.range ??
    (diverging ? [-largest, largest] : [minimum(values), maximum(values)]);
  const cmax = high > low ? high : low + 1;
  const digits = Math.max(0, 4 - Math.floor(Math.log10(cmax - low)));
  return {
    colors: {
      title: axisTitle(scale),
      axis: {
        colorbar: { exponentformat: "power" },
        colorscale: diverging ? DIVERGING : colors,
        cmin: low,
        cmax,
      },
    },
    toScale: (value) => Number(value.toFixed(Math.min(digits, 100))),
  };
}

function logColors(values: readonly number[], scale: ColorScale, colors: Json): ColorMapping {
  const negative = values.find((value) => value < 0);
  if (negative !== undefined) {
    throw new RangeError(
      `Expected magnitudes for the logarithmic colours of "${scale.title}", found ${negative}`,
    );
  }
  const positive = values.filter((value) => value > 0);
  const bounds = scale.range ?? [minimum(positive), maximum(positive)];
  if (!(0 < bounds[0] && bounds[0] <= bounds[1])) {
    const found = scale.range ? `the range [${scale.range}]` : "none";
    throw new RangeError(
      `Expected positive values for the logarithmic colours of "${scale.title}", found ${found}`,
    );
  }
  const largest = Math.log10(bounds[1]);
  const smallest = scale.range
    ? Math.log10(bounds[0])
    : Math.max(Math.log10(bounds[0]), largest - (scale.decades ?? 6));
  const cmax = largest > smallest ? largest : smallest + 1;
  const cut = values.some((value) => value < 10 ** smallest * (1 - 1e-9));
  return {
    colors: {
      title: axisTitle(scale),
      axis: { colorbar: logTicks(smallest, cmax, cut), colorscale: colors, cmin: smallest, cmax },
    },
    toScale: (value) =>
      value > 0 ? Number(Math.max(smallest, Math.log10(value)).toFixed(3)) : smallest,
  };
}

function logTicks(low: number, high: number, cut: boolean): Attributes {
  const step = Math.max(1, Math.ceil((high - low) / 8));
  const digits = high - low < 1.5 ? [1, 2, 5] : [1];
  const ticks: { at: number; label: string }[] = [];
  for (let exponent = Math.floor(low); exponent <= high; exponent += step) {
    for (const digit of digits) {
      ticks.push({ at: exponent + Math.log10(digit), label: scientific(digit, exponent) });
    }
  }
  const inside = ticks.filter(({ at }) => at >= low && at <= high);
  const shown = cut
    ? [endTick(low), ...inside.filter(({ at }) => at - low > 0.07 * (high - low))]
    : inside;
  return { tickvals: shown.map(({ at }) => at), ticktext: shown.map(({ label }) => label) };
}

/** Says that the colour at the end of the scale stands for everything below as well. */
function endTick(low: number): { at: number; label: string } {
  const [digit, exponent] = (10 ** low).toExponential(0).split("e").map(Number);
  return { at: low, label: `≤ ${scientific(digit, exponent)}` };
}

function scientific(digit: number, exponent: number): string {
  return digit === 1
    ? decadeLabel(exponent)
    : `${digit}×10<sup>${String(exponent).replace("-", "−")}</sup>`;
}
