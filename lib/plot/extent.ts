import type { Axis } from "./axis.ts";
import { powerLabel } from "./number_labels.ts";
import { maximum, minimum } from "./numbers.ts";

/** The part of an axis that data lie on. */
export interface Extent {
  /** Whether positions on the axis are logarithms to the base 10. */
  readonly log: boolean;
  /** The smallest value shown, in the data's units; positive on a logarithmic axis. */
  readonly low: number;
  /** The largest value shown, in the data's units. */
  readonly high: number;
  /**
   * Where a logarithmic axis draws what lies below it, in the data's units: zeros, negative numbers
   * and what is smaller than the axis's range. Absent if there is no such value.
   */
  readonly floor?: { readonly value: number; readonly label: string };
}

/** Share of an axis that stays empty beyond the outermost values. */
const PADDING = 0.04;

/**
 * Finds out what an axis has to show. On a logarithmic axis, zeros and what lies below the range
 * are drawn on a line of their own, a little below the rest.
 *
 * @param values All values, finite.
 * @param axis The axis.
 * @param options `include`: a linear axis reaches this value in any case (bars begin at 0).
 * @returns The extent.
 * @throws {RangeError} If the axis's range is not increasing, or a logarithmic axis has nothing
 * positive to show.
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

/**
 * Where a value stands on its axis, in Plotly's terms of the data: the value itself, or the floor
 * if it is too small for a logarithmic axis.
 *
 * @param value The value.
 * @param extent What the axis shows.
 * @returns The value to draw.
 */
export function clip(value: number, { log, low, floor }: Extent): number {
  if (!log) return value;
  return Math.max(value, floor?.value ?? low);
}
