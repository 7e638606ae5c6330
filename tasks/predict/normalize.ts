import type { Picture } from "./read_image.ts";

/** Share of the image's size that a digit of MNIST takes, 20 of 28 pixels. */
const DIGIT_SHARE = 20 / 28;
/** Where MNIST's digits have their centre of mass, in pixels beyond the middle: in that of a pixel. */
const OFF_CENTRE = 0.5;
/** Less contrast is none. */
const LEAST_CONTRAST = 0.2;
/** Fainter than this share of the lightest pixel is background. */
const FAINTEST = 0.05;

/** A picture as a network takes it, and what had to be done to it. */
export interface NormalizedImage {
  /** Brightness from 0 to 1, channels last: `[height · width · channels]`. */
  readonly pixels: Float64Array;
  /** In words. */
  readonly notes: readonly string[];
}

/** Whether a picture is made its negative; `"auto"` leaves that to its background. */
export type Invert = "auto" | "yes" | "no";

/** The note about a negative that was asked for. */
export const INVERTED = "inverted, as --invert yes says";

/**
 * Makes a picture one of MNIST's kind: light on dark, and, if it has another size, the digit's longer
 * side 20 of 28 pixels and its centre of mass in the middle.
 *
 * Source of the kind: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten
 * digits" (1998).
 *
 * @param image The picture
 * @param shape Height and width that the network takes
 * @param options `name`: what errors call the picture; `invert`: whether it is dark on light
 * @throws {RangeError} If the picture shows nothing
 */
export function normalizeDigit(
  image: Picture,
  [height, width]: readonly number[],
  { name, invert = "auto" }: { readonly name: string; readonly invert?: Invert },
): NormalizedImage {
  const notes: string[] = [];
  const isLight = invert === "auto" ? backgroundOf(image) > 0.5 : invert === "yes";
  if (isLight) notes.push(invert === "auto" ? "inverted, for its background is light" : INVERTED);
  const dark = isLight ? { ...image, pixels: image.pixels.map((value) => 1 - value) } : image;
  const fits = image.width === width && image.height === height;
  if (fits && invert !== "auto") return { pixels: dark.pixels, notes };
  const stretched = stretch(dark, name);
  if (fits) return { pixels: dark.pixels, notes };
  const box = boxOf(stretched);
  const scale = DIGIT_SHARE * Math.min(height, width) / Math.max(box.width, box.height);
  const digit = resample(stretched, box, scale);
  notes.push(
    `cut out and made ${digit.width}×${digit.height} from ${box.width}×${box.height} pixels, ` +
      "its centre of mass in the middle",
  );
  return { pixels: place(digit, height, width), notes };
}

/** The median of the pixels at the border. */
function backgroundOf({ width, height, pixels }: Picture): number {
  const border = pixels.filter((_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    return row === 0 || column === 0 || row === height - 1 || column === width - 1;
  }).sort();
  return border[border.length >> 1];
}

/** The background becomes 0, the lightest pixel 1. */
function stretch(image: Picture, name: string): Picture {
  const background = backgroundOf(image);
  const lightest = image.pixels.reduce((most, value) => Math.max(most, value), 0);
  if (lightest - background < LEAST_CONTRAST) {
    throw new RangeError(
      `Expected a digit in ${name}, found brightness from ${background.toFixed(2)} to ${
        lightest.toFixed(2)
      } alone`,
    );
  }
  const pixels = image.pixels.map((value) =>
    Math.max(0, (value - background) / (lightest - background))
  );
  return { ...image, pixels };
}

/** Where a picture is not background. */
function boxOf({ width, pixels }: Picture) {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < pixels.length; at++) {
    if (pixels[at] < FAINTEST) continue;
    const [row, column] = [Math.floor(at / width), at % width];
    [left, right] = [Math.min(left, column), Math.max(right, column)];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** A part of a picture in another size: each pixel the mean of the area that it comes from. */
function resample(image: Picture, box: ReturnType<typeof boxOf>, scale: number): Picture {
  const [width, height] = [box.width, box.height].map((size) =>
    Math.max(1, Math.round(size * scale))
  );
  const columns = shares(box.left, box.width, width);
  const rows = shares(box.top, box.height, height);
  const pixels = new Float64Array(width * height);
  for (const [y, row] of rows.entries()) {
    for (const [x, column] of columns.entries()) {
      for (const { at: down, share: part } of row) {
        for (const { at: across, share } of column) {
          pixels[y * width + x] += part * share * image.pixels[down * image.width + across];
        }
      }
    }
  }
  return { width, height, pixels };
}

/** For each of `count` equal parts of a line: the pixels that it covers, and which share each has. */
function shares(start: number, length: number, count: number) {
  const size = length / count;
  return Array.from({ length: count }, (_, part) => {
    const [from, to] = [part * size, (part + 1) * size];
    const covered = [];
    for (let at = Math.floor(from); at < Math.min(length, Math.ceil(to)); at++) {
      const share = (Math.min(to, at + 1) - Math.max(from, at)) / size;
      if (share > 0) covered.push({ at: start + at, share });
    }
    return covered;
  });
}

/** The picture on a dark ground, its centre of mass as near to the middle as there is room. */
function place(digit: Picture, height: number, width: number): Float64Array {
  let [mass, across, down] = [0, 0, 0];
  for (const [at, value] of digit.pixels.entries()) {
    mass += value;
    across += value * (at % digit.width + 0.5);
    down += value * (Math.floor(at / digit.width) + 0.5);
  }
  const corner = (size: number, room: number, centre: number) =>
    Math.max(0, Math.min(room - size, Math.round(room / 2 + OFF_CENTRE - centre)));
  const left = corner(digit.width, width, across / mass);
  const top = corner(digit.height, height, down / mass);
  const pixels = new Float64Array(height * width);
  for (const [at, value] of digit.pixels.entries()) {
    const [row, column] = [Math.floor(at / digit.width), at % digit.width];
    pixels[(top + row) * width + left + column] = value;
  }
  return pixels;
}
