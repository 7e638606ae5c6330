import { checkChoice } from "../backend/choice.ts";
import { type ConvolutionGeometry, outputSpace, type Windows } from "../backend/geometry.ts";

/** A number for every spatial dimension, or one for each. */
export type PerDimension = number | readonly number[];

/**
 * How many zeros stand around a signal: as many before as after, by dimension `[before, after]`,
 * `"valid"` for none, or `"same"` as TensorFlow has it: `⌈length / stride⌉` outputs, an odd zero after.
 */
export type Padding =
  | PerDimension
  | "same"
  | "valid"
  | readonly (readonly [before: number, after: number])[];

/** Throws RangeError unless all numbers are whole and at least `least`. */
export function checkWhole(
  name: string,
  what: string,
  value: PerDimension | Padding | undefined,
  least: number,
): void {
  if (value === undefined) return;
  if (typeof value === "string") {
    checkChoice(`${what} of ${name}`, value, ["same", "valid"]);
    return;
  }
  const numbers: readonly number[] = typeof value === "number" ? [value] : value.flat();
  for (const one of numbers) {
    if (!Number.isInteger(one) || one < least) {
      throw new RangeError(
        `${name}: expected ${what} to be whole numbers of at least ${least}, found ${one}`,
      );
    }
  }
}

/**
 * Checks padding when a layer is made.
 *
 * @param dimensions How many there are, where the layer knows it.
 * @throws RangeError unless all numbers are whole and at least 0, TypeError for entries that are neither
 * a number nor a pair, or that are more or fewer than dimensions.
 */
export function checkPadding(name: string, padding: Padding, dimensions?: number): void {
  checkWhole(name, "padding", padding, 0);
  if (typeof padding === "string" || typeof padding === "number") return;
  if (dimensions !== undefined) checkCount("padding", padding, dimensions, name);
  const wrong = padding.find((one) => typeof one !== "number" && one.length !== 2);
  if (wrong === undefined) return;
  throw new TypeError(
    `${name}: expected padding [before, after] for each dimension, found ${JSON.stringify(wrong)}`,
  );
}

/**
 * One number for each of `count` dimensions; throws TypeError if there is another number of them.
 *
 * @param name Of the layer, where the message is to say it.
 */
export function perDimension(
  what: string,
  value: PerDimension,
  count: number,
  name?: string,
): readonly number[] {
  if (typeof value === "number") return Array<number>(count).fill(value);
  checkCount(what, value, count, name);
  return value;
}

function checkCount(what: string, list: readonly unknown[], count: number, name?: string): void {
  if (list.length === count) return;
  throw new TypeError(
    `${
      name ? `${name}: ` : ""
    }expected ${what} for ${count} spatial dimensions, found ${list.length}`,
  );
}

/** What slides over a signal, before its spatial lengths are known. */
export interface Sliding {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: Padding;
  readonly groups: number;
}

/** Checks a signal's features `[...space, channels]`, channels last, and gives its spatial lengths. */
export function spaceOf(
  input: readonly number[],
  { dimensions, channels }: { readonly dimensions?: number; readonly channels?: number } = {},
): readonly number[] {
  const space = input.slice(0, -1);
  const fits = dimensions === undefined
    ? space.length >= 1 && space.length <= 3
    : space.length === dimensions;
  if (fits && (channels === undefined || input.at(-1) === channels)) return space;
  const names = dimensions === undefined
    ? ["…space (1 to 3 dimensions)"]
    : ["depth", "height", "width"].slice(-dimensions);
  const hint = fits && input[0] === channels
    ? "; channels stand last: put channelsLast() before it"
    : "";
  throw new TypeError(
    `expected features [${[...names, channels ?? "channels"].join(", ")}], found [${
      input.join(", ")
    }]${hint}`,
  );
}

/**
 * The geometry on a signal of the given spatial lengths.
 *
 * @throws TypeError if the kernel is larger than the padded signal.
 */
export function geometryOn(space: readonly number[], sliding: Sliding): ConvolutionGeometry {
  const { kernel, stride, dilation, groups } = sliding;
  const padding = resolvePadding(space, sliding);
  const geometry = { space, kernel, stride, dilation, padding, groups };
  if (outputSpace(geometry).some((length) => length < 1)) {
    const padded = space.map((length, d) => length + padding[d][0] + padding[d][1]);
    const reach = kernel.map((length, d) => dilation[d] * (length - 1) + 1);
    throw new TypeError(
      `expected a padded input of at least [${reach.join(", ")}] under the kernel, found [${
        padded.join(", ")
      }]`,
    );
  }
  return geometry;
}

/** Zeros before and after along each dimension. */
export function resolvePadding(
  space: readonly number[],
  { kernel, stride, dilation, padding }: Sliding,
): readonly (readonly [number, number])[] {
  if (padding === "valid") return space.map(() => [0, 0]);
  if (padding === "same") {
    return space.map((length, d) => {
      const reach = (Math.ceil(length / stride[d]) - 1) * stride[d] + dilation[d] * (kernel[d] - 1);
      const total = Math.max(reach + 1 - length, 0);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    });
  }
  if (typeof padding === "number") return space.map(() => [padding, padding]);
  checkCount("padding", padding, space.length);
  return padding.map((one) => typeof one === "number" ? [one, one] : one);
}

/**
 * The windows of a pooling: what of each lies within the signal.
 *
 * @throws TypeError if there is none, or one lies in padding alone.
 */
export function poolingWindows(space: readonly number[], sliding: Sliding): Windows {
  const geometry = geometryOn(space, sliding);
  const { kernel, stride, padding } = geometry;
  const bounds = outputSpace(geometry).map((count, d) =>
    Array.from({ length: count }, (_, i): [number, number] => {
      const start = i * stride[d] - padding[d][0];
      return [Math.max(start, 0), Math.min(start + kernel[d], space[d])];
    })
  );
  if (bounds.flat().some(([start, end]) => start >= end)) {
    throw new TypeError(
      `expected padding smaller than the kernel [${kernel.join(", ")}], found [${
        padding.map((pair) => `[${pair.join(", ")}]`).join(", ")
      }]`,
    );
  }
  return { space, bounds };
}
